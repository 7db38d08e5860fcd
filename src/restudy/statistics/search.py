"""What a search over settings may expect to find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from restudy.lazy import lazily

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")


@dataclass(frozen=True)
class BestOfDraws:
    """The best of so many settings, drawn with replacement.

    Attributes:
        expected: its expected score.
        deviation: the standard deviation of its score over draws.
        elsewhere: the expected value of another number of the setting that is the best.
    """

    expected: float
    deviation: float
    elsewhere: float


def best_of_draws(scores: Sequence[float], elsewhere: Sequence[float]) -> list[BestOfDraws]:
    """The best after trying 1, 2, … of the settings.

    Dodge et al. (2019), 'Show your work: improved reporting of experimental results', EMNLP, equation 5: the
    distribution of the maximum of n draws from the scores at hand.

    Args:
        scores: one score for each setting, larger ones better.
        elsewhere: another number of each setting, such as its score on other images.

    Returns:
        As many as there are scores; the last expects less than the best one, since draws may repeat.
    """
    order = np.argsort(np.asarray(scores, dtype=np.float64), kind="stable")
    ordered, other = (np.asarray(values, dtype=np.float64)[order] for values in (scores, elsewhere))
    ranks = np.arange(len(ordered) + 1) / max(len(ordered), 1)
    found, powers = [], np.ones_like(ranks)
    for _ in ordered:
        # Products and sums in this order are the same on every processor; powers and products of matrices are not.
        powers = powers * ranks
        chances = np.diff(powers)
        expected = float((ordered * chances).sum())
        variance = float(((ordered - expected) ** 2 * chances).sum())
        found.append(BestOfDraws(expected, sqrt(variance), float((other * chances).sum())))
    return found


def expected_best(scores: Sequence[float]) -> list[float]:
    """Expected best score after trying 1, 2, … of the settings, drawn with replacement."""
    return [best.expected for best in best_of_draws(scores, scores)]
