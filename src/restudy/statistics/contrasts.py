"""Means over runs and their differences, with the spread of seeds and the sampling of images kept apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import exp, inf, isnan, log, nan
from typing import TYPE_CHECKING, Any

from restudy.lazy import lazily
from restudy.statistics.intervals import Interval, half_width, safe_half_width

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np, Numbers = lazily("numpy"), Any

# Variance of a number that was rounded to a whole one: it cannot be known better than that.
ROUNDING_VARIANCE = 1 / 12
# Of a p-value, 1e-100: beyond it scipy gives no quantile of Student's t for degrees of freedom a hair above 2.
LOWEST_LOG_TAIL = -230.0
# What sums of equal numbers may differ by, beside the numbers: so that what does not vary has no variance at all.
ROUND_OFF = 1e-13


@dataclass(frozen=True)
class Runs:
    """A number in each run of one setting.

    Attributes:
        group: name of the setting; runs of different groups are independent but for the images.
        values: the number in each run, [K].
        effects: what each image adds to the run's number, [K, N], so that the number's deviation on other images
            is the mean of their effects: the image's own value where the number is a mean, else its influence
            (Hampel 1974). None where the number owes nothing to a sample of images.
        on_these: the images' share in the variance: 1 where the number is of these N images, 0 where of others.
        on_others: the same for images that are not at hand and of the same kind: N / M for M of them.
        whole: whether it is a whole number, whose spread is at least that of rounding.
        exact: whether it is the same in every run, such as a number of parameters.
        bounds: the smallest and the largest value that it can have.
        seeds: each run's seed, by which runs of two groups are paired; empty where that is not known.
        diverged: how many further runs have no number, since they diverged.
        kind: what it is a number of, such as a metric; empty where nothing like it is known.
        like: gives the numbers of its kind, itself among them, whose spreads say something about its own.
        member: what tells it from the others of its kind; empty where the setting does.
        together: name of those of its kind whose means lie about a common one; empty where it stands for itself.
        grain: the step between values that it can have; 0 where there is none.
        rare: whether it counts rare events, of which spreads say little.
    """

    group: str
    values: Numbers
    effects: Numbers | None = None
    on_these: float = 1.0
    on_others: float = 0.0
    whole: bool = False
    exact: bool = False
    bounds: tuple[float, float] = (-inf, inf)
    seeds: tuple[int, ...] = ()
    diverged: int = 0
    kind: str = ""
    like: Callable[[], Sequence[Runs]] | None = field(default=None, compare=False)
    member: str = ""
    together: str = ""
    grain: float = 0.0
    rare: bool = False

    @property
    def name(self) -> str:
        """By which it is found among those of its kind."""
        return self.member or self.group

    def known(self) -> Runs:
        """The runs that have a number."""
        kept = ~np.isnan(self.values)
        return replace(self, values=self.values[kept], effects=None if self.effects is None else self.effects[kept])

    def of(self, seed: int) -> float:
        """The number in the run of a seed; NaN where there is none."""
        if self.exact:
            return float(self.values[0]) if len(self.values) else nan
        return float(self.values[self.seeds.index(seed)]) if seed in self.seeds else nan

    def spread(self) -> float:
        """Variance between runs on the same images; NaN for one run of what varies."""
        if self.exact:
            return 0.0
        if len(self.values) < 2:
            return nan
        variance = 0.0 if _is_constant(self.values) else float(np.var(self.values, ddof=1))
        return max(variance, ROUNDING_VARIANCE) if self.whole else variance


@dataclass(frozen=True)
class Contrast:
    """A sum of means over runs, each times a coefficient.

    Attributes:
        estimate: its value.
        seed_variance: its variance from the spread of seeds; NaN where a group has one run.
        seed_df: that variance's degrees of freedom.
        image_variance: its variance from the sampling of images, in what the runs have in common.
    """

    estimate: float
    seed_variance: float
    seed_df: float
    image_variance: float

    @property
    def has_spread(self) -> bool:
        """Whether the spread of seeds is known."""
        return not isnan(self.seed_variance)

    def half_width(self, tail: float) -> float:
        """Distance of a test's limits from the estimate, with at most `tail`, in (0, 0.5], beyond each."""
        return safe_half_width(self.seed_variance, self.seed_df, self.image_variance, tail)

    def interval(self, confidence: float) -> Interval:
        """Interval of the expected value over further seeds and images; NaN where the spread is not known."""
        if not self.has_spread:
            return Interval(nan, nan)
        half = half_width(self.seed_variance, self.seed_df, self.image_variance, (1 - confidence) / 2)
        return Interval(self.estimate - half, self.estimate + half)

    @property
    def p_value(self) -> float:
        """Two-sided p-value of 'it is zero': 1 where it is exactly zero, also without any variance."""
        if not self.has_spread:
            return nan
        if self.seed_variance + self.image_variance == 0:
            return 0.0 if self.estimate else 1.0
        return 2 * self._tail()

    def _tail(self) -> float:
        """The tail, in (0, 0.5], beyond which a limit reaches zero; by bisection of its logarithm."""
        low, high = LOWEST_LOG_TAIL, log(0.5)
        for _ in range(60):
            middle = (low + high) / 2
            if self.half_width(exp(middle)) >= abs(self.estimate):
                low = middle
            else:
                high = middle
        return exp(high)


