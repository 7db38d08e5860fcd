"""Two epochs that differ: of one metric's lowest and of another's highest value."""

from math import isnan, nan
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.findings import Finding, Observed, in_each_seed
from restudy.metrics import EpochMetricName
from restudy.papers.items import Claim
from restudy.quantity import Quantity

if TYPE_CHECKING:
    import pandas as pd

    from restudy.evidence.evidence import Evidence


class DifferentEpochs(Claim):
    """The epoch of one metric's minimum is not that of another's maximum."""

    cell: str = Field(description="The cell.")
    lowest: EpochMetricName = Field(description="The metric whose minimum is meant.")
    highest: EpochMetricName = Field(description="The metric whose maximum is meant.")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the two epochs differ; not so where one of the metrics has no number."""
        cell, seeds = evidence.cell(self.cell), evidence.plan.seeds
        lowest = {seed: _epoch_of_highest(-evidence.curve(cell, seed, self.lowest)) for seed in seeds}
        highest = {seed: _epoch_of_highest(evidence.curve(cell, seed, self.highest)) for seed in seeds}
        observed = [
            Observed(cell.name, Quantity(self.lowest, epoch_of="lowest"), lowest),
            Observed(cell.name, Quantity(self.highest, epoch_of="highest"), highest),
        ]

        def holds(seed: int) -> bool:
            return not isnan(lowest[seed] + highest[seed]) and lowest[seed] != highest[seed]

        return Finding(in_each_seed(evidence, holds), observed)


def _epoch_of_highest(curve: "pd.Series") -> float:
    """The first epoch with the highest value; NaN where no epoch has one."""
    return float(curve.idxmax()) if curve.notna().any() else nan
