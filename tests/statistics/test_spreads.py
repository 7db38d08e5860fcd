"""Variances of few runs, drawn together, against what theory says of simple cases."""

import numpy as np
import pytest
from scipy import stats

from restudy.statistics.means import mean_draws
from restudy.statistics.spreads import chance_of_more, variance_draws

DRAWS = 40_000


def drawn(variances: list[float], df: list[float], seed: int = 0) -> np.ndarray:
    return variance_draws(np.array(variances), np.array(df), np.random.default_rng(seed), DRAWS)[0]


@pytest.mark.parametrize("df", [2.0, 4.0, 9.0])
def test_one_alone_gives_students_t(df: float) -> None:
    variances = drawn([0.04], [df])
    means = mean_draws(np.array([1.0]), np.array([df + 1]), variances, np.random.default_rng(1))[:, 0]
    quantiles = np.quantile((means - 1) / np.sqrt(0.04 / (df + 1)), [0.05, 0.25, 0.75, 0.95])
    assert quantiles == pytest.approx(stats.t.ppf([0.05, 0.25, 0.75, 0.95], df), rel=0.06)


def test_many_alike_know_their_common_variance() -> None:
    generator = np.random.default_rng(0)
    variances = generator.chisquare(2, 40) / 2
    spread = drawn([*variances], [2.0] * 40)
    assert np.median(spread) == pytest.approx(1, rel=0.3)
    # Of one alone the middle 90 % span a factor of 58; known exactly, a factor of 1.
    low, high = np.quantile(spread[:, 0], [0.05, 0.95])
    assert high / low < 6


def test_a_tiny_variance_among_others_is_drawn_towards_theirs() -> None:
    spread = drawn([1e-10, 1.0, 0.7, 1.4, 0.9, 1.1], [2.0] * 6)
    assert np.median(spread[:, 0]) > 0.1


def test_where_variances_differ_much_each_goes_by_its_own() -> None:
    spread = drawn([1e-6, 1e-3, 1.0, 1e3], [20.0] * 4)
    assert np.median(spread, axis=0) == pytest.approx([1e-6, 1e-3, 1.0, 1e3], rel=0.3)


def test_one_run_takes_its_variance_from_others() -> None:
    spread = drawn([1.0, 1.0, 1.0, 1.0], [10.0, 10.0, 10.0, 0.0])
    assert np.median(spread[:, 3]) == pytest.approx(1, rel=0.3)


def test_intervals_cover_what_they_say() -> None:
    """Of 300 studies of six settings whose spreads differ, each run three times."""
    generator, inside = np.random.default_rng(3), []
    for study in range(300):
        true = np.exp(generator.normal(0, 0.8, 6))
        values = np.sqrt(true)[:, None] * generator.standard_normal((6, 3))
        draws = variance_draws(values.var(axis=1, ddof=1), np.full(6, 2.0), np.random.default_rng(study), 1_000)[0]
        means = mean_draws(values.mean(axis=1), np.full(6, 3.0), draws, generator)
        low, high = np.quantile(means, [0.025, 0.975], axis=0)
        inside += [*((low <= 0) & (high >= 0))]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.015)


def test_a_spread_far_above_all_others_is_noticed() -> None:
    variances, df = np.array([1e4, 1.0, 0.7, 1.4, 0.9, 1.1]), np.full(6, 9.0)
    assert chance_of_more(variances, df, 0) < 1e-4
    assert chance_of_more(variances[1:], df[1:], 0) > 0.1
    assert chance_of_more(1 / variances, df, 0) > 0.9
    assert chance_of_more(variances[:1], df[:1], 0) == 1
