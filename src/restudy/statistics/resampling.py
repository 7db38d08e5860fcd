"""Resamples of images and of runs, the same for every number that is compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import exp, sqrt
from typing import TYPE_CHECKING, Any
from zlib import crc32

from restudy.lazy import lazily
from restudy.statistics.contrasts import Numbers, Runs, contrast, grouped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = lazily("numpy")

scipy = lazily("scipy")

ROWS_AT_ONCE = 100
Terms = Sequence[tuple[float, Runs]]
RunWeights = Callable[[Any, int, int], Numbers]


class Resamples:
    """Draws of images, with replacement, and of runs, by which contrasts are drawn together.

    Args:
        images: number of images, N.
        number: how many resamples.
        seed: decides every draw.
    """

    def __init__(self, images: int, number: int, seed: int = 0) -> None:
        self.images = images
        self.seed = seed
        self.number = number
        self._runs: dict[tuple[str, int, RunWeights], Numbers] = {}

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """How often each image is drawn, [number, N]; each row adds up to N."""
        return image_weights(self.images, self.number, self.seed)

    def run_weights(self, group: str, runs: int, weights: RunWeights) -> Numbers:
        """What is added to each run's weight 1 / K, [number, K]; the same for all numbers of a group."""
        key = (group, runs, weights)
        if key not in self._runs:
            generator = np.random.default_rng([self.seed, crc32(group.encode())])
            self._runs[key] = weights(generator, self.number, runs)
        return self._runs[key]

    def draws(self, margins: Iterable[tuple[Terms, float]], weights: RunWeights | None = None) -> Numbers:
        """Contrasts, given as terms and offset, in each resample, [number, contrasts].

        The mean over images is drawn by the images' weights, the mean over runs by `weights`, which are
        `student_weights` unless others are given. What single
        runs add on single images would come in twice (Owen 2007, The pigeonhole bootstrap, Annals of Applied
        Statistics 1), so the draws of images are drawn in to the variance that runs have in common.
        """
        margins = list(margins)
        weights = weights or student_weights
        from_runs = np.stack([self._from_runs(terms, offset, weights) for terms, offset in margins], axis=1)
        from_images = self.image_draws([terms for terms, _ in margins])
        return from_runs if from_images is None else from_runs + from_images

    def image_draws(self, contrasts: Iterable[Terms]) -> Numbers | None:
        """What other images add to each contrast, [number, contrasts]; None where they add nothing to any."""
        deviations = [self._deviations(terms) for terms in contrasts]
        if all(each is None for each in deviations):
            return None
        none = np.zeros(self.images)
        stacked = np.stack([none if each is None else each for each in deviations], axis=1)
        return (self.weights @ stacked.astype(np.float32)).astype(np.float64) / self.images

    def _from_runs(self, terms: Terms, offset: float, weights: RunWeights) -> Numbers:
        drawn = np.full(self.number, contrast(terms, offset).estimate)
        for runs in grouped(terms).values():
            drawn += self.run_weights(runs.group, len(runs.values), weights) @ runs.values
        return drawn

    def _deviations(self, terms: Terms) -> Numbers | None:
        """What each image adds to the contrast, with the variance of what runs have in common."""
        effects = [runs.effects.mean(axis=0) for runs in grouped(terms).values() if runs.effects is not None]
        common = contrast(terms).image_variance
        if not common:
            return None
        together = np.sum(effects, axis=0)
        deviations: Numbers = together - together.mean()
        return deviations * sqrt(common * self.images / float(np.var(deviations, ddof=1)))


def image_weights(images: int, number: int, seed: int) -> NDArray[np.float32]:
    """Multinomial counts of drawing `images` images with replacement, [number, images]."""
    generator = np.random.default_rng(seed)
    weights = np.empty((number, images), dtype=np.float32)
    for start in range(0, number, ROWS_AT_ONCE):
        rows = min(ROWS_AT_ONCE, number - start)
        drawn = generator.integers(images, size=(rows, images)) + images * np.arange(rows)[:, None]
        weights[start : start + rows] = np.bincount(drawn.ravel(), minlength=rows * images).reshape(rows, images)
    return weights


def student_weights(generator: np.random.Generator, number: int, runs: int) -> Numbers:
    """Weights, [number, runs], each row adding up to 0, whose sum of weight × value is SD / sqrt(runs) × Student's t.

    Drawing few runs with replacement gives too little spread (of three, by a third in variance, and no heavy tails);
    normal multipliers of the runs' deviations, divided by a chi that stands for the unknown spread, give the mean of
    further runs the distribution that the t interval has. For one run there is no spread, and the weights are 0.

    Args:
        generator: source of the draws.
        number: how many rows.
        runs: how many runs, K.
    """
    if runs < 2:
        return np.zeros((number, runs))
    normal = generator.standard_normal((number, runs))
    spread = np.sqrt((runs - 1) / generator.chisquare(runs - 1, number))
    return (normal - normal.mean(axis=1, keepdims=True)) * spread[:, None] / sqrt(runs * (runs - 1))


def normal_weights(generator: np.random.Generator, number: int, runs: int) -> Numbers:
    """The same with a normal distribution in place of Student's, whose SD is unbiased.

    For expectations: Student's t has the tails that an interval needs, and of few runs makes the expected largest
    of several means far too large. The arguments are those of `student_weights`.
    """
    if runs < 2:
        return np.zeros((number, runs))
    normal = generator.standard_normal((number, runs))
    bias = sqrt(2 / (runs - 1)) * exp(scipy.special.gammaln(runs / 2) - scipy.special.gammaln((runs - 1) / 2))
    return (normal - normal.mean(axis=1, keepdims=True)) / (bias * sqrt(runs * (runs - 1)))
