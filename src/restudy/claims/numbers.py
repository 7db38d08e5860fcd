"""Published numbers, each compared with the interval in which a further run of ours would fall."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from restudy.claims.evidence import SCORES, Evidence
from restudy.claims.runs import metric_runs, score_runs
from restudy.claims.verdicts import FAILS, HOLDS, NOT_COMPARABLE, ONE_SEED, UNDECIDED
from restudy.params import report as specs
from restudy.params.claims import ValueClaim
from restudy.plan.cells import Cell
from restudy.plan.refs import grid_values
from restudy.statistics.contrasts import Numbers, Runs
from restudy.statistics.further_run import further_run
from restudy.statistics.intervals import Interval

# Papers give accuracies in percent with two decimals.
ACCURACY_DECIMALS = 4
WITHIN = "inside the interval in which a further run of ours falls"
OUTSIDE = "outside the interval in which a further run of ours falls"
FEW_SEEDS = "inside the interval in which a further run falls only because seeds are few"
NO_NUMBER = "no run of ours has this number"
EQUAL, UNEQUAL = "the same number", "another number"


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
    """

    place: str
    row: str
    quantity: str
    cell: str
    published: float
    decimals: int
    runs: Runs
    not_comparable: str | None = None


@dataclass(frozen=True)
class NumberVerdict:
    """A published number beside ours.

    Attributes:
        place, row, quantity, cell, published: as in PublishedNumber.
        mean: our mean over runs; None where there is none.
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
    published: float
    mean: float | None
    runs: int
    interval: Interval
    verdict: str
    reason: str
    seeds_to_decide: int | None = None


def judge_number(number: PublishedNumber) -> NumberVerdict:
    """Compare a published number, known to half a unit of its last digit, with a further run of ours.

    It holds inside the interval that would remain with any number of seeds, does not hold outside that of the seeds
    at hand, and is undecided between the two.
    """
    runs = number.runs.known()
    count = len(runs.values)
    found = NumberVerdict(
        *(number.place, number.row, number.quantity, number.cell, number.published),
        mean=float(runs.values.mean()) if count else None,
        runs=count,
        interval=Interval(float("nan"), float("nan")),
        verdict=UNDECIDED,
        reason=NO_NUMBER,
    )
    if number.not_comparable:
        return replace(found, verdict=NOT_COMPARABLE, reason=number.not_comparable)
    return _compared(found, number, runs) if count else found


def _compared(found: NumberVerdict, number: PublishedNumber, runs: Runs) -> NumberVerdict:
    further = further_run(runs)
    interval, rounding = further.interval(), 0.5 * 10.0**-number.decimals
    if runs.exact:
        equal = abs(number.published - further.mean) <= rounding
        return replace(found, interval=interval, verdict=HOLDS if equal else FAILS, reason=EQUAL if equal else UNEQUAL)
    if len(runs.values) == 1:
        return replace(found, reason=ONE_SEED)
    # A hair wider, so that a limit that is met but for the last bit of a float counts as met.
    reach = further.half_width(len(runs.values)) + rounding * (1 + 1e-9)
    found = replace(found, interval=interval)
    if abs(number.published - further.mean) > reach:
        return replace(found, verdict=FAILS, reason=OUTSIDE)
    seeds = further.runs_to_exclude(number.published, rounding)
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


def table_numbers(evidence: Evidence) -> list[PublishedNumber]:
    """All numbers of all tables that a run of ours can be compared with, in the order of params.yaml."""
    return [
        number
        for name, table in evidence.plan.study.tables.items()
        if table.kind in TABLES
        for number in TABLES[table.kind](name, table, evidence)
    ]


def _grid(name: str, table: specs.GridTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    cells = [cell for cell in evidence.plan.under("published") if cell.variant == table.variant]
    places = {key: grid_values(cells, key) for key in (table.rows, table.columns)}
    decimals = decimals_of([value for row in table.published for value in row], table.metric)
    for cell in cells:
        row, column = (places[key].index(cell.grid[key]) for key in (table.rows, table.columns))
        title = ", ".join(f"{key} {cell.grid[key]}" for key in (table.rows, table.columns))
        published, runs = table.published[row][column], metric_runs(evidence, cell, table.metric)
        reason = table.not_comparable.get(table.metric)
        yield PublishedNumber(name, title, table.metric, cell.name, published, decimals, runs, reason)


def _summary(name: str, table: specs.SummaryTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    for place, metric in enumerate(table.columns):
        column = [row[place] for row in table.published]
        decimals = decimals_of([value for value in column if value is not None], metric)
        for ref, value in zip(table.cells, column, strict=False):
            if value is not None:
                cell = evidence.cell(ref)
                reason = table.not_comparable.get(metric) or table.not_comparable.get(cell.variant)
                runs = metric_runs(evidence, cell, metric)
                title = evidence.plan.study.variants[cell.variant].title
                yield PublishedNumber(name, title, metric, cell.name, value, decimals, runs, reason)


def _epochs(name: str, table: specs.EpochTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    cell = evidence.cell(table.cell)
    for place, metric in enumerate(table.columns):
        known = {epoch: row[place] for epoch, row in table.published.items() if row[place] is not None}
        decimals = decimals_of([value for value in known.values() if value is not None], metric)
        for epoch, value in known.items():
            if value is not None:
                runs = metric_runs(evidence, cell, metric, _at_epoch(evidence, cell, metric, epoch))
                reason = table.not_comparable.get(metric)
                yield PublishedNumber(name, f"epoch {epoch}", metric, cell.name, value, decimals, runs, reason)


def _at_epoch(evidence: Evidence, cell: Cell, metric: str, epoch: int) -> Numbers:
    """A metric after an epoch in each seed; NaN where training had ended."""
    curves = (evidence.curve(cell, seed, metric) for seed in evidence.plan.seeds)
    return np.array([curve.get(epoch, np.nan) for curve in curves], dtype=np.float64)


def _parts(name: str, table: specs.PartsTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    cell = evidence.cell(table.cell)
    numbers: dict[str, float] = {
        f"{part}_{quantity}": value for part, values in table.published.items() for quantity, value in values.items()
    }
    if table.published_average_accuracy is not None:
        numbers["average_accuracy"] = table.published_average_accuracy
    for metric, value in numbers.items():
        alike = [other for key, other in numbers.items() if key.endswith("loss") == metric.endswith("loss")]
        runs, reason = metric_runs(evidence, cell, metric), table.not_comparable.get(metric)
        yield PublishedNumber(name, "", metric, cell.name, value, decimals_of(alike, metric), runs, reason)


def _class_report(name: str, table: specs.ClassReportTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    """Scores of each class; averages over classes follow from them."""
    cell = evidence.cell(table.cell)
    for label in range(cell.settings["classes"]):
        row: list[Any] = table.published.get(str(label), [])
        for score, value in zip(SCORES, row, strict=False):
            if value is not None:
                runs = score_runs(evidence, cell, score, label)
                decimals = max(2, decimals_of([value], score))
                yield PublishedNumber(name, f"class {label}", score, cell.name, value, decimals, runs)


def _class_counts(name: str, table: specs.ClassCountsTable, evidence: Evidence) -> Iterator[PublishedNumber]:
    """Numbers of test images, which are at hand."""
    if table.part == "test":
        for label, value in enumerate(table.published):
            count = np.array([float((evidence.labels == label).sum())])
            yield PublishedNumber(name, f"class {label}", "images", "", value, 0, Runs("", count, exact=True))


TABLES: dict[str, Any] = {
    "grid": _grid,
    "summary": _summary,
    "epochs": _epochs,
    "parts": _parts,
    "class_report": _class_report,
    "class_counts": _class_counts,
}
