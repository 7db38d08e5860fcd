"""Wilson's interval against its formula, and how often intervals cover."""

from collections.abc import Callable
from math import inf, sqrt

import numpy as np
import pytest
from scipy.stats import binomtest, chi2, norm, t

from restudy.statistics.intervals import Interval, half_width, safe_half_width, wilson


@pytest.mark.parametrize(("successes", "total", "confidence"), [(9921, 10_000, 0.95), (0, 20, 0.95), (3, 7, 0.8)])
def test_it_is_scipy_s(successes: int, total: int, confidence: float) -> None:
    expected = binomtest(successes, total).proportion_ci(confidence, method="wilson")
    assert wilson(successes, total, confidence) == pytest.approx((expected.low, expected.high))


def test_it_is_the_formula_s() -> None:
    share, total, z = 0.99, 10_000, norm.isf(0.025)
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    assert wilson(9900, total, 0.95) == pytest.approx((centre - half, centre + half))


def test_it_covers_what_it_says() -> None:
    drawn = np.random.default_rng(1).binomial(10_000, 0.9921, 2000)
    intervals = {successes: wilson(int(successes), 10_000, 0.95) for successes in np.unique(drawn)}
    assert 0.93 <= np.mean([0.9921 in intervals[successes] for successes in drawn]) <= 0.97


def test_limits_belong_to_an_interval_and_can_be_clipped() -> None:
    interval = Interval(-0.5, 1.5)
    assert -0.5 in interval
    assert 1.5000001 not in interval
    assert interval.clipped(0, 1) == (0, 1)
    assert Interval(1.2, 1.4).clipped(0, 1) == (1, 1)


# The images' variance over the seeds', from nearly none to nearly all.
SHARES = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100]


def beyond(width: Callable[..., float], df: int, image_variance: float, tail: float) -> float:
    """The probability that a sum of two normal parts, the first of variance 1, misses its interval; by quadrature."""
    places = (np.arange(400) + 0.5) / 400
    widths = [width(variance, df, image_variance, tail) for variance in chi2.ppf(places, df) / df]
    return float(np.mean(2 * norm.sf(np.array(widths) / sqrt(1 + image_variance))))


@pytest.mark.parametrize("image_variance", SHARES)
@pytest.mark.parametrize("df", [2, 4, 9])
def test_a_shown_interval_covers_what_it_says_whichever_part_is_the_larger(df: int, image_variance: float) -> None:
    assert 0.93 <= 1 - beyond(half_width, df, image_variance, 0.025) <= 0.97


@pytest.mark.parametrize("image_variance", SHARES)
@pytest.mark.parametrize(("df", "tail"), [(1, 0.025), (2, 0.025), (2, 0.0025), (4, 0.0025)])
def test_a_test_s_interval_never_covers_too_little(df: int, tail: float, image_variance: float) -> None:
    assert beyond(safe_half_width, df, image_variance, tail) <= 2 * tail


@pytest.mark.parametrize("width", [half_width, safe_half_width])
def test_one_part_alone_has_its_own_interval(width: Callable[..., float]) -> None:
    assert width(4.0, 3, 0.0, 0.025) == pytest.approx(2 * t.isf(0.025, 3))
    assert width(0.0, 3, 9.0, 0.025) == pytest.approx(3 * norm.isf(0.025))
    assert width(16.0, inf, 9.0, 0.025) == pytest.approx(5 * norm.isf(0.025))


def test_with_two_runs_the_shown_interval_is_the_safe_one() -> None:
    assert half_width(1.0, 1, 2.0, 0.025) == safe_half_width(1.0, 1, 2.0, 0.025)
