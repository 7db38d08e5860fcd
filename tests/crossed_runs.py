"""Runs and images drawn from a known truth: right or wrong by a run's luck, an image's difficulty and both together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm


@dataclass(frozen=True)
class Truth:
    """A probit model, in which an image is missed where three normal parts together pass a limit.

    Attributes:
        missed: expected share of missed images.
        of_runs: SD of what a run adds to all of its images.
        of_images: SD of what an image adds in all runs.
        of_both: SD of what is each run's and image's own.
    """

    missed: float = 0.05
    of_runs: float = 0.1
    of_images: float = 1.0
    of_both: float = 0.5

    @property
    def accuracy(self) -> float:
        return 1 - self.missed

    def difficulties(self, generator: np.random.Generator, images: int) -> NDArray[np.float64]:
        """What images add, [images]."""
        return generator.normal(0, self.of_images, images)

    def draw(self, generator: np.random.Generator, runs: int, difficulties: NDArray[np.float64]) -> NDArray[np.float64]:
        """1 where an image was recognised, else 0, [runs, images]."""
        images = len(difficulties)
        total = np.sqrt(self.of_runs**2 + self.of_images**2 + self.of_both**2)
        parts = generator.normal(0, self.of_runs, (runs, 1)) + generator.normal(0, self.of_both, (runs, images))
        return (parts + difficulties <= norm.isf(self.missed) * total).astype(np.float64)
