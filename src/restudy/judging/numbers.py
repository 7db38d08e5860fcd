"""Published numbers, each compared with the interval in which a further run of ours would fall."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isnan
from typing import TYPE_CHECKING

from restudy.evidence.divergence import runs_text
from restudy.evidence.layers import same_shape
from restudy.evidence.runs import metric_runs
from restudy.formats import Unit, decimals_of
from restudy.judging.scale import FAILS, HALF, HOLDS, IN_SHARES, NOT_COMPARABLE, ONE_SEED, OPEN
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.params.params import Statistics
from restudy.plan.cells import Cell
from restudy.printed_number import PrintedNumber
from restudy.statistics.contrasts import Runs
from restudy.statistics.intervals import Interval
from restudy.statistics.posterior import Posterior

if TYPE_CHECKING:
    import numpy as np

    from restudy.evidence.evidence import Evidence
else:
    np = lazily("numpy")

WITHIN = "inside the interval in which a further run of ours falls"
OUTSIDE = "outside the interval in which a further run of ours falls"
COARSE = "inside the interval of a further run, and printed too coarsely to say more"
WIDE = "inside an interval so wide that a number far off would be too"
NO_NUMBER = "no run of ours has this number"
ONE_RUN = "one run of ours alone has this number, so nothing can be said of further ones, nor how many would decide it"
SIGNIFICANT = 6
# A class has about a tenth of the images, so its scores vary about three times as much.
OF_A_CLASS = 3
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
        about: by how much more it may be off, where the paper says 'about'.
    """

    row: str
    quantity: str
    unit: Unit
    cell: str
    published: float
    decimals: int
    runs: Runs
    not_comparable: str | None = None
    about: float = 0.0

    @property
    def rounding(self) -> float:
        """By how much what was measured may differ from what was printed; nothing for what is counted by its draws."""
        if self.runs.rare:
            return 0.0
        return 0.5 * 10.0**-self.decimals + self.about


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
        verdict: HOLDS, FAILS, OPEN or NOT_COMPARABLE.
        reason: why, in words.
        diverged: how many runs have no number, since they diverged.
        is_fixed: whether ours is the same in every run.
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
    diverged: int = 0
    is_fixed: bool = False


def judge_number(
    number: PublishedNumber | PublishedShape, posterior: Posterior, statistics: Statistics
) -> NumberVerdict:
    """Compare a published number, known to half a unit of its last digit, with a further run of ours.

    It does not hold outside the interval in which such a run falls. Inside, it holds if a number that is off by what
    `noticeable` says would lie outside; else it is open. A shape is the same or another.
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
        verdict=OPEN,
        reason=NO_NUMBER,
        is_fixed=runs.exact,
    )
    if number.not_comparable:
        return replace(found, verdict=NOT_COMPARABLE, reason=number.not_comparable)
    return _with_diverged(_compared(found, number, runs, posterior, statistics) if count else found, number.runs)


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
        is_fixed=True,
    )


def _compared(
    found: NumberVerdict, number: PublishedNumber, runs: Runs, posterior: Posterior, statistics: Statistics
) -> NumberVerdict:
    interval, mean = posterior.further_run(runs, statistics.confidence), float(runs.values.mean())
    # To digits that no processor's logarithm reaches with its last bit.
    interval = Interval(*(float(f"{end:.{SIGNIFICANT}g}") for end in interval))
    if runs.exact:
        equal = abs(number.published - mean) <= number.rounding
        return replace(found, interval=interval, verdict=HOLDS if equal else FAILS, reason=EQUAL if equal else UNEQUAL)
    if isnan(interval.low):
        return replace(found, reason=ONE_SEED if len(number.runs.values) + number.runs.diverged == 1 else ONE_RUN)
    found = replace(found, interval=interval)
    # A hair wider, so that a limit that is met but for the last bit of a float counts as met.
    reach = number.rounding * (1 + 1e-9)
    if not interval.low - reach <= number.published <= interval.high + reach:
        return replace(found, verdict=FAILS, reason=OUTSIDE)
    wanted = noticeable(number, mean, statistics)
    if number.rounding >= wanted:
        return replace(found, reason=COARSE)
    holds = max(interval.high - mean, mean - interval.low) <= wanted
    return replace(found, verdict=HOLDS, reason=WITHIN) if holds else replace(found, reason=WIDE)


def noticeable(number: PublishedNumber, mean: float, statistics: Statistics) -> float:
    """At which distance from our mean a published number must be noticed."""
    limits, runs = statistics.verdicts, number.runs
    if number.unit in IN_SHARES:
        return limits.noticeable * (OF_A_CLASS if number.unit == Unit.SCORE else 1)
    relative = limits.relative_noticeable * abs(mean)
    if number.unit != Unit.COUNT:
        return relative
    # All errors on the test images are one less their accuracy.
    of_images = limits.noticeable * runs.effects.shape[1] if runs.effects is not None and not runs.rare else 0.0
    return max(relative, of_images, 4 * HALF)


def published_metric(
    evidence: Evidence,
    cell: Cell,
    name: str,
    published: float,
    *,
    row: str = "",
    decimals: int | None = None,
    epoch: int | None = None,
    not_comparable: str | None = None,
) -> PublishedNumber:
    """A published value of a cell's metric with ours.

    Args:
        evidence: the study's results.
        cell: the cell.
        name: the metric's name.
        published: the published value.
        row: the row that it stands in, in words.
        decimals: how many it was published with; None for as many as it shows, and as its unit has. One
            that is given as it was printed has its own.
        epoch: after which epoch ours is, from 1; None for the finished trials.
        not_comparable: the setting that the paper leaves out and without which nothing can be compared.
    """
    unit, runs = METRICS[name].unit, metric_runs(evidence, cell, name, epoch)
    about = 0.0
    if isinstance(published, PrintedNumber):
        decimals, about = published.decimals, published.about
    elif decimals is None:
        decimals = decimals_of([published], unit)
    return PublishedNumber(row, name, unit, cell.name, published, decimals, runs, not_comparable, about)


def published_count(row: str, quantity: str, cell: str, published: int, ours: float) -> PublishedNumber:
    """A published count beside one of ours that no seed changes."""
    runs = Runs("", np.array([float(ours)]), exact=True)
    return PublishedNumber(row, quantity, Unit.COUNT, cell, published, 0, runs)
