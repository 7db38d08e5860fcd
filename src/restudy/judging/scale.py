"""What verdicts there are, from which probabilities on each is given, and what is said of why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from restudy.formats import Unit
from restudy.judging.findings import Margin
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.params.params import Limits

if TYPE_CHECKING:
    import numpy as np

    from restudy.statistics.contrasts import Numbers
else:
    np = lazily("numpy")

HOLDS, LEANS_TRUE, OPEN, TIED = "holds", "leans true", "open", "tied"
LEANS_FALSE, FAILS, NOT_COMPARABLE = "leans false", "does not hold", "not comparable"
VERDICTS = (HOLDS, LEANS_TRUE, TIED, OPEN, LEANS_FALSE, FAILS, NOT_COMPARABLE)
# Verdicts that further runs leave as they are, and those that these may change.
SETTLED, UNSETTLED = (HOLDS, FAILS, TIED), (OPEN, LEANS_TRUE, LEANS_FALSE)

ONE_SEED = "one seed shows no spread between runs, so nothing can be said of further ones, nor how many would decide it"
NOTHING_ENDED = "no run that ended can be judged"
NOT_WHOLE = "what it can be judged by holds, but it needs a setting of which no run ended"
CERTAIN = {HOLDS: "the same in every run", FAILS: "the same in every run, and not so"}
# An epoch, a step or an error more or less is the smallest difference that there is.
HALF = 0.5
# Of what is zero in every run.
NOTHING = 1e-9
IN_SHARES = (Unit.SHARE, Unit.GAP, Unit.POINTS, Unit.SCORE)


@dataclass(frozen=True)
class Chances:
    """How probable it is that something is so.

    Attributes:
        so: that it is.
        clearly: that it is, by more than the margin.
        clearly_not: that it is not, by more than the margin.
    """

    so: float
    clearly: float
    clearly_not: float

    @property
    def within(self) -> float:
        """That what it turns on is smaller than the margin."""
        return 1 - self.clearly - self.clearly_not

    @classmethod
    def of(cls, drawn: Numbers, sizes: Numbers) -> Chances:
        """Of several margins being above zero together.

        Args:
            drawn: [draws, margins].
            sizes: the smallest value of each margin that matters, [margins]; 0 where any does.
        """
        so, clearly = (drawn > 0).all(axis=1), (drawn > sizes).all(axis=1)
        # Where any difference matters, none does too.
        clearly_not = ((drawn < -sizes) | ((sizes == 0) & (drawn <= 0))).any(axis=1)
        return cls(*(float(each.mean()) for each in (so, clearly, clearly_not)))

    @classmethod
    def together(cls, parts: Sequence[Chances]) -> Chances:
        """Of parts about different numbers of the same runs, of which it is not known how they hang together.

        That all are so is as probable as if they were independent, or more; that one is not, at least as for the
        least probable of them.
        """
        so, clearly = (prod(getattr(part, name) for part in parts) for name in ("so", "clearly"))
        return cls(so, clearly, max(part.clearly_not for part in parts))

    @classmethod
    def of_share(cls, so: float) -> Chances:
        """Where any difference matters."""
        return cls(so, so, 1 - so)

    def verdict(self, limits: Limits) -> str:
        """The word for it."""
        if self.within >= limits.certain:
            return TIED
        for so, clearly, certain, leaning in (
            (self.so, self.clearly, HOLDS, LEANS_TRUE),
            (1 - self.so, self.clearly_not, FAILS, LEANS_FALSE),
        ):
            if clearly >= limits.leaning:
                return certain if so >= limits.certain else leaning
        return OPEN


def mattering(margin: Margin, limits: Limits, images: int) -> float:
    """The smallest value of a margin that matters; 0 for what is so or is not: a limit, or what no run changes.

    Args:
        margin: a difference that a claim needs.
        limits: what matters.
        images: how many test images there are.
    """
    if margin.limit is not None or all(runs.exact for _, runs in margin.terms):
        return 0.0
    return scale_of(margin, limits, images)


def scale_of(margin: Margin, limits: Limits, images: int) -> float:
    """The smallest difference of such quantities that matters, by which a picture of several kinds measures them all.

    Args:
        margin: a difference, or a distance to a limit.
        limits: what matters.
        images: how many test images there are.
    """
    quantity = margin.first.quantity
    if quantity.unit in IN_SHARES:
        return limits.margin
    if quantity.unit != Unit.COUNT:
        means = [abs(float(np.mean(runs.values))) for _, runs in margin.terms]
        return max(limits.relative_margin * sum(means) / len(means), NOTHING)
    metric = METRICS.get(quantity.metric or "")
    # Errors on the test images are one less their accuracy.
    return limits.margin * images if metric and metric.sampling and not quantity.epoch_of else HALF
