"""Counts of rare errors."""

import numpy as np
import pytest
from scipy import stats

from restudy.statistics.rates import count_draws, dispersion, rate_draws

DRAWS = 40_000


def test_dispersion_of_poissons_counts_is_one() -> None:
    counts = np.random.default_rng(0).poisson(5, (400, 3)).astype(float)
    assert dispersion(counts)[0] == pytest.approx(1, abs=0.1)
    assert dispersion(counts)[1] == 800
    assert dispersion(4 * counts)[0] == pytest.approx(4, abs=0.4)


def test_rates_are_never_below_zero_and_rare_ones_not_certain() -> None:
    counts = np.array([[0.0, 0, 0], [8, 3, 3], [1, 0, 2], [2, 2, 0], [0, 1, 0]])
    rates, _ = rate_draws(counts, np.random.default_rng(0), DRAWS)
    assert rates.min() >= 0
    assert 0 < np.median(rates[:, 0]) < 0.5
    assert np.quantile(rates[:, 1], 0.025) > 1


def test_of_many_runs_a_rate_is_the_mean_count() -> None:
    counts = np.random.default_rng(1).poisson([[2.0], [5.0], [9.0]], (3, 200)).astype(float)
    rates, _ = rate_draws(counts, np.random.default_rng(0), DRAWS)
    assert rates.mean(axis=0) == pytest.approx(counts.mean(axis=1), rel=0.02)


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_a_further_count_has_the_spread_of_the_others(spread: float) -> None:
    drawn = count_draws(np.full(DRAWS, 6.0), np.full(DRAWS, spread), np.random.default_rng(0))
    assert (drawn.mean(), drawn.var()) == (pytest.approx(6, rel=0.02), pytest.approx(6 * spread, rel=0.05))
    assert np.all(drawn == np.round(drawn))
    if spread == 1:
        assert np.mean(drawn == 0) == pytest.approx(stats.poisson.pmf(0, 6), abs=0.002)
