"""Where a further run would fall: the interval with which a single published run is compared."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan, nan
from typing import TYPE_CHECKING

from restudy.lazy import lazily
from restudy.statistics.contrasts import Runs, image_variance
from restudy.statistics.intervals import Interval, half_width
from restudy.statistics.planning import MOST_RUNS

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")


@dataclass(frozen=True)
class FurtherRun:
    """What is known of a further run with a seed of its own, as in a published work.

    Attributes:
        mean: mean over the runs at hand.
        variance: variance between runs on the same images; NaN for one run.
        runs: how many runs that is of.
        image_variance: variance of the difference that comes from measuring on images other than ours; 0 where the
            published run was measured on the same test images.
    """

    mean: float
    variance: float
    runs: int
    image_variance: float

    def half_width(self, runs: float, confidence: float) -> float:
        """Half the interval's width if mean and spread came from so many runs; infinitely many leave 1.96 SD.

        Student's t times the SD times sqrt(1 + 1 / runs) (Hahn & Meeker 1991, Statistical intervals, section 4.8),
        and the images' part with it.
        """
        own = self.variance * (1 + 1 / runs) if self.variance else 0.0
        return half_width(own, runs - 1, self.image_variance, (1 - confidence) / 2)

    def interval(self, confidence: float) -> Interval:
        """The interval in which a further run falls; NaN where the spread is not known."""
        if isnan(self.variance):
            return Interval(nan, nan)
        half = self.half_width(self.runs, confidence)
        return Interval(self.mean - half, self.mean + half)

    def runs_to_exclude(self, value: float, rounding: float, confidence: float) -> int | None:
        """The fewest runs whose interval would leave a value out, were mean and spread to stay as they are.

        Args:
            value: the published value.
            rounding: half a unit of its last digit, by which the interval is widened.
            confidence: of the interval.

        Returns:
            None where no number up to MOST_RUNS would.
        """
        distance = abs(value - self.mean) - rounding
        if isnan(self.variance) or distance <= self.half_width(inf, confidence):
            return None
        enough = (runs for runs in range(2, MOST_RUNS + 1) if self.half_width(runs, confidence) < distance)
        return next(enough, None)


def further_run(runs: Runs) -> FurtherRun:
    """What runs say of a further one.

    Both ours and the published run vary where they were measured on other images than the test images, each with a
    sample of its own: hence twice `on_others`. On the test images, which both have, only the spread of seeds counts.
    """
    others = 2 * runs.on_others / (runs.on_these + runs.on_others) if runs.effects is not None else 0.0
    return FurtherRun(
        mean=float(np.mean(runs.values)),
        variance=runs.spread(),
        runs=len(runs.values),
        image_variance=others * image_variance([runs]) if others else 0.0,
    )
