"""Claims about cells: published numbers, orders, extremes and limits."""

from math import inf, isnan
from statistics import fmean

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding, Observed, in_each_seed, metric_of, rising
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
    observed = []
    for metric in claim.metrics:
        nearest = max(rivals, key=lambda rival: _standing(metric_of(evidence, rival, metric), claim.which))
        observed += [metric_of(evidence, cell, metric), metric_of(evidence, nearest, metric)]

    def holds(seed: int) -> bool:
        by_metric = (
            {other.name: evidence.values(other, metric)[seed] for other in (cell, *rivals)} for metric in claim.metrics
        )
        return all(_leads(cell, rivals, values, claim.which) for values in by_metric)

    return Finding(in_each_seed(evidence, holds), observed)


def _compared(claim: vocabulary.ExtremeClaim, cell: Cell, other: Cell, evidence: Evidence) -> bool:
    if other.name == cell.name or evidence.plan.study.variants[other.variant].comparison:
        return False
    return claim.among == "study" or other.variant == cell.variant


def _standing(item: Observed, which: str) -> float:
    """The mean over seeds, larger towards the end in question; without a number in each seed it is last."""
    mean = fmean(item.values.values())
    return -inf if isnan(mean) else mean if which == "highest" else -mean


def _leads(cell: Cell, cells: list[Cell], values: dict[str, float], which: str) -> bool:
    """Whether a cell stands strictly beyond the others; not so where a number is missing (NaN)."""
    own, others = values[cell.name], [values[other.name] for other in cells if other.name != cell.name]
    return all(own > value if which == "highest" else own < value for value in others)


def row_extreme(claim: vocabulary.RowExtremeClaim, evidence: Evidence) -> Finding:
    """Whether one value of a grid key is the best or worst in every row."""
    rows: dict[str, list[Cell]] = {}
    for cell in _every_cell(evidence):
        rest = [value for key, value in cell.grid.items() if key != claim.key]
        rows.setdefault(repr((cell.variant, rest)), []).append(cell)
    claimed = [cell for row in rows.values() for cell in row if cell.grid[claim.key] == claim.value]

    def holds(seed: int) -> bool:
        values = {cell.name: evidence.values(cell, claim.metric)[seed] for row in rows.values() for cell in row}
        leaders = [cell for row in rows.values() for cell in row if _leads(cell, row, values, claim.which)]
        return leaders == claimed

    return Finding(in_each_seed(evidence, holds), [metric_of(evidence, cell, claim.metric) for cell in claimed])


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
        and not isnan(value)
    )
