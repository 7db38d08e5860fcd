"""The interval of a further run: fixed data, and how often one falls within."""

from math import inf, isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from crossed_runs import Truth
from restudy.statistics.contrasts import Runs, image_variance
from restudy.statistics.further_run import FurtherRun, further_run

THREE = np.array([0.991, 0.994, 0.993])


def test_it_is_the_textbook_s() -> None:
    half = stats.t.ppf(0.975, 2) * THREE.std(ddof=1) * sqrt(1 + 1 / 3)
    found = further_run(Runs("a", THREE)).interval(0.95)
    assert found == pytest.approx((THREE.mean() - half, THREE.mean() + half))


def test_with_all_runs_there_are_it_is_1_96_standard_deviations() -> None:
    assert FurtherRun(0.0, 4.0, 3, 0.0).half_width(inf, 0.95) == pytest.approx(2 * stats.norm.isf(0.025))


def test_test_images_are_the_published_run_s_too() -> None:
    effects = Truth().draw(np.random.default_rng(0), 3, np.random.default_rng(1).normal(0, 1, 100))
    assert further_run(Runs("a", effects.mean(axis=1), effects)).image_variance == 0


def test_on_images_of_their_own_both_runs_vary() -> None:
    effects = Truth().draw(np.random.default_rng(0), 3, np.random.default_rng(1).normal(0, 1, 100))
    runs = Runs("a", effects.mean(axis=1), effects)
    here = image_variance([runs])
    average = Runs("a", runs.values, effects, on_these=1, on_others=0.5)
    assert further_run(average).image_variance == pytest.approx(2 * 0.5 * here)


def test_one_run_has_none() -> None:
    found = further_run(Runs("a", THREE[:1]))
    assert isnan(found.interval(0.95).low)
    assert found.runs_to_exclude(0.5, 0.0, 0.95) is None


def test_runs_that_exclude_a_value_are_the_fewest() -> None:
    found = FurtherRun(0.0, 1.0, 3, 0.0)
    number = found.runs_to_exclude(2.5, 0.0, 0.95)
    assert number is not None
    assert found.half_width(number, 0.95) < 2.5 <= found.half_width(number - 1, 0.95)


def test_a_value_within_the_spread_is_never_excluded() -> None:
    found = FurtherRun(0.0, 1.0, 3, 0.0)
    assert found.runs_to_exclude(1.95, 0.0, 0.95) is None
    assert found.runs_to_exclude(2.5, 0.6, 0.95) is None


@pytest.mark.slow
@pytest.mark.parametrize("runs", [2, 3, 5])
def test_a_further_run_on_the_same_images_falls_within_as_often_as_is_said(runs: int) -> None:
    truth, generator = Truth(of_runs=0.1), np.random.default_rng(4)
    within = 0
    for _ in range(2000):
        drawn = truth.draw(generator, runs + 1, truth.difficulties(generator, 300))
        ours, published = drawn[:-1], drawn[-1].mean()
        within += float(published) in further_run(Runs("a", ours.mean(axis=1), ours)).interval(0.95)
    assert 0.93 <= within / 2000 <= 0.97


@pytest.mark.slow
def test_a_further_run_on_other_images_falls_within_as_often_as_is_said() -> None:
    truth, generator = Truth(of_runs=0.1), np.random.default_rng(5)
    within = 0
    for _ in range(2000):
        ours = truth.draw(generator, 5, truth.difficulties(generator, 300))
        published = truth.draw(generator, 1, truth.difficulties(generator, 300)).mean()
        runs = Runs("a", ours.mean(axis=1), ours, on_these=0, on_others=1)
        within += float(published) in further_run(runs).interval(0.95)
    assert 0.93 <= within / 2000 <= 0.97
