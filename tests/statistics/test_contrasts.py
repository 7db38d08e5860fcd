"""Means over runs and their differences: fixed data against scipy, and coverage by simulation."""

from dataclasses import replace
from math import isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from crossed_runs import Truth
from restudy.statistics.contrasts import Contrast, Runs, contrast

THREE = np.array([0.991, 0.994, 0.993])
TWO = np.array([0.986, 0.989])
DRAWS = 2000


def test_a_mean_of_runs_alone_has_student_s_interval() -> None:
    expected = stats.ttest_1samp(THREE, 0).confidence_interval(0.95)
    assert contrast([(1, Runs("a", THREE))]).interval(0.95) == pytest.approx((expected.low, expected.high))


def test_a_difference_of_runs_alone_has_welch_s_interval_and_p_value() -> None:
    found = contrast([(1, Runs("a", THREE)), (-1, Runs("b", TWO))])
    expected = stats.ttest_ind(THREE, TWO, equal_var=False)
    limits = expected.confidence_interval(0.95)
    assert found.interval(0.95) == pytest.approx((limits.low, limits.high))
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-9)


def test_numbers_of_the_same_runs_are_compared_run_by_run() -> None:
    other = THREE - np.array([0.001, 0.002, 0.001])
    found = contrast([(1, Runs("a", THREE)), (-1, Runs("a", other))])
    assert found.p_value == pytest.approx(stats.ttest_rel(THREE, other).pvalue)


def test_images_alone_have_the_normal_interval() -> None:
    effects = np.tile(np.random.default_rng(0).random(50) < 0.8, (3, 1)).astype(float)
    found = contrast([(1, Runs("a", effects.mean(axis=1), effects))])
    half = stats.norm.isf(0.025) * effects[0].std(ddof=1) / sqrt(50)
    assert found.interval(0.95) == pytest.approx((found.estimate - half, found.estimate + half))


def test_components_are_those_of_a_two_way_analysis_of_variance() -> None:
    effects = Truth().draw(np.random.default_rng(0), 4, np.random.default_rng(1).normal(0, 1, 60))
    runs, images = effects.shape
    # Mean squares by hand: of images, and of what neither run nor image explains.
    grand, by_run, by_image = effects.mean(), effects.mean(axis=1), effects.mean(axis=0)
    of_images = runs * sum((value - grand) ** 2 for value in by_image) / (images - 1)
    rest = sum(
        (effects[run, image] - by_run[run] - by_image[image] + grand) ** 2
        for run in range(runs)
        for image in range(images)
    ) / ((runs - 1) * (images - 1))
    found = contrast([(1, Runs("a", by_run, effects))])
    assert found.image_variance == pytest.approx((of_images - rest) / runs / images)
    assert found.seed_variance == pytest.approx(by_run.var(ddof=1) / runs)
    assert found.seed_df == runs - 1


def test_an_interval_has_the_seeds_degrees_of_freedom_over_their_share() -> None:
    found = Contrast(0.0, 4.0, 2.0, 9.0)
    assert found.interval(0.95).high == pytest.approx(stats.t.isf(0.025, 2 * 13 / 4) * sqrt(13))


@pytest.mark.parametrize("estimate", [5.0, 0.3, -5.0, 0.0])
def test_a_p_value_is_the_level_at_which_a_test_s_limit_is_zero(estimate: float) -> None:
    found = Contrast(estimate, 1.0, 2.0, 0.5)
    tail = found.p_value / 2
    seeds, images = stats.t.isf(tail, 2) * 1, stats.norm.isf(tail) * sqrt(0.5)
    assert sqrt(seeds**2 + images**2) == pytest.approx(abs(estimate), abs=1e-9)


def test_one_run_has_no_spread_and_so_no_interval() -> None:
    found = contrast([(1, Runs("a", THREE)), (-1, Runs("b", THREE[:1]))])
    assert not found.has_spread
    assert isnan(found.interval(0.95).low)
    assert isnan(found.p_value)


@pytest.mark.parametrize(("estimate", "p_value"), [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0)])
def test_what_does_not_vary_is_certain(estimate: float, p_value: float) -> None:
    assert Contrast(estimate, 0.0, 2.0, 0.0).p_value == p_value


