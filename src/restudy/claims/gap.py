"""Limits of the difference of two numbers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.blocks import Block
from restudy.evidence.runs import difference_runs, metric_runs
from restudy.judging.findings import Finding, Side, Terms, by_margins, metric_of
from restudy.judging.limits import Limits
from restudy.metrics import METRICS, MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class CellMetric(Block):
    """One number of one cell."""

    cell: str = Field(description="The cell.")
    metric: MetricName = Field(description="Its metric.")


class Gap(Limits):
    """One number less another keeps limits; with both signs, `above: -0.01` and `below: 0.01`."""

    first: CellMetric = Field(description="The number from which the other is taken.")
    second: CellMetric = Field(description="The number that is taken from it.")

    def named_cells(self) -> list[str]:
        """The two cells."""
        return [self.first.cell, self.second.cell]

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """The two numbers are of one unit, and two of them."""
        units = [METRICS[item.metric].unit for item in (self.first, self.second)]
        if units[0] != units[1]:
            raise Misfit(f"a {units[1]} cannot be taken from a {units[0]}; name metrics of one unit", "second")
        names = {(plan.cell(item.cell).name, item.metric) for item in (self.first, self.second)}
        if len(names) == 1:
            raise Misfit("it is the first number too; name another cell or metric", "second")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Both numbers, and the limits of their difference."""
        yield Asked(self.first.cell, self.first.metric, ("first",))
        yield Asked(self.second.cell, self.second.metric, ("second",))
        yield from self.limits_of(self.first.metric, difference=True)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the distance between the two numbers keeps the limits."""
        items = [(evidence.cell(item.cell), item.metric) for item in (self.first, self.second)]
        observed = [metric_of(evidence, cell, metric) for cell, metric in items]
        first, second = (Side(cell.name, Quantity(metric)) for cell, metric in items)
        margins = self.margins(_terms(evidence, *items), first, second)
        return by_margins(evidence, [cell for cell, _ in items], observed, margins)


def _terms(evidence: "Evidence", first: tuple[Cell, str], second: tuple[Cell, str]) -> Terms:
    """The difference of two cells, or of two numbers of the same runs."""
    if first[0].name == second[0].name:
        return [(1.0, difference_runs(evidence, first[0], first[1], second[1]))]
    return [(1.0, metric_runs(evidence, *first)), (-1.0, metric_runs(evidence, *second))]
