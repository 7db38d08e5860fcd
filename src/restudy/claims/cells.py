"""Claims about cells: published numbers, orders, extremes and limits."""

from itertools import pairwise
from math import inf, isnan
from statistics import fmean

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding, Limit, Margin, Observed, in_each_seed, metric_of, rising
from restudy.claims.runs import metric_runs
from restudy.params import claims as vocabulary
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Runs


def value(claim: vocabulary.ValueClaim, evidence: Evidence) -> Finding:
    """The published number beside ours; nothing is tested."""
    return Finding(None, [metric_of(evidence, evidence.cell(claim.cell), claim.metric)])


def order(claim: vocabulary.OrderClaim, evidence: Evidence) -> Finding:
    """Whether the metrics rise along the cells."""
    cells = [evidence.cell(ref) for ref in claim.ascending]
    series = [[metric_of(evidence, cell, metric) for cell in cells] for metric in claim.metrics]

    def holds(seed: int) -> bool:
        return all(rising([item.values[seed] for item in items]) for items in series)

    margins = [
        difference(evidence, metric, higher, lower) for metric in claim.metrics for lower, higher in pairwise(cells)
    ]
    return Finding(in_each_seed(evidence, holds), [item for items in series for item in items], margins)


def difference(evidence: Evidence, metric: str, higher: Cell, lower: Cell) -> Margin:
    """One cell's metric less another's."""
    terms = [(1.0, metric_runs(evidence, higher, metric)), (-1.0, metric_runs(evidence, lower, metric))]
    return Margin(f"{metric}: {higher.name} − {lower.name}", terms)


def _lead(evidence: Evidence, metric: str, cell: Cell, rival: Cell, which: str) -> Margin:
    """How far a cell stands beyond a rival."""
    ends = (cell, rival) if which == "highest" else (rival, cell)
    return difference(evidence, metric, *ends)


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

    margins = [_lead(evidence, metric, cell, rival, claim.which) for metric in claim.metrics for rival in rivals]
    return Finding(in_each_seed(evidence, holds), observed, margins)


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

    margins = [
        _lead(evidence, claim.metric, cell, rival, claim.which)
        for row in rows.values()
        for cell in row
        if cell in claimed
        for rival in row
        if rival not in claimed
    ]
    return Finding(
        in_each_seed(evidence, holds), [metric_of(evidence, cell, claim.metric) for cell in claimed], margins
    )


def threshold(claim: vocabulary.ThresholdClaim, evidence: Evidence) -> Finding:
    """Whether every cell keeps the limits."""
    cells = [evidence.cell(ref) for ref in claim.cells] or _every_cell(evidence)
    observed = [metric_of(evidence, cell, claim.metric) for cell in cells]
    holds = in_each_seed(evidence, lambda seed: all(_within(claim, item.values[seed]) for item in observed))
    if claim.of_single_runs:
        return Finding(holds, observed)
    margins = [
        margin
        for cell in cells
        for margin in _limits(claim, [(1.0, metric_runs(evidence, cell, claim.metric))], f"{claim.metric}: {cell.name}")
    ]
    return Finding(holds, observed, margins)


def gap(claim: vocabulary.GapClaim, evidence: Evidence) -> Finding:
    """Whether the distance between two numbers keeps the limits."""
    first, second = (evidence.cell(item.cell) for item in (claim.first, claim.second))
    observed = [metric_of(evidence, first, claim.first.metric), metric_of(evidence, second, claim.second.metric)]
    terms = [
        (1.0, metric_runs(evidence, first, claim.first.metric)),
        (-1.0, metric_runs(evidence, second, claim.second.metric)),
    ]
    title = f"{claim.first.metric} of {first.name} − {claim.second.metric} of {second.name}"

    def holds(seed: int) -> bool:
        return _within(claim, observed[0].values[seed] - observed[1].values[seed])

    return Finding(in_each_seed(evidence, holds), observed, _limits(claim, terms, title))


def _limits(claim: vocabulary.Limits, terms: list[tuple[float, Runs]], title: str) -> list[Margin]:
    """How far a sum keeps from each limit."""
    turned = [(-coefficient, runs) for coefficient, runs in terms]
    return [
        Margin(title, sum_, offset, strict, Limit(words, limit))
        for limit, words, sum_, sign, strict in (
            (claim.above, "above", terms, -1, True),
            (claim.at_least, "at least", terms, -1, False),
            (claim.below, "below", turned, 1, True),
            (claim.at_most, "at most", turned, 1, False),
        )
        if limit is not None
        for offset in [sign * limit]
    ]


def _every_cell(evidence: Evidence) -> list[Cell]:
    variants = evidence.plan.study.variants
    return [cell for cell in evidence.plan.under("published") if not variants[cell.variant].comparison]


def _within(claim: vocabulary.Limits, value: float) -> bool:
    return (
        (claim.at_least is None or value >= claim.at_least)
        and (claim.above is None or value > claim.above)
        and (claim.at_most is None or value <= claim.at_most)
        and (claim.below is None or value < claim.below)
        and not isnan(value)
    )
