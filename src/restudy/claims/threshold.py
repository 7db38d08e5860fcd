"""Limits of a metric in every cell named."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.judging.findings import Finding, Margin, Side, in_each_seed, metric_of
from restudy.judging.limits import Limits
from restudy.metrics import MetricName
from restudy.plan.cells import Cell
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

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether every cell keeps the limits."""
        cells = [evidence.cell(name) for name in self.cells] or evidence.main_cells()
        observed = [metric_of(evidence, cell, self.metric) for cell in cells]
        holds = in_each_seed(evidence, lambda seed: all(self.within(item.values[seed]) for item in observed))
        if self.of_single_runs:
            return Finding(holds, observed)
        return Finding(holds, observed, [margin for cell in cells for margin in self._distances(evidence, cell)])

    def _distances(self, evidence: "Evidence", cell: Cell) -> list[Margin]:
        runs = metric_runs(evidence, cell, self.metric)
        return self.margins([(1.0, runs)], Side(cell.name, Quantity(self.metric)))
