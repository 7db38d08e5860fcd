"""The rows of a table: what its CSV, the verdicts on its published numbers, the page and the paper are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from math import isnan
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any

from restudy.evidence.runs import metric_runs
from restudy.formats import Unit, decimals_of
from restudy.judging.numbers import PublishedNumber, PublishedShape, published_metric
from restudy.metrics import METRICS
from restudy.records import to_csv
from restudy.statistics.contrasts import Numbers
from restudy.statistics.intervals import Interval

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.plan.cells import Cell

# Of numbers that come from resamples; more would change with the machine's arithmetic.
DECIMALS = 6
Published = PublishedNumber | PublishedShape


@dataclass(frozen=True)
class Column:
    """A column of a table, which has several in its CSV.

    Attributes:
        key: what its name in the CSV begins with.
        title: its name in words.
        unit: what its numbers are in.
        published: whether it has published values.
        ours: whether it has values of ours.
        over_runs: whether ours are means over runs, with their spread and number.
        interval: whether ours have an interval; without values of ours it stands alone.
        is_cell: whether it names cells, to which a row leads instead of showing the name.
    """

    key: str
    title: str
    unit: Unit
    published: bool = False
    ours: bool = True
    over_runs: bool = False
    interval: bool = False
    is_cell: bool = False

    @property
    def names(self) -> dict[str, str]:
        """Its names in the CSV, each with the attribute of a value that stands there."""
        names = {f"{self.key}_published": "published"} if self.published else {}
        if self.over_runs:
            names |= {f"{self.key}_mean": "ours", f"{self.key}_sd": "spread", f"{self.key}_seeds": "runs"}
        elif self.ours:
            names[self.key] = "ours"
        if self.interval:
            names |= {f"{self.key}_low": "low", f"{self.key}_high": "high"}
        return names


@dataclass(frozen=True)
class Value:
    """What stands in a row under a column; None where there is nothing.

    Attributes:
        ours: our value, or its mean over runs.
        spread: standard deviation over runs.
        runs: how many runs have a number.
        diverged: how many further runs have none since they diverged; None where none did.
        low: lower limit of an interval.
        high: upper limit.
        published: the published value.
        words: how ours is shown where that is otherwise than by its unit.
        printed: the same of the published value.
        number: the published value as it is judged; None where nothing was published.
    """

    ours: float | str | None = None
    spread: float | None = None
    runs: int | None = None
    diverged: int | None = None
    low: float | None = None
    high: float | None = None
    published: float | str | None = None
    words: str | None = None
    printed: str | None = None
    number: Published | None = None


NOTHING = Value()


@dataclass(frozen=True)
class Row:
    """A row: key of a column to what stands there; nothing where a column is missing."""

    values: Mapping[str, Value]

    def __getitem__(self, key: str) -> Value:
        return self.values.get(key, NOTHING)

    @property
    def cell(self) -> str:
        """The cell that it is of; empty where it is of none."""
        return str(self[CELL.key].ours or "")


@dataclass(frozen=True)
class Rows:
    """A table: its columns in order, and its rows."""

    columns: Sequence[Column]
    rows: Sequence[Row] = field(default_factory=list)

    def to_csv(self) -> str:
        """The table as CSV; empty fields where there is nothing."""
        places = [(column.key, name, part) for column in self.columns for name, part in self._names(column).items()]
        rows = [{name: getattr(row[key], part) for key, name, part in places} for row in self.rows]
        return to_csv(rows, [name for _, name, _ in places])

    def _names(self, column: Column) -> dict[str, str]:
        """A column's names in the CSV, with one for diverged runs where there are some."""
        some = column.over_runs and any(row[column.key].diverged for row in self.rows)
        return column.names | ({f"{column.key}_diverged": "diverged"} if some else {})

    def numbers(self) -> Iterator[tuple[int, str, Published]]:
        """Every published number with its row, from 0, and its column's key, row by row."""
        for line, row in enumerate(self.rows):
            for column in self.columns:
                number = row[column.key].number
                if number is not None:
                    yield line, column.key, number

    def plain(self) -> dict[str, Any]:
        """All but how numbers are judged, in plain types."""
        return {
            "columns": [asdict(column) for column in self.columns],
            "rows": [{key: _plain(value) for key, value in row.values.items()} for row in self.rows],
        }

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Rows:
        """What `plain` gave."""
        columns = [Column(**{**column, "unit": Unit(column["unit"])}) for column in content["columns"]]
        rows = [Row({key: Value(**value) for key, value in row.items()}) for row in content["rows"]]
        return cls(columns, rows)


def _plain(value: Value) -> dict[str, Any]:
    return {key: each for key, each in vars(value).items() if each is not None and key != "number"}


def words(key: str, title: str, **more: bool) -> Column:
    """A column of words, or of settings as they are."""
    return Column(key, title, Unit.TEXT, **more)


CELL = Column("cell", "setting", Unit.TEXT, is_cell=True)


def metric_column(name: str, published: bool = False, **more: bool) -> Column:
    """A column of a metric's means over runs."""
    metric = METRICS[name]
    return Column(name, metric.title, metric.unit, published=published, over_runs=True, **more)


def over_runs(values: Numbers | Sequence[float], number: Published | None = None, diverged: int = 0) -> Value:
    """Mean, standard deviation and number of values, one of each run that ended, NaN where it has none.

    Args:
        values: [runs that ended].
        number: the published value, beside them.
        diverged: how many runs did not end.
    """
    known = [float(value) for value in values if not isnan(value)]
    return Value(
        ours=fmean(known) if known else None,
        spread=stdev(known) if len(known) > 1 else None,
        runs=len(known),
        diverged=diverged or None,
        published=number.published if number else None,
        printed=getattr(number and number.published, "text", None),
        number=number,
    )


def metric_value(
    evidence: Evidence,
    cell: Cell,
    name: str,
    published: float | None = None,
    alike: Iterable[float | None] = (),
    *,
    row: str = "",
    epoch: int | None = None,
    not_comparable: str | None = None,
) -> Value:
    """A cell's metric over runs, beside what was published of it.

    Args:
        evidence: the study's results.
        cell: the cell.
        name: the metric's name.
        published: the published value, if any.
        alike: all that was published in its place: with as many decimals as the longest of them.
        row: the row that it stands in, in words.
        epoch: after which epoch ours is, from 1; None for the finished trials.
        not_comparable: the setting that the paper leaves out and without which nothing can be compared.
    """
    runs = metric_runs(evidence, cell, name, epoch)
    if published is None:
        return over_runs(runs.values, diverged=runs.diverged)
    decimals = decimals_of([value for value in alike if value is not None], METRICS[name].unit)
    more: dict[str, Any] = {"row": row, "decimals": decimals, "epoch": epoch, "not_comparable": not_comparable}
    return over_runs(runs.values, published_metric(evidence, cell, name, published, **more), runs.diverged)


def within(interval: Interval, value: Value = NOTHING) -> Value:
    """A value with an interval, or an interval alone; without limits where they are not known."""
    # Without the sign of a zero.
    low, high = (None if isnan(limit) else round(limit, DECIMALS) + 0.0 for limit in interval)
    return replace(value, low=low, high=high)
