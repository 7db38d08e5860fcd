"""Intervals from resamples, against scipy's own bootstrap."""

import numpy as np
import pytest
from scipy.stats import bootstrap

from restudy.statistics.bootstrap import bca_interval, percentiles
from restudy.statistics.resampling import image_weights

LOSSES = np.random.default_rng(0).exponential(size=80) ** 2


def drawn(number: int) -> np.ndarray:
    return image_weights(len(LOSSES), number, 1) @ LOSSES / len(LOSSES)


def test_a_bca_interval_is_scipy_s() -> None:
    expected = bootstrap((LOSSES,), np.mean, n_resamples=20_000, method="BCa", rng=np.random.default_rng(2))
    limits = expected.confidence_interval
    found = bca_interval(drawn(20_000), LOSSES.mean(), LOSSES, 0.95)
    assert found == pytest.approx((limits.low, limits.high), rel=0.03)


def test_of_skewed_numbers_both_limits_lie_higher_than_the_percentiles() -> None:
    plain, moved = percentiles(drawn(2000), 0.95), bca_interval(drawn(2000), LOSSES.mean(), LOSSES, 0.95)
    assert plain.low < moved.low
    assert plain.high < moved.high


def test_a_wider_confidence_has_wider_limits() -> None:
    narrow, wide = (bca_interval(drawn(2000), LOSSES.mean(), LOSSES, confidence) for confidence in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_what_does_not_vary_has_an_interval_of_no_width() -> None:
    assert bca_interval(np.ones(50), 1.0, np.ones(10), 0.95) == (1, 1)


def test_percentiles_leave_as_many_below_as_above() -> None:
    assert percentiles(np.arange(101.0), 0.9) == pytest.approx((5, 95))
