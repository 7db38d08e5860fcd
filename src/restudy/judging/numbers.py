"""Published numbers, each compared with the interval in which a further run of ours would fall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from restudy.evidence.divergence import runs_text
from restudy.evidence.layers import same_shape
from restudy.evidence.runs import metric_runs
from restudy.formats import Unit, decimals_of
from restudy.judging.reasons import FAILS, HOLDS, NOT_COMPARABLE, ONE_SEED, UNDECIDED
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Numbers, Runs
from restudy.statistics.further_run import further_run
from restudy.statistics.intervals import Interval

if TYPE_CHECKING:
    import numpy as np

    from restudy.evidence.evidence import Evidence
else:
    np = lazily("numpy")

WITHIN = "inside the interval in which a further run of ours falls"
OUTSIDE = "outside the interval in which a further run of ours falls"
FEW_SEEDS = "inside the interval in which a further run falls only because seeds are few"
NO_NUMBER = "no run of ours has this number"
ONE_RUN = "one run of ours alone has this number, so nothing can be said of further ones, nor how many would decide it"
EQUAL, UNEQUAL = "the same number", "another number"
SAME_SHAPE, OTHER_SHAPE = "the same sizes", "other sizes"


@dataclass(frozen=True)
class PublishedNumber:
    """A published number with ours.

    Attributes:
        row: the row that it stands in, in words; empty where there is none.
        quantity: the metric, score or column.
        unit: what it is in.
        cell: name of our cell.
        published: the published value.
        decimals: how many it was published with.
        runs: ours.
        not_comparable: the setting that the paper leaves out, if nothing can be compared without it.
    """

    row: str
    quantity: str
    unit: Unit
    cell: str
    published: float
    decimals: int
    runs: Runs
    not_comparable: str | None = None


@dataclass(frozen=True)
class PublishedShape:
    """A published output shape of a layer with ours.

    Attributes:
        row: the layer.
        cell: name of our cell.
        published: the published shape.
        ours: ours, channels first.
    """

    row: str
    cell: str
    published: str
    ours: str


@dataclass(frozen=True)
class NumberVerdict:
    """A published number, or shape, beside ours.

    Attributes:
        row, quantity, unit, cell, published: as in PublishedNumber; the published shape is text.
        mean: our mean over runs, or our shape; None where there is none.
        runs: how many runs have a number.
        interval: the one in which a further run falls; NaN for one run.
        verdict: one of VERDICTS.
        reason: why, in words.
        seeds_to_decide: how many seeds would leave it out, were mean and spread to stay as they are.
        diverged: how many runs have no number, since they diverged.
    """

    row: str
    quantity: str
    unit: Unit
    cell: str
    published: float | str
    mean: float | str | None
    runs: int
    interval: Interval
    verdict: str
    reason: str
    seeds_to_decide: int | None = None
    diverged: int = 0


def judge_number(number: PublishedNumber | PublishedShape, confidence: float) -> NumberVerdict:
    """Compare a published number, known to half a unit of its last digit, with a further run of ours.

    It holds inside the interval that would remain with any number of seeds, does not hold outside that of the seeds
    at hand, and is undecided between the two. A shape is the same or another.
    """
    if isinstance(number, PublishedShape):
        return _judge_shape(number)
    runs = number.runs.known()
    count = len(runs.values)
    found = NumberVerdict(
        *(number.row, number.quantity, number.unit, number.cell, number.published),
        mean=float(runs.values.mean()) if count else None,
        runs=count,
        interval=Interval(float("nan"), float("nan")),
        verdict=UNDECIDED,
        reason=NO_NUMBER,
    )
    if number.not_comparable:
        return replace(found, verdict=NOT_COMPARABLE, reason=number.not_comparable)
    return _with_diverged(_compared(found, number, runs, confidence) if count else found, number.runs)


def _with_diverged(found: NumberVerdict, runs: Runs) -> NumberVerdict:
    if not runs.diverged:
        return found
    reason = f"{found.reason}; {runs_text(runs.diverged, len(runs.values) + runs.diverged)}"
    return replace(found, reason=reason, diverged=runs.diverged)


def _judge_shape(shape: PublishedShape) -> NumberVerdict:
    same = same_shape(shape.published, shape.ours)
    return NumberVerdict(
        *(shape.row, "output shape", Unit.TEXT, shape.cell, shape.published, shape.ours),
        runs=1,
        interval=Interval(float("nan"), float("nan")),
        verdict=HOLDS if same else FAILS,
        reason=SAME_SHAPE if same else OTHER_SHAPE,
    )


def _compared(found: NumberVerdict, number: PublishedNumber, runs: Runs, confidence: float) -> NumberVerdict:
    further = further_run(runs)
    interval, rounding = further.interval(confidence).clipped(*runs.bounds), 0.5 * 10.0**-number.decimals
    if runs.exact:
        equal = abs(number.published - further.mean) <= rounding
        return replace(found, interval=interval, verdict=HOLDS if equal else FAILS, reason=EQUAL if equal else UNEQUAL)
    if len(runs.values) == 1:
        return replace(found, reason=ONE_SEED if len(number.runs.values) + number.runs.diverged == 1 else ONE_RUN)
    # A hair wider, so that a limit that is met but for the last bit of a float counts as met.
    reach = further.half_width(len(runs.values), confidence) + rounding * (1 + 1e-9)
    found = replace(found, interval=interval)
    if abs(number.published - further.mean) > reach:
        return replace(found, verdict=FAILS, reason=OUTSIDE)
    seeds = further.runs_to_exclude(number.published, rounding, confidence)
    if seeds is None:
        return replace(found, verdict=HOLDS, reason=WITHIN)
    return replace(found, reason=FEW_SEEDS, seeds_to_decide=seeds)


def published_metric(
    evidence: Evidence,
    cell: Cell,
    name: str,
    published: float,
    *,
    row: str = "",
    decimals: int | None = None,
    values: Numbers | None = None,
    not_comparable: str | None = None,
) -> PublishedNumber:
    """A published value of a cell's metric with ours.

    Args:
        evidence: the study's results.
        cell: the cell.
        name: the metric's name.
        published: the published value.
        row: the row that it stands in, in words.
        decimals: how many it was published with; None for as many as it shows, and as its unit has.
        values: our values where they are other than those of the finished trials, [runs that ended].
        not_comparable: the setting that the paper leaves out and without which nothing can be compared.
    """
    unit, runs = METRICS[name].unit, metric_runs(evidence, cell, name, values)
    decimals = decimals_of([published], unit) if decimals is None else decimals
    return PublishedNumber(row, name, unit, cell.name, published, decimals, runs, not_comparable)


def published_count(row: str, quantity: str, cell: str, published: int, ours: float) -> PublishedNumber:
    """A published count beside one of ours that no seed changes."""
    runs = Runs("", np.array([float(ours)]), exact=True)
    return PublishedNumber(row, quantity, Unit.COUNT, cell, published, 0, runs)