def test_whole_numbers_vary_at_least_as_rounding_does() -> None:
    same = np.array([5.0, 5.0, 5.0])
    assert Runs("a", same, whole=True).spread() == pytest.approx(1 / 12)
    assert Runs("a", same).spread() == 0


def test_numbers_on_other_images_vary_with_those() -> None:
    effects = Truth().draw(np.random.default_rng(0), 3, np.random.default_rng(1).normal(0, 1, 100))
    here = contrast([(1, Runs("a", effects.mean(axis=1), effects))]).image_variance
    there = contrast([(1, Runs("a", effects.mean(axis=1), effects, on_these=0, on_others=4))]).image_variance
    assert there == pytest.approx(4 * here)


def test_runs_without_a_number_are_left_out() -> None:
    known = Runs("a", np.array([1.0, np.nan, 3.0]), np.arange(6.0).reshape(3, 2)).known()
    assert known.values.tolist() == [1, 3]
    assert known.effects is not None
    assert known.effects.tolist() == [[0, 1], [4, 5]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("runs", "truth"),
    [
        (3, Truth(of_runs=0.25)),
        (3, Truth(of_runs=0.15)),
        (3, Truth(of_runs=0.1)),
        (5, Truth(of_runs=0.1)),
        (10, Truth(of_images=0.3, of_both=1.0)),
    ],
)
def test_the_interval_of_a_mean_covers_what_it_says(runs: int, truth: Truth) -> None:
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(DRAWS):
        right = truth.draw(generator, runs, truth.difficulties(generator, 400))
        covered += truth.accuracy in contrast([(1, Runs("a", right.mean(axis=1), right))]).interval(0.95)
    assert 0.93 <= covered / DRAWS <= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("runs", [2, 3, 5])
def test_a_true_null_is_rejected_as_rarely_as_is_said(runs: int) -> None:
    truth, generator = Truth(of_runs=0.15), np.random.default_rng(3)
    rejected = 0
    for _ in range(DRAWS):
        difficulties = truth.difficulties(generator, 400)
        one, other = (truth.draw(generator, runs, difficulties) for _ in range(2))
        found = contrast([(1, Runs("a", one.mean(axis=1), one)), (-1, Runs("b", other.mean(axis=1), other))])
        rejected += 0 not in found.interval(0.95)
    assert rejected / DRAWS <= 0.06


@pytest.mark.parametrize(
    ("values", "expected"), [([0.0, 0.0, 0.0], 1.0), ([0.1, 0.1, 0.1], 0.0), ([-0.1, -0.1, -0.1], 0.0)]
)
def test_what_does_not_vary_is_zero_or_is_not(values: list[float], expected: float) -> None:
    assert contrast([(1, Runs("a", np.array(values)))]).p_value == expected


@pytest.mark.parametrize("value", [0.0, 1.0, 0.1, 0.98, 1 / 3, 6000.7])
@pytest.mark.parametrize("runs", [2, 3, 7])
def test_equal_numbers_have_no_variance_and_are_as_far_from_a_limit_as_each(value: float, runs: int) -> None:
    """Means of equal numbers are not always that number."""
    effects = np.repeat(np.full((runs, 1), value), 50, axis=1)
    found = contrast([(1, Runs("a", np.full(runs, value), effects))], -value)
    assert (found.estimate, found.seed_variance, found.image_variance) == (0, 0, 0)
    assert found.p_value == 1


def test_runs_that_are_each_all_right_or_all_wrong_have_no_images_part() -> None:
    effects = np.array([[1.0] * 50, [0.0] * 50, [1.0] * 50])
    assert contrast([(1, Runs("a", effects.mean(axis=1), effects))]).image_variance == 0


@pytest.mark.parametrize(
    "seed_df", [1.0, 1.9999999999999996, 2.0, 2.0000000000000004, 2.000000001, 2.3, 4.000000000000001]
)
@pytest.mark.parametrize("ratio", [0.0, 0.1, 1.0, 30.0, 1e6])
def test_a_p_value_is_student_s_whatever_the_degrees_of_freedom(seed_df: float, ratio: float) -> None:
    """Two groups of two runs that differ alike have two of them but for round-off."""
    found = Contrast(ratio, 1.0, seed_df, 0.0)
    assert found.p_value == pytest.approx(2 * stats.t.sf(ratio, seed_df), rel=1e-6)
    assert replace(found, estimate=-ratio).p_value == found.p_value
