"""Intervals from what a number was in each resample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from restudy.lazy import lazily
from restudy.statistics.contrasts import Numbers
from restudy.statistics.intervals import Interval

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")

scipy = lazily("scipy")


def percentiles(drawn: Numbers, confidence: float) -> Interval:
    """The limits between which so large a share of the resamples lies, with as many below as above."""
    tail = 50 * (1 - confidence)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return Interval(float(low), float(high))


def bca_interval(drawn: Numbers, value: float, effects: Numbers, confidence: float) -> Interval:
    """Percentiles moved for bias and for a spread that changes with the number.

    Efron (1987), 'Better bootstrap confidence intervals', JASA 82: the bias from the share of resamples below the
    number, the acceleration from the skewness of the images' effects. Losses of a good network are very skewed: few
    images have most of the loss.

    Args:
        drawn: the number in each resample, [B].
        value: the number itself.
        effects: what each image adds to the number's deviation, [N].
        confidence: share wanted within, in (0, 1).
    """
    below = (np.sum(drawn < value) + np.sum(drawn == value) / 2) / len(drawn)
    # Where all resamples lie on one side, the bias is only known to be large.
    bias = scipy.special.ndtri(np.clip(below, 1 / (len(drawn) + 1), len(drawn) / (len(drawn) + 1)))
    deviations = effects - effects.mean()
    scale = float((deviations**2).sum()) ** 1.5
    acceleration = float((deviations**3).sum()) / (6 * scale) if scale else 0.0
    ends = bias + scipy.special.ndtri([(1 - confidence) / 2, (1 + confidence) / 2])
    low, high = np.quantile(drawn, scipy.special.ndtr(bias + ends / (1 - acceleration * ends)))
    return Interval(float(low), float(high))
