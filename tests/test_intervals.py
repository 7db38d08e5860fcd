"""Wilson's interval against its formula, and how often it covers."""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import binomtest, norm

from restudy.statistics.intervals import Interval, wilson


@pytest.mark.parametrize(("successes", "total", "confidence"), [(9921, 10_000, 0.95), (0, 20, 0.95), (3, 7, 0.8)])
def test_it_is_scipy_s(successes: int, total: int, confidence: float) -> None:
    expected = binomtest(successes, total).proportion_ci(confidence, method="wilson")
    assert wilson(successes, total, confidence) == pytest.approx((expected.low, expected.high))


def test_it_is_the_formula_s() -> None:
    share, total, z = 0.99, 10_000, norm.isf(0.025)
    centre = (share + z**2 / (2 * total)) / (1 + z**2 / total)
    half = z * sqrt(share * (1 - share) / total + z**2 / (4 * total**2)) / (1 + z**2 / total)
    assert wilson(9900, total) == pytest.approx((centre - half, centre + half))


def test_it_covers_what_it_says() -> None:
    drawn = np.random.default_rng(1).binomial(10_000, 0.9921, 2000)
    intervals = {successes: wilson(int(successes), 10_000) for successes in np.unique(drawn)}
    assert 0.93 <= np.mean([0.9921 in intervals[successes] for successes in drawn]) <= 0.97


def test_limits_belong_to_an_interval_and_can_be_clipped() -> None:
    interval = Interval(-0.5, 1.5)
    assert -0.5 in interval
    assert 1.5000001 not in interval
    assert interval.clipped(0, 1) == (0, 1)
    assert Interval(1.2, 1.4).clipped(0, 1) == (1, 1)
