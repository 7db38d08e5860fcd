"""What a study's results say of one claim."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from restudy.claims.evidence import Evidence
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Runs


@dataclass(frozen=True)
class Observed:
    """A number that a claim is about.

    Attributes:
        cell: name of the cell that it belongs to; empty for a sum over several.
        quantity: a metric's name, or words such as "recall of 4".
        values: the number in each seed.
    """

    cell: str
    quantity: str
    values: dict[int, float]


@dataclass(frozen=True)
class Limit:
    """A limit that a quantity keeps, such as `at most` 0.005."""

    words: str
    value: float


@dataclass(frozen=True)
class Margin:
    """A sum of means over runs that a claim says is above zero.

    Attributes:
        title: the sum in words, without its limit.
        terms: coefficients and what they stand before.
        offset: a limit that is part of the sum, its sign with it.
        strict: whether zero itself breaks the claim.
        limit: that limit; None for a difference of two quantities.
    """

    title: str
    terms: list[tuple[float, Runs]]
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
    """

    holds: dict[int, bool] | None
    observed: list[Observed] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)


def metric_of(evidence: Evidence, cell: Cell, metric: str) -> Observed:
    """A metric of a cell as an observation."""
    return Observed(cell.name, metric, evidence.values(cell, metric))


def in_each_seed(evidence: Evidence, test: Callable[[int], bool]) -> dict[int, bool]:
    """The outcome of a test in each seed of the plan."""
    return {seed: bool(test(seed)) for seed in evidence.plan.seeds}


def rising(values: list[float]) -> bool:
    """Whether each value is above the one before."""
    return bool(np.all(np.diff(values) > 0))
