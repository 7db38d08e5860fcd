"""The best or the worst cell by one metric or several."""

from math import inf, isnan, nan
from statistics import fmean
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.judging.findings import Finding, Observed, lead, leads, metric_of, tested
from restudy.metrics import MetricName
from restudy.papers.items import Claim
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Runs

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Extreme(Claim):
    """A cell has the highest or the lowest metric."""

    metrics: list[MetricName] = Field(min_length=1, description="The metrics in which it must be so.")
    which: Literal["highest", "lowest"] = Field(description="The end at which it stands.")
    cell: str = Field(description="The cell.")
    among: Literal["study", "variant"] = Field("study", description="The cells that it is compared with.")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the cell beats every other one; the nearest rival is shown beside it."""
        cell = evidence.cell(self.cell)
        under = evidence.plan.under(evidence.plan.protocol_of(self.cell))
        rivals = [other for other in under if self._is_rival(cell, other, evidence)]
        observed = [item for metric in self.metrics for item in self._beside_nearest(evidence, metric, cell, rivals)]

        def holds(seed: int) -> bool:
            by_metric = (
                {other.name: evidence.values(other, metric)[seed] for other in (cell, *rivals)}
                for metric in self.metrics
            )
            return all(leads(cell, rivals, values, self.which) for values in by_metric)

        margins = [lead(evidence, metric, cell, rival, self.which) for metric in self.metrics for rival in rivals]
        return tested(evidence, [cell, *rivals], holds, observed, margins)

    def _beside_nearest(
        self, evidence: "Evidence", metric: str, cell: Cell, rivals: list[Cell]
    ) -> tuple[Observed, Observed]:
        nearest = max(rivals, key=lambda rival: self._standing(metric_runs(evidence, rival, metric)))
        return metric_of(evidence, cell, metric), metric_of(evidence, nearest, metric)

    def _is_rival(self, cell: Cell, other: Cell, evidence: "Evidence") -> bool:
        if other.name == cell.name or evidence.plan.study.variants[other.variant].comparison:
            return False
        return self.among == "study" or other.variant == cell.variant

    def _standing(self, runs: Runs) -> float:
        """The mean over runs that ended, larger towards the end in question; one that lacks a number is last."""
        mean = fmean(runs.values) if len(runs.values) else nan
        return -inf if isnan(mean) else mean if self.which == "highest" else -mean
