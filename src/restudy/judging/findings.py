"""What a study's results say of one claim."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import nan
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
        part: which part of the claim it belongs to: those of one are judged together.
    """

    first: Side
    second: Side | None
    terms: Terms
    offset: float = 0.0
    strict: bool = True
    limit: Limit | None = None
    part: str = ""

    @property
    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest value that it can have, from those of its quantities."""
        ends = [sorted((factor * runs.bounds[0], factor * runs.bounds[1])) for factor, runs in self.terms]
        return self.offset + sum(low for low, _ in ends), self.offset + sum(high for _, high in ends)

    @property
    def has_runs(self) -> bool:
        """Whether every quantity has a run that ended."""
        return all(len(runs.values) for _, runs in self.terms)

    def holds(self, seed: int) -> bool:
        """Whether it is so in the runs of a seed; not where one of them has no number."""
        value = sum(coefficient * runs.of(seed) for coefficient, runs in self.terms) + self.offset
        return value > 0 or (value == 0 and not self.strict)


@dataclass(frozen=True)
class Course:
    """A statement about the course of single runs.

    Attributes:
        side: what it is about.
        holds: whether it is so in each seed in which a run of the cell ended.
    """

    side: Side
    holds: dict[int, bool]


@dataclass(frozen=True)
class Finding:
    """What a study's results say of a claim.

    Attributes:
        holds: whether it holds in each seed in which no run of its cells diverged; None for a published number, which
            is compared and not judged as a claim.
        observed: the numbers that it is about.
        margins: what it says is above zero, all together; none for a statement about the course of single runs.
        courses: that statement's parts; none where there are margins.
        published: the number that it is, if it is one, beside ours.
        cells: the cells whose runs it is about.
        consistent: whether a paper's own numbers agree; None where it is about runs.
        arithmetic: what they give, in words.
    """

    holds: dict[int, bool] | None
    observed: list[Observed] = field(default_factory=list)
    margins: list[Margin] = field(default_factory=list)
    courses: list[Course] = field(default_factory=list)
    published: "PublishedNumber | None" = None
    cells: Sequence[Cell] = ()
    consistent: bool | None = None
    arithmetic: str = ""


def by_margins(
    evidence: "Evidence", cells: Sequence[Cell], observed: list[Observed], margins: Sequence[Margin]
) -> Finding:
    """What is to be above zero, in each seed in which a run of every cell ended and over further runs."""
    holds = {seed: all(margin.holds(seed) for margin in margins) for seed in _ended(evidence, cells)}
    return Finding(holds, observed, list(margins), cells=cells)


def by_course(
    evidence: "Evidence",
    cells: Sequence[Cell],
    observed: list[Observed],
    tests: Sequence[tuple[Side, Callable[[int], bool]]],
) -> Finding:
    """What is to be so in single runs, in each seed in which a run of every cell ended."""
    seeds = _ended(evidence, cells)
    courses = [Course(side, {seed: bool(test(seed)) for seed in seeds}) for side, test in tests]
    holds = {seed: all(course.holds[seed] for course in courses) for seed in seeds}
    return Finding(holds, observed, courses=courses, cells=cells)


def _ended(evidence: "Evidence", cells: Sequence[Cell]) -> list[int]:
    return [seed for seed in evidence.plan.seeds if all(seed in evidence.ended(cell) for cell in cells)]


def by_seed(evidence: "Evidence", cells: Sequence[Cell], value: Callable[[int], float]) -> dict[int, float]:
    """A number in each seed; NaN where a run of one of the cells diverged."""
    return {
        seed: value(seed) if all(seed in evidence.ended(cell) for cell in cells) else nan
        for seed in evidence.plan.seeds
        if all(seed in cell.seeds for cell in cells)
    }


def metric_of(evidence: "Evidence", cell: Cell, metric: str) -> Observed:
    """A metric of a cell as an observation."""
    return Observed(cell.name, Quantity(metric), evidence.values(cell, metric))


def difference(evidence: "Evidence", metric: str, higher: Cell, lower: Cell, part: str = "") -> Margin:
    """One cell's metric less another's."""
    terms = [(1.0, metric_runs(evidence, higher, metric)), (-1.0, metric_runs(evidence, lower, metric))]
    return Margin(Side(higher.name, Quantity(metric)), Side(lower.name, Quantity(metric)), terms, part=part)


def lead(evidence: "Evidence", metric: str, cell: Cell, rival: Cell, which: str, part: str = "") -> Margin:
    """How far a cell stands beyond a rival."""
    ends = (cell, rival) if which == "highest" else (rival, cell)
    return difference(evidence, metric, *ends, part=part)
