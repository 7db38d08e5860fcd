"""Claims about epochs: rises and the epochs of extremes."""

from math import isnan, nan

import pandas as pd

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding, Observed, in_each_seed, rising
from restudy.params import claims as vocabulary


def monotone(claim: vocabulary.MonotoneClaim, evidence: Evidence) -> Finding:
    """Whether the metric rises in every epoch."""
    cell = evidence.cell(claim.cell)
    curves = {seed: list(evidence.curve(cell, seed, claim.metric)) for seed in evidence.plan.seeds}
    observed = [
        Observed(cell.name, f"{claim.metric} after epoch {epoch}", {seed: curves[seed][epoch - 1] for seed in curves})
        for epoch in range(1, min(len(curve) for curve in curves.values()) + 1)
    ]
    return Finding(in_each_seed(evidence, lambda seed: rising(curves[seed])), observed)


def different_epochs(claim: vocabulary.DifferentEpochsClaim, evidence: Evidence) -> Finding:
    """Whether the two epochs differ; not so where one of the metrics has no number."""
    cell, seeds = evidence.cell(claim.cell), evidence.plan.seeds
    lowest = {seed: _epoch_of_highest(-evidence.curve(cell, seed, claim.lowest)) for seed in seeds}
    highest = {seed: _epoch_of_highest(evidence.curve(cell, seed, claim.highest)) for seed in seeds}
    observed = [
        Observed(cell.name, f"epoch of lowest {claim.lowest}", lowest),
        Observed(cell.name, f"epoch of highest {claim.highest}", highest),
    ]

    def holds(seed: int) -> bool:
        return not isnan(lowest[seed] + highest[seed]) and lowest[seed] != highest[seed]

    return Finding(in_each_seed(evidence, holds), observed)


def _epoch_of_highest(curve: pd.Series) -> float:
    """The first epoch with the highest value; NaN where no epoch has one."""
    return float(curve.idxmax()) if curve.notna().any() else nan
