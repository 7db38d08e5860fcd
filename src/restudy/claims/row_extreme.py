"""The best or the worst value of a key in every row of a grid."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.judging.findings import Finding, by_margins, lead, metric_of
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim, Misfit
from restudy.params.messages import hint
from restudy.plan.names import grid_values, readable_name, rows_of
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class RowExtreme(Claim):
    """In every row of a grid one value of a key has the highest or the lowest metric."""

    metric: MetricName = Field(description="The metric.")
    which: Literal["highest", "lowest"] = Field(description="The end at which it stands.")
    key: str = Field(description="Grid key that changes along a row.")
    value: float = Field(description="The value that is claimed to be the best or the worst.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """The key and the value stand in the grid."""
        if self.key not in plan.study.grid:
            raise Misfit(f"{self.key!r} is no key of the grid{hint(self.key, list(plan.study.grid))}", "key")
        values = grid_values(plan.cells, self.key)
        if self.value not in values:
            raise Misfit(f"{self.value} is not in the grid; allowed: {values}", "value")
        if len(values) == 1:
            raise Misfit(f"{self.value} is the only value of {self.key}; nothing is compared with it", "value")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric of each cell."""
        for cell in plan.under(plan.first_protocol):
            if not plan.study.variants[cell.variant].comparison:
                yield Asked(readable_name(cell), self.metric, ("metric",))

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the value is the best or worst in every row."""
        rows = rows_of(evidence.main_cells(), self.key)
        claimed = [cell for row in rows for cell in row if cell.grid[self.key] == self.value]

        margins = [
            lead(evidence, self.metric, cell, rival, self.which, part=cell.name)
            for row in rows
            for cell in row
            if cell in claimed
            for rival in row
            if rival not in claimed
        ]
        observed = [metric_of(evidence, cell, self.metric) for cell in claimed]
        return by_margins(evidence, [cell for row in rows for cell in row], observed, margins)
