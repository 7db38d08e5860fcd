"""Tests of two models and of families against scipy, and how often they reject what is true."""

import numpy as np
import pytest
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from crossed_runs import Truth
from restudy.statistics.contrasts import Runs
from restudy.statistics.paired import bootstrap_difference, holm, mcnemar_by_seed, mcnemar_p
from restudy.statistics.resampling import Resamples


def right(*counts: int) -> tuple[np.ndarray, np.ndarray]:
    """Two networks with so many images right in both, the first, the second and neither."""
    both, first, second, neither = counts
    one = np.array([True] * (both + first) + [False] * (second + neither))
    other = np.array([True] * both + [False] * first + [True] * second + [False] * neither)
    return one, other


@pytest.mark.parametrize("counts", [(90, 7, 2, 1), (10, 0, 6, 0), (5, 3, 3, 2)])
def test_mcnemar_is_a_binomial_test_of_the_images_on_which_they_differ(counts: tuple[int, int, int, int]) -> None:
    expected = binomtest(counts[1], counts[1] + counts[2], 0.5).pvalue
    assert mcnemar_p(*right(*counts)) == pytest.approx(min(expected, 1))


def test_networks_that_never_differ_are_alike() -> None:
    assert mcnemar_p(*right(5, 0, 0, 5)) == 1


def test_mcnemar_rejects_a_true_null_rarely() -> None:
    truth, generator = Truth(of_runs=0), np.random.default_rng(6)
    rejected = 0
    for _ in range(2000):
        one, other = truth.draw(generator, 2, truth.difficulties(generator, 300)).astype(bool)
        rejected += mcnemar_p(one, other) <= 0.05
    assert rejected / 2000 <= 0.06


def test_holm_is_worked_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []
    assert holm([0.9, 0.8]) == [1, 1]


def test_holm_keeps_a_family_of_true_nulls() -> None:
    drawn = np.random.default_rng(7).random((2000, 8))
    assert np.mean([min(holm(list(family))) <= 0.05 for family in drawn]) <= 0.06
    # Without it almost a third of the families would hold an error.
    assert np.mean([(family <= 0.05).any() for family in drawn]) > 0.3


def test_holm_is_statsmodels_s() -> None:
    for family in np.random.default_rng(8).random((3, 6)) / 10:
        assert holm(list(family)) == pytest.approx(multipletests(family, method="holm")[1])


@pytest.mark.slow
def test_the_bootstrap_of_a_difference_covers_what_it_says() -> None:
    better, worse, generator = Truth(missed=0.04), Truth(missed=0.06), np.random.default_rng(8)
    resamples = Resamples(200, number=300)
    covered = 0
    for _ in range(2000):
        difficulties = better.difficulties(generator, 200)
        one, other = better.draw(generator, 5, difficulties), worse.draw(generator, 5, difficulties)
        covered += 0.02 in bootstrap_difference(one, other, resamples, 0.95)[1]
    assert 0.93 <= covered / 2000 <= 0.97


def test_the_bootstrap_s_estimate_is_the_difference_of_means() -> None:
    one, other = np.array([[1.0, 0, 1, 1], [1, 1, 1, 1]]), np.array([[0.0, 0, 1, 1], [1, 0, 1, 0]])
    assert bootstrap_difference(one, other, Resamples(4, number=50), 0.95)[0] == pytest.approx(0.875 - 0.5)


def test_runs_are_paired_by_their_seeds() -> None:
    """Only of the seeds that both have."""
    right = np.array([[1.0] * 8 + [0.0] * 2, [1.0] * 10, [0.0] * 10])
    one = Runs("one", right.mean(axis=1), right, seeds=(1, 2, 5))
    other = Runs("other", right[:2].mean(axis=1), right[:2], seeds=(2, 3))
    expected = mcnemar_p(right[1] == 1, right[0] == 1)
    assert mcnemar_by_seed(one, other) == [expected]
    assert mcnemar_by_seed(one, one) == [1, 1, 1]
    assert mcnemar_by_seed(one, Runs("third", right[2:].mean(axis=1), right[2:], seeds=(7,))) == []


@pytest.mark.parametrize("runs", [1, 2, 3])
def test_the_difference_of_two_shares_stays_within_what_is_possible(runs: int) -> None:
    """Student's t of two runs reaches far."""
    generator = np.random.default_rng(runs)
    one, other = (generator.random((runs, 30)) < generator.random((runs, 1)) for _ in range(2))
    low, high = bootstrap_difference(one.astype(float), other.astype(float), Resamples(30, number=200), 0.95)[1]
    assert -1 <= low <= high <= 1
