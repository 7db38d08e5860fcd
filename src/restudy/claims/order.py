"""An order of cells by one metric or several."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.judging.findings import Finding, by_margins, difference, metric_of
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim
from restudy.params.limits import EachOnce
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Order(Claim):
    """A metric rises strictly along a list of cells."""

    metrics: Annotated[list[MetricName], EachOnce] = Field(
        min_length=1, description="The metrics that must each be in this order."
    )
    ascending: list[str] = Field(min_length=2, description="The cells, lowest metric first.")

    def named_cells(self) -> list[str]:
        """The cells in order."""
        return self.ascending

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Each metric of each cell."""
        for metric in self.metrics:
            yield from (Asked(cell, metric) for cell in self.ascending)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the metrics rise along the cells."""
        cells = [evidence.cell(name) for name in self.ascending]
        series = [[metric_of(evidence, cell, metric) for cell in cells] for metric in self.metrics]

        steps = [(metric, lower, higher) for metric in self.metrics for lower, higher in pairwise(cells)]
        margins = [
            difference(evidence, metric, higher, lower, part=f"{metric} {lower.name}")
            for metric, lower, higher in steps
        ]
        return by_margins(evidence, cells, [item for items in series for item in items], margins)
