"""What a study's results say of one claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from restudy.evidence.runs import metric_runs
from restudy.plan.cells import Cell
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.judging.numbers import PublishedNumber

Terms = list[tuple[float, Runs]]


@dataclass(frozen=True)
class Observed:
    """A number that a claim is about.

    Attributes:
        cell: name of the cell that it belongs to; empty for a sum over several.
        quantity: what it is of.
        values: the number in each seed.
    """

    cell: str
    quantity: Quantity
    values: dict[int, float]


@dataclass(frozen=True)
class Limit:
    """A limit that a quantity keeps, such as `at most` 0.005."""

    words: str
    value: float


@dataclass(frozen=True)
class Side:
    """One side of a difference: a quantity of a cell; of several together where the cell is empty."""

    cell: str
    quantity: Quantity


@dataclass(frozen=True)
class Margin:
    """A sum of means over runs that a claim says is above zero: a difference, or a distance to a limit.

    Attributes:
        first: what stands above.
        second: what stands below; None where there is a limit.
        terms: coefficients and what they stand before.
        offset: a limit that is part of the sum, its sign with it.
        strict: whether zero itself breaks the claim.
        limit: that limit; None for a difference of two quantities.
    """

    first: Side
    second: Side | None
    terms: Terms
    offset: float = 0.0
    strict: bool = True
    limit: Limit | None = None


@dataclass(frozen=True)
class Finding:
    """What a study's results say of a claim.

    Attributes:
        holds: whether it holds in each seed; None for a published number, which is compared and not tested.
        observed: the numbers that it is about.
        margins: what it says is above zero, all together; none for a statement about the course of single runs,
            which is tested by the share of runs in which it holds.
        published: the number that it is, if it is one, beside ours.
    """

    holds: dict[int, bool] | None
    observed: list[Observed] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    published: "PublishedNumber | None" = None


def metric_of(evidence: "Evidence", cell: Cell, metric: str) -> Observed:
    """A metric of a cell as an observation."""
    return Observed(cell.name, Quantity(metric), evidence.values(cell, metric))


def difference(evidence: "Evidence", metric: str, higher: Cell, lower: Cell) -> Margin:
    """One cell's metric less another's."""
    terms = [(1.0, metric_runs(evidence, higher, metric)), (-1.0, metric_runs(evidence, lower, metric))]
    return Margin(Side(higher.name, Quantity(metric)), Side(lower.name, Quantity(metric)), terms)


def lead(evidence: "Evidence", metric: str, cell: Cell, rival: Cell, which: str) -> Margin:
    """How far a cell stands beyond a rival."""
    ends = (cell, rival) if which == "highest" else (rival, cell)
    return difference(evidence, metric, *ends)


def leads(cell: Cell, cells: Sequence[Cell], values: dict[str, float], which: str) -> bool:
    """Whether a cell stands strictly beyond the others; not so where a number is missing (NaN)."""
    own, others = values[cell.name], [values[other.name] for other in cells if other.name != cell.name]
    return all(own > value if which == "highest" else own < value for value in others)


def in_each_seed(evidence: "Evidence", test: Callable[[int], bool]) -> dict[int, bool]:
    """The outcome of a test in each seed of the plan."""
    return {seed: bool(test(seed)) for seed in evidence.plan.seeds}


def rising(values: Sequence[float]) -> bool:
    """Whether each value is above the one before."""
    return all(after > before for before, after in pairwise(values))
