"""Claims about epochs: rises and the epochs of extremes."""

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
    """Whether the two epochs differ."""
    cell, seeds = evidence.cell(claim.cell), evidence.plan.seeds
    lowest = {seed: float(evidence.curve(cell, seed, claim.lowest).idxmin()) for seed in seeds}
    highest = {seed: float(evidence.curve(cell, seed, claim.highest).idxmax()) for seed in seeds}
    observed = [
        Observed(cell.name, f"epoch of lowest {claim.lowest}", lowest),
        Observed(cell.name, f"epoch of highest {claim.highest}", highest),
    ]
    return Finding(in_each_seed(evidence, lambda seed: lowest[seed] != highest[seed]), observed)
