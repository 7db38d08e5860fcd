"""A rise in every epoch."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.findings import Finding, Observed, in_each_seed, rising
from restudy.metrics import EpochMetricName
from restudy.papers.items import Claim
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Monotone(Claim):
    """A metric rises in every epoch."""

    cell: str = Field(description="The cell.")
    metric: EpochMetricName = Field(description="The metric.")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the metric rises in every epoch."""
        cell = evidence.cell(self.cell)
        curves = {seed: list(evidence.curve(cell, seed, self.metric)) for seed in evidence.plan.seeds}
        epochs = range(1, min(len(curve) for curve in curves.values()) + 1)
        observed = [
            Observed(cell.name, Quantity(self.metric, epoch), {seed: curves[seed][epoch - 1] for seed in curves})
            for epoch in epochs
        ]
        return Finding(in_each_seed(evidence, lambda seed: rising(curves[seed])), observed)
