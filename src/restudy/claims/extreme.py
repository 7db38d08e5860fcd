"""The best or the worst cell by one metric or several."""

from collections.abc import Iterator
from math import inf, isnan, nan
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.judging.findings import Finding, Observed, by_margins, lead, metric_of
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim, Misfit
from restudy.params.limits import EachOnce
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.plan.plan import StudyPlan
from restudy.statistics.contrasts import Runs

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class Extreme(Claim):
    """A cell has the highest or the lowest metric."""

    metrics: Annotated[list[MetricName], EachOnce] = Field(
        min_length=1, description="The metrics in which it must be so."
    )
    which: Literal["highest", "lowest"] = Field(description="The end at which it stands.")
    cell: str = Field(description="The cell.")
    among: Literal["study", "variant"] = Field("study", description="The cells that it is compared with.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """There is a cell to compare it with."""
        if not self._rivals(plan):
            raise Misfit(f"no other cell of the {self.among} is compared with {self.cell}; name another one", "cell")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metrics of the cell and of those that it is compared with."""
        for metric in self.metrics:
            yield Asked(self.cell, metric)
            yield from (Asked(readable_name(cell), metric) for cell in self._rivals(plan))

    def _rivals(self, plan: StudyPlan) -> list[Cell]:
        cell, under = plan.cell(self.cell), plan.under(plan.protocol_of(self.cell))
        return [other for other in under if self._is_rival(cell, other, plan)]

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the cell beats every other one; the nearest rival is shown beside it."""
        cell, rivals = evidence.cell(self.cell), self._rivals(evidence.plan)
        observed = [item for metric in self.metrics for item in self._beside_nearest(evidence, metric, cell, rivals)]

        margins = [
            lead(evidence, metric, cell, rival, self.which, part=metric) for metric in self.metrics for rival in rivals
        ]
        return by_margins(evidence, [cell, *rivals], observed, margins)

    def _beside_nearest(
        self, evidence: "Evidence", metric: str, cell: Cell, rivals: list[Cell]
    ) -> tuple[Observed, Observed]:
        nearest = max(rivals, key=lambda rival: self._standing(metric_runs(evidence, rival, metric)))
        return metric_of(evidence, cell, metric), metric_of(evidence, nearest, metric)

    def _is_rival(self, cell: Cell, other: Cell, plan: StudyPlan) -> bool:
        if other.name == cell.name or plan.study.variants[other.variant].comparison:
            return False
        return self.among == "study" or other.variant == cell.variant

    def _standing(self, runs: Runs) -> float:
        """The mean over runs that ended, larger towards the end in question; one that lacks a number is last."""
        mean = fmean(runs.values) if len(runs.values) else nan
        return -inf if isnan(mean) else mean if self.which == "highest" else -mean
