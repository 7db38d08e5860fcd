"""Claims about cells: published numbers, orders, extremes and limits."""

from typing import Any

import numpy as np

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding, in_each_seed, metric_of, rising
from restudy.params import claims as vocabulary
from restudy.plan.cells import Cell


def value(claim: vocabulary.ValueClaim, evidence: Evidence) -> Finding:
    """The published number beside ours; nothing is tested."""
    return Finding(None, [metric_of(evidence, evidence.cell(claim.cell), claim.metric)])


def order(claim: vocabulary.OrderClaim, evidence: Evidence) -> Finding:
    """Whether the metrics rise along the cells."""
    cells = [evidence.cell(ref) for ref in claim.ascending]
    series = [[metric_of(evidence, cell, metric) for cell in cells] for metric in claim.metrics]

    def holds(seed: int) -> bool:
        return all(rising([item.values[seed] for item in items]) for items in series)

    return Finding(in_each_seed(evidence, holds), [item for items in series for item in items])


def extreme(claim: vocabulary.ExtremeClaim, evidence: Evidence) -> Finding:
    """Whether the cell beats every other one; the nearest rival is shown beside it."""
    cell = evidence.cell(claim.cell)
    rivals = [other for other in evidence.plan.under(claim.cell.protocol) if _compared(claim, cell, other, evidence)]
    sign = 1 if claim.which == "highest" else -1
    observed = []

    def beats_all(metric: str, seed: int) -> bool:
        best = max(sign * evidence.values(rival, metric)[seed] for rival in rivals)
        return sign * evidence.values(cell, metric)[seed] > best

    for metric in claim.metrics:
        nearest = max(rivals, key=lambda rival: sign * float(np.mean(list(evidence.values(rival, metric).values()))))
        observed += [metric_of(evidence, cell, metric), metric_of(evidence, nearest, metric)]
    holds = in_each_seed(evidence, lambda seed: all(beats_all(metric, seed) for metric in claim.metrics))
    return Finding(holds, observed)


def _compared(claim: vocabulary.ExtremeClaim, cell: Cell, other: Cell, evidence: Evidence) -> bool:
    if other.name == cell.name or evidence.plan.study.variants[other.variant].comparison:
        return False
    return claim.among == "study" or other.variant == cell.variant


def row_extreme(claim: vocabulary.RowExtremeClaim, evidence: Evidence) -> Finding:
    """Whether one value of a grid key is the best or worst in every row."""
    rows: dict[tuple[Any, ...], list[Cell]] = {}
    for cell in evidence.plan.under("published"):
        rest = tuple(value for key, value in cell.grid.items() if key != claim.key)
        rows.setdefault((cell.variant, *rest), []).append(cell)
    best = min if claim.which == "lowest" else max

    def holds(seed: int) -> bool:
        ends = (best(cells, key=lambda cell: evidence.values(cell, claim.metric)[seed]) for cells in rows.values())
        return all(cell.grid[claim.key] == claim.value for cell in ends)

    named = [cell for cells in rows.values() for cell in cells if cell.grid[claim.key] == claim.value]
    return Finding(in_each_seed(evidence, holds), [metric_of(evidence, cell, claim.metric) for cell in named])


def threshold(claim: vocabulary.ThresholdClaim, evidence: Evidence) -> Finding:
    """Whether every cell keeps the limits."""
    cells = [evidence.cell(ref) for ref in claim.cells] or _every_cell(evidence)
    observed = [metric_of(evidence, cell, claim.metric) for cell in cells]
    return Finding(
        in_each_seed(evidence, lambda seed: all(_within(claim, item.values[seed]) for item in observed)), observed
    )


def _every_cell(evidence: Evidence) -> list[Cell]:
    variants = evidence.plan.study.variants
    return [cell for cell in evidence.plan.under("published") if not variants[cell.variant].comparison]


def _within(claim: vocabulary.ThresholdClaim, value: float) -> bool:
    return (
        (claim.at_least is None or value >= claim.at_least)
        and (claim.above is None or value > claim.above)
        and (claim.at_most is None or value <= claim.at_most)
        and (claim.below is None or value < claim.below)
        and not np.isnan(value)
    )