def contrast(terms: Iterable[tuple[float, Runs]], offset: float = 0.0) -> Contrast:
    """The sum of coefficient × mean over runs, plus an offset that is known.

    A model of two crossed random effects, runs and images, without replication (Searle, Casella & McCulloch 1992,
    chapter 4). The spread of seeds is the variance between a group's runs on the same images; its degrees of freedom
    are Welch's, since groups may differ in spread. The images' part is the variance of the images' effects, averaged
    over runs, less what of it is single runs' doing, which the spread of seeds holds already.

    Args:
        terms: coefficients and groups; terms of the same group, number for number of the same runs, are added first.
        offset: a constant, such as a limit with its sign changed.
    """
    groups = list(grouped(terms).values())
    estimate = offset + sum(float(np.mean(runs.values)) for runs in groups)
    if abs(estimate) <= ROUND_OFF * (abs(offset) + sum(float(np.abs(runs.values).max()) for runs in groups)):
        estimate = 0.0
    parts = [(runs.spread() / len(runs.values), len(runs.values) - 1) for runs in groups]
    return Contrast(estimate, *_welch(parts), image_variance(groups))


def _is_constant(numbers: Numbers) -> bool:
    """Whether numbers, [n], differ by no more than round-off."""
    return float(np.ptp(numbers)) <= ROUND_OFF * float(np.abs(numbers).max())


def grouped(terms: Iterable[tuple[float, Runs]]) -> dict[str, Runs]:
    """One sum of runs for each group, coefficients multiplied in."""
    groups: dict[str, Runs] = {}
    for coefficient, runs in terms:
        effects = None if runs.effects is None else coefficient * runs.effects
        scaled = replace(runs, values=coefficient * runs.values, effects=effects)
        known = groups.get(runs.group)
        groups[runs.group] = _sum(known, scaled) if known else scaled
    return groups


def _sum(one: Runs, other: Runs) -> Runs:
    effects = other.effects if one.effects is None else one.effects
    if one.effects is not None and other.effects is not None:
        effects = one.effects + other.effects
    sampled = [each for each in (one, other) if each.effects is not None]
    return Runs(
        one.group,
        one.values + other.values,
        effects,
        max((each.on_these for each in sampled), default=one.on_these),
        max((each.on_others for each in sampled), default=one.on_others),
        one.whole or other.whole,
        one.exact and other.exact,
    )


def _welch(parts: list[tuple[float, int]]) -> tuple[float, float]:
    """The sum of variances with its degrees of freedom (Welch 1947, Biometrika 34)."""
    total = sum(variance for variance, _ in parts)
    if isnan(total) or total == 0:
        return total, float(sum(df for _, df in parts))
    return total, total**2 / sum(variance**2 / df for variance, df in parts if variance)


def image_variance(groups: Iterable[Runs]) -> float:
    """Variance that a sum of groups' means owes to the sampling of images, in what runs have in common.

    For one run its whole variance over images: what it shares with further runs cannot be told.
    """
    sampled = [runs for runs in groups if runs.effects is not None]
    if not sampled:
        return 0.0
    share = max(runs.on_these + runs.on_others for runs in sampled)
    return share * _common_variance([runs.effects for runs in sampled if runs.effects is not None])


def _common_variance(effects: list[Numbers]) -> float:
    images = effects[0].shape[1]
    together = np.sum([each.mean(axis=0) for each in effects], axis=0)
    if _is_constant(together):
        return 0.0
    own = sum(_residual_variance(each) / len(each) for each in effects if len(each) > 1)
    return max(0.0, (float(np.var(together, ddof=1)) - own) / images)


def _residual_variance(effects: Numbers) -> float:
    """Variance of single runs' effects about their image's and their run's mean."""
    runs, images = effects.shape
    rest = effects - effects.mean(axis=0) - effects.mean(axis=1, keepdims=True) + effects.mean()
    return float((rest**2).sum() / ((runs - 1) * (images - 1)))
