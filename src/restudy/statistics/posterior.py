"""Draws of what a study's numbers are over further runs, from the few that there are."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, log, nan, sqrt
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from restudy.lazy import lazily
from restudy.statistics.bootstrap import percentiles
from restudy.statistics.contrasts import Numbers, Runs, image_variance
from restudy.statistics.intervals import Interval
from restudy.statistics.kinds import Kind, RareKind
from restudy.statistics.resampling import Resamples, Terms

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")


# So many that a probability is known to its third digit.
DRAWS = 10_000
# Less than this is said of nothing: so far off no model is to be believed.
LEAST_CHANCE = 1e-12


class Sum(NamedTuple):
    """Means over runs, each times a coefficient, and a constant.

    Attributes:
        terms: coefficients and runs.
        offset: the constant.
        alone: whether means stand each for itself, since no difference of like numbers is meant.
    """

    terms: Terms
    offset: float = 0.0
    alone: bool = False


class Posterior:
    """Draws for sums of a study's numbers and for further runs, each number's the same wherever it stands.

    Args:
        resamples: draws of test images, and the seed.
        draws: how many of runs.
    """

    def __init__(self, resamples: Resamples, draws: int = DRAWS) -> None:
        self.resamples, self.draws = resamples, draws
        self._kinds: dict[str, Kind] = {}

    def kind(self, runs: Runs) -> Kind:
        """All numbers of the kind, or the number alone where it is of none."""
        if not runs.kind:
            return Kind([runs.known()], self.resamples.seed, self.draws)
        if runs.kind not in self._kinds:
            every = [each.known() for each in (runs.like or (lambda: [runs]))()]
            members = [each for each in every if len(each.values)]
            seed = self.resamples.seed + crc32(runs.kind.encode())
            self._kinds[runs.kind] = (RareKind if runs.rare else Kind)(members, seed, self.draws)
        return self._kinds[runs.kind]

    def sums(self, sums: Sequence[Sum]) -> Numbers | None:
        """Draws over further runs, [draws, sums]; None where a number's spread is not known."""
        drawn = [self._sum(each) for each in sums]
        known = [each for each in drawn if each is not None]
        return np.stack(known, axis=1) if known and len(known) == len(drawn) else None

    def on_new_images(self, sums: Sequence[Sum], drawn: Numbers) -> Numbers | None:
        """The same over further runs and test images; None where none of them is measured on images."""
        from_images = self.resamples.image_draws([each.terms for each in sums])
        return None if from_images is None else drawn + np.resize(from_images, drawn.shape)

    def on_images(self, sums: Sequence[Sum]) -> Numbers | None:
        """Draws over further runs and test images; None where a number's spread is not known."""
        drawn = self.sums(sums)
        if drawn is None:
            return None
        elsewhere = self.on_new_images(sums, drawn)
        return drawn if elsewhere is None else elsewhere

    def further_run(self, runs: Runs, confidence: float) -> Interval:
        """The interval in which a further run's number falls; NaN where no spread is known.

        Both ours and a published run vary where they were measured on other images than the test images, each with a
        sample of its own: hence twice `on_others`. On the test images, which both have, only runs differ.
        """
        runs = runs.known()
        if runs.exact or not len(runs.values):
            return Interval(*[float(runs.values[0])] * 2) if len(runs.values) else Interval(nan, nan)
        drawn = self.kind(runs).further(runs.name)
        if drawn is None:
            return Interval(nan, nan)
        others = self._of_others(runs)
        if others:
            generator = np.random.default_rng([self.resamples.seed, crc32(b"images")])
            drawn = drawn + generator.standard_normal(self.draws) * sqrt(others)
        return percentiles(drawn, confidence).clipped(*runs.bounds)

    def log_density(self, runs: Runs, low: float, high: float) -> float | None:
        """Logarithm of the density of a further run's number, mean over an interval; None where no spread is known.

        Args:
            runs: ours, which vary.
            low: where the interval begins, such as half a unit below what was printed.
            high: where it ends.
        """
        runs = runs.known()
        chance = self.kind(runs).chance(runs.name, low, high, self._of_others(runs)) if len(runs.values) else None
        return None if chance is None else log(max(chance, LEAST_CHANCE) / (high - low))

    def _of_others(self, runs: Runs) -> float:
        """Variance that a published run and ours owe to images that are not the test images, each with its own."""
        if runs.effects is None:
            return 0.0
        return 2 * runs.on_others / (runs.on_these + runs.on_others) * image_variance([runs])

    def _sum(self, wanted: Sum) -> Numbers | None:
        total = np.full(self.draws, wanted.offset)
        for coefficient, runs in wanted.terms:
            drawn = self._mean(runs, "" if wanted.alone else runs.together)
            if drawn is None:
                return None
            total += coefficient * drawn
        return total

    def _mean(self, runs: Runs, together: str) -> Numbers | None:
        if runs.exact:
            return np.full(self.draws, runs.values[0])
        if any(isnan(value) for value in runs.values):
            return None
        drawn = self.kind(runs).means(runs.name, together)
        return None if drawn is None else drawn.clip(*runs.bounds)
