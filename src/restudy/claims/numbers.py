"""Published numbers, each compared with the interval in which a further run of ours would fall."""

from dataclasses import dataclass, replace

from restudy.claims.evidence import Evidence
from restudy.claims.layers import same_shape
from restudy.claims.runs import metric_runs
from restudy.claims.verdicts import FAILS, HOLDS, NOT_COMPARABLE, ONE_SEED, UNDECIDED
from restudy.params.claims import ValueClaim
from restudy.statistics import CONFIDENCE
from restudy.statistics.contrasts import Runs
from restudy.statistics.further_run import further_run
from restudy.statistics.intervals import Interval

# Papers give accuracies in percent with two decimals.
ACCURACY_DECIMALS = 4
WITHIN = "inside the interval in which a further run of ours falls"
OUTSIDE = "outside the interval in which a further run of ours falls"
FEW_SEEDS = "inside the interval in which a further run falls only because seeds are few"
NO_NUMBER = "no run of ours has this number"
ONE_RUN = "one run of ours alone has this number, so nothing can be said of further ones, nor how many would decide it"
EQUAL, UNEQUAL = "the same number", "another number"
SAME_SHAPE, OTHER_SHAPE = "the same sizes", "other sizes"


@dataclass(frozen=True)
class Spot:
    """Where a number stands in its table.

    Attributes:
        line: the row, from 0.
        column: the quantity by which the table's columns are named.
    """

    line: int
    column: str


@dataclass(frozen=True)
class PublishedNumber:
    """A published number with ours.

    Attributes:
        place: where it was published: a table's or a claim's ID.
        row: the row, in words; empty where there is none.
        quantity: the metric or score.
        cell: name of our cell.
        published: the published value.
        decimals: how many it was published with.
        runs: ours.
        not_comparable: the setting that the paper leaves out, if nothing can be compared without it.
        spot: where it stands in its table; None for a number of a claim.
    """

    place: str
    row: str
    quantity: str
    cell: str
    published: float
    decimals: int
    runs: Runs
    not_comparable: str | None = None
    spot: Spot | None = None


@dataclass(frozen=True)
class PublishedShape:
    """A published output shape of a layer with ours.

    Attributes:
        place: ID of the table.
        row: the layer.
        cell: name of our cell.
        published: the published shape.
        ours: ours, channels first.
        spot: where it stands in its table.
    """

    place: str
    row: str
    cell: str
    published: str
    ours: str
    spot: Spot


@dataclass(frozen=True)
class NumberVerdict:
    """A published number, or shape, beside ours.

    Attributes:
        place, row, quantity, cell, published, spot: as in PublishedNumber; the published shape is text.
        mean: our mean over runs, or our shape; None where there is none.
        runs: how many runs have a number.
        interval: the one in which a further run falls; NaN for one run.
        verdict: one of VERDICTS.
        reason: why, in words.
        seeds_to_decide: how many seeds would leave it out, were mean and spread to stay as they are.
    """

    place: str
    row: str
    quantity: str
    cell: str
    published: float | str
    mean: float | str | None
    runs: int
    interval: Interval
    verdict: str
    reason: str
    seeds_to_decide: int | None = None
    spot: Spot | None = None


def judge_number(number: PublishedNumber | PublishedShape, confidence: float = CONFIDENCE) -> NumberVerdict:
    """Compare a published number, known to half a unit of its last digit, with a further run of ours.

    It holds inside the interval that would remain with any number of seeds, does not hold outside that of the seeds
    at hand, and is undecided between the two. A shape is the same or another.
    """
    if isinstance(number, PublishedShape):
        return _judge_shape(number)
    runs = number.runs.known()
    count = len(runs.values)
    found = NumberVerdict(
        *(number.place, number.row, number.quantity, number.cell, number.published),
        mean=float(runs.values.mean()) if count else None,
        runs=count,
        interval=Interval(float("nan"), float("nan")),
        verdict=UNDECIDED,
        reason=NO_NUMBER,
        spot=number.spot,
    )
    if number.not_comparable:
        return replace(found, verdict=NOT_COMPARABLE, reason=number.not_comparable)
    return _compared(found, number, runs, confidence) if count else found


def _judge_shape(shape: PublishedShape) -> NumberVerdict:
    same = same_shape(shape.published, shape.ours)
    return NumberVerdict(
        *(shape.place, shape.row, "output shape", shape.cell, shape.published, shape.ours),
        runs=1,
        interval=Interval(float("nan"), float("nan")),
        verdict=HOLDS if same else FAILS,
        reason=SAME_SHAPE if same else OTHER_SHAPE,
        spot=shape.spot,
    )


def _compared(found: NumberVerdict, number: PublishedNumber, runs: Runs, confidence: float) -> NumberVerdict:
    further = further_run(runs)
    interval, rounding = further.interval(confidence).clipped(*runs.bounds), 0.5 * 10.0**-number.decimals
    if runs.exact:
        equal = abs(number.published - further.mean) <= rounding
        return replace(found, interval=interval, verdict=HOLDS if equal else FAILS, reason=EQUAL if equal else UNEQUAL)
    if len(runs.values) == 1:
        return replace(found, reason=ONE_SEED if len(number.runs.values) == 1 else ONE_RUN)
    # A hair wider, so that a limit that is met but for the last bit of a float counts as met.
    reach = further.half_width(len(runs.values), confidence) + rounding * (1 + 1e-9)
    found = replace(found, interval=interval)
    if abs(number.published - further.mean) > reach:
        return replace(found, verdict=FAILS, reason=OUTSIDE)
    seeds = further.runs_to_exclude(number.published, rounding, confidence)
    if seeds is None:
        return replace(found, verdict=HOLDS, reason=WITHIN)
    return replace(found, reason=FEW_SEEDS, seeds_to_decide=seeds)


def decimals_of(values: list[float], quantity: str) -> int:
    """With how many decimals numbers were published: the most that one of them has, at least 4 for accuracies."""
    most = max((len(repr(float(value)).partition(".")[2]) for value in values if value != int(value)), default=0)
    return max(most, ACCURACY_DECIMALS) if quantity.endswith("accuracy") else most


def claimed_number(name: str, claim: ValueClaim, evidence: Evidence) -> PublishedNumber:
    """The number of a value claim."""
    cell = evidence.cell(claim.cell)
    decimals = decimals_of([claim.published], claim.metric) if claim.decimals is None else claim.decimals
    runs = metric_runs(evidence, cell, claim.metric)
    return PublishedNumber(name, "", claim.metric, cell.name, claim.published, decimals, runs, claim.not_comparable)


def headline_numbers(evidence: Evidence) -> list[PublishedNumber]:
    """The numbers of the report's first screen."""
    numbers = []
    for item in evidence.plan.study.headline:
        cell = evidence.cell(item.cell)
        decimals = decimals_of([item.published], item.metric)
        runs = metric_runs(evidence, cell, item.metric)
        numbers.append(PublishedNumber("headline", item.title, item.metric, cell.name, item.published, decimals, runs))
    return numbers
