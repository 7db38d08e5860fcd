"""Two epochs that differ: of one metric's lowest and of another's highest value."""

from collections.abc import Iterator
from functools import partial
from math import isnan, nan
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.findings import Finding, Observed, Side, by_course, by_seed
from restudy.metrics import EpochMetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim, Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class DifferentEpochs(Claim):
    """The epoch of one metric's minimum is not that of another's maximum."""

    cell: str = Field(description="The cell.")
    lowest: EpochMetricName = Field(description="The metric whose minimum is meant.")
    highest: EpochMetricName = Field(description="The metric whose maximum is meant.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Two metrics are meant, or the sentence says nothing."""
        if self.lowest == self.highest:
            raise Misfit(f"{self.highest} is the lowest too; name two metrics", "highest")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Both metrics in each epoch."""
        yield Asked(self.cell, self.lowest, ("lowest",), by_epoch=True)
        yield Asked(self.cell, self.highest, ("highest",), by_epoch=True)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the two epochs differ; not so where one of the metrics has no number."""
        cell = evidence.cell(self.cell)
        ends = ((self.lowest, -1), (self.highest, 1))
        lowest, highest = (by_seed(evidence, [cell], partial(_epoch, evidence, cell, *end)) for end in ends)
        observed = [
            Observed(cell.name, Quantity(self.lowest, epoch_of="lowest"), lowest),
            Observed(cell.name, Quantity(self.highest, epoch_of="highest"), highest),
        ]

        def holds(seed: int) -> bool:
            return not isnan(lowest[seed] + highest[seed]) and lowest[seed] != highest[seed]

        return by_course(evidence, [cell], observed, [(Side(cell.name, observed[0].quantity), holds)])


def _epoch(evidence: "Evidence", cell: Cell, metric: str, sign: int, seed: int) -> float:
    """The first epoch with the highest value, or with the sign -1 the lowest; NaN where no epoch has one."""
    curve = sign * evidence.curve(cell, seed, metric)
    return float(curve.idxmax()) if curve.notna().any() else nan
