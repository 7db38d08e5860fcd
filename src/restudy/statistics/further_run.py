"""Where a further run would fall, from mean, spread and number of the runs alone."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, nan

from restudy.statistics.intervals import Interval, half_width


@dataclass(frozen=True)
class FurtherRun:
    """What is known of a further run with a seed of its own, where the runs themselves are not at hand.

    Attributes:
        mean: mean over the runs.
        variance: variance between runs on the same images; NaN for one run.
        runs: how many runs that is of.
    """

    mean: float
    variance: float
    runs: int

    def interval(self, confidence: float) -> Interval:
        """The interval in which a further run falls; NaN where the spread is not known.

        Student's t times the SD times sqrt(1 + 1 / runs) (Hahn & Meeker 1991, Statistical intervals, section 4.8).
        """
        if isnan(self.variance):
            return Interval(nan, nan)
        half = half_width(self.variance * (1 + 1 / self.runs), self.runs - 1, 0.0, (1 - confidence) / 2)
        return Interval(self.mean - half, self.mean + half)
