"""Limits of a metric in every cell named."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.judging.findings import Finding, Margin, Observed, Side, by_course, by_margins, metric_of
from restudy.judging.limits import Limits
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Threshold(Limits):
    """Every cell named has a metric between two limits."""

    metric: MetricName = Field(description="The metric.")
    cells: list[str] = Field([], description="The cells; none named means every cell under the published protocol.")
    of_single_runs: bool = Field(
        False, description="Whether it is about each run, so that it is not the mean over runs that keeps the limits."
    )

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric of each cell, and the limits."""
        yield from (Asked(cell, self.metric, ("metric",)) for cell in self.cells or _main_cells(plan))
        yield from self.limits_of(self.metric)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether every cell keeps the limits."""
        cells = [evidence.cell(name) for name in self.cells] or evidence.main_cells()
        observed = [metric_of(evidence, cell, self.metric) for cell in cells]
        if self.of_single_runs:
            tests = [(Side(item.cell, item.quantity), partial(self._keeps, item)) for item in observed]
            return by_course(evidence, cells, observed, tests)
        return by_margins(
            evidence, cells, observed, [margin for cell in cells for margin in self._distances(evidence, cell)]
        )

    def _keeps(self, item: Observed, seed: int) -> bool:
        return self.within(item.values[seed])

    def _distances(self, evidence: "Evidence", cell: Cell) -> list[Margin]:
        runs = metric_runs(evidence, cell, self.metric)
        return self.margins([(1.0, runs)], Side(cell.name, Quantity(self.metric)), part=cell.name)


def _main_cells(plan: StudyPlan) -> list[str]:
    """Names of the cells of the first protocol that are not run for comparison alone."""
    cells = plan.under(plan.first_protocol)
    return [readable_name(cell) for cell in cells if not plan.study.variants[cell.variant].comparison]
