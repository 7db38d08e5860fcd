"""A rise or a fall in every epoch."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.findings import Finding, Observed, Side, by_course, by_seed
from restudy.metrics import EpochMetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Monotone(Claim):
    """A metric rises, or falls, in every epoch."""

    cell: str = Field(description="The cell.")
    metric: EpochMetricName = Field(description="The metric.")
    falls: bool = Field(False, description="Whether it falls instead.")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric in each epoch."""
        yield Asked(self.cell, self.metric, ("metric",), by_epoch=True)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether it does in every epoch."""
        cell = evidence.cell(self.cell)
        curves = {seed: list(evidence.curve(cell, seed, self.metric)) for seed in evidence.ended(cell)}
        epochs = range(1, min((len(curve) for curve in curves.values()), default=0) + 1)
        observed = [
            Observed(cell.name, Quantity(self.metric, epoch), by_seed(evidence, [cell], partial(_after, curves, epoch)))
            for epoch in epochs
        ]
        side = Side(cell.name, Quantity(self.metric))
        return by_course(evidence, [cell], observed, [(side, lambda seed: self._goes_on(curves[seed]))])

    def _goes_on(self, curve: Sequence[float]) -> bool:
        return all(after < before if self.falls else after > before for before, after in pairwise(curve))


def _after(curves: Mapping[int, Sequence[float]], epoch: int, seed: int) -> float:
    return curves[seed][epoch - 1]
