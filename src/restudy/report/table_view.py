"""From a table's rows to what the page and the paper show of it, all of it text."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import nan

from restudy.formats import DIVERGED, MISSING, Unit, interval_text, number, published_number, with_spread
from restudy.judging.rows import Column, Row, Rows, Value


@dataclass(frozen=True)
class ColumnView:
    """A column.

    Attributes:
        title: its title.
        published: whether it holds published values.
        text: whether it holds words.
        group: the quantity that it has in common with the published values beside it.
        judged: whether a verdict stands beside one of its values.
    """

    title: str
    published: bool
    text: bool
    group: str = ""
    judged: bool = False

    @property
    def short_title(self) -> str:
        """What it adds to its group's title."""
        return "published" if self.published else "reproduced"


@dataclass(frozen=True)
class Mark:
    """The verdict of a published number, beside our value: its class in the page's style, and in words why."""

    state: str
    words: str

    @property
    def verdict(self) -> str:
        """The verdict alone."""
        return self.words.partition(": ")[0]

    @property
    def reason(self) -> str:
        """Why, without the verdict."""
        return self.words.partition(": ")[2]


@dataclass(frozen=True)
class ShownValue:
    """A value of a table as the page shows it.

    Attributes:
        column: its column.
        text: what stands there.
        mark: the verdict beside it, if there is one.
        above: the published value, where it has no column of its own.
        leads_to: the cell whose runs it leads to; empty if to none.
    """

    column: ColumnView
    text: str
    mark: Mark | None
    above: str = ""
    leads_to: str = ""


@dataclass(frozen=True)
class TableView:
    """A table as text.

    Attributes:
        columns: its columns.
        rows: the words of each row; an interval stands in a second line, below its estimate.
        marks: verdicts on each row's values; None where nothing was published or judged.
        cells: the cell that each row is of; empty where rows are of none.
        linked: the column in which a row leads to its cell: its first reproduced value.
    """

    columns: list[ColumnView]
    rows: list[list[str]]
    marks: list[list[Mark | None]]
    cells: list[str]
    linked: int

    @property
    def lines(self) -> int:
        """How many lines its rows take, an interval's included."""
        return sum(max(text.count("\n") for text in row) + 1 for row in self.rows)

    @property
    def groups(self) -> list[list[ColumnView]]:
        """Columns of one quantity together, the others alone."""
        parts = groupby(enumerate(self.columns), key=lambda item: item[1].group or item[0])
        return [[column for _, column in part] for _, part in parts]

    def shown(self, together: bool) -> list[list[ShownValue]]:
        """Its values, row by row; `together` puts what was published above ours, in one column for both."""
        return [list(self._row(line, together)) for line in range(len(self.rows))]

    def _row(self, line: int, together: bool) -> Iterator[ShownValue]:
        above, cell = "", self.cells[line] if self.cells else ""
        for place, (column, text) in enumerate(zip(self.columns, self.rows[line], strict=True)):
            if together and column.published and column.group:
                above = text
                continue
            yield ShownValue(column, text, self.marks[line][place], above, cell if place == self.linked else "")
            above = ""


def table_view(rows: Rows, marks: Mapping[tuple[int, str], Mark] | None = None) -> TableView:
    """A table with each quantity's published value before ours.

    Args:
        rows: the table.
        marks: row, from 0, and column's key to the verdict of the published number that stands there.
    """
    shown = [(column, published) for column in rows.columns for published in _shown(column, rows.rows)]
    marks = marks or {}
    judged = {key for _, key in marks}
    return TableView(
        columns=[_view(column, published, (column, not published) in shown, judged) for column, published in shown],
        rows=[[_text(row[column.key], column, published) for column, published in shown] for row in rows.rows],
        marks=[
            [None if published else marks.get((line, column.key)) for column, published in shown]
            for line in range(len(rows.rows))
        ],
        cells=[row.cell for row in rows.rows] if any(row.cell for row in rows.rows) else [],
        linked=next(
            (place for place, (column, published) in enumerate(shown) if column.over_runs and not published), 0
        ),
    )


def _shown(column: Column, rows: Sequence[Row]) -> Iterator[bool]:
    """What is shown of a column: its published values, and then ours."""
    values = [row[column.key] for row in rows]
    if column.published and any(value.published is not None for value in values):
        yield True
    stands_alone = column.interval and not (column.ours or column.over_runs)
    empty = stands_alone and all(value.low is None for value in values)
    if not column.is_cell and (column.ours or column.over_runs or column.interval) and not empty:
        yield False


def _view(column: Column, published: bool, is_pair: bool, judged: Collection[str]) -> ColumnView:
    kind = f", {'published' if published else 'reproduced'}" if is_pair or published else ""
    return ColumnView(
        *(f"{column.title}{kind}", published, column.unit == Unit.TEXT, column.title if is_pair else ""),
        judged=column.key in judged and not published,
    )


def _text(value: Value, column: Column, published: bool) -> str:
    if published:
        return value.printed or published_number(value.published, column.unit)
    limits = interval_text((value.low, value.high), column.unit) if column.interval else ""
    if not (column.ours or column.over_runs):
        return limits or MISSING
    text = value.words or _estimate(value, column)
    return f"{text}\n{limits}" if limits else text


def _estimate(value: Value, column: Column) -> str:
    if value.diverged and value.ours is None:
        return DIVERGED
    text = number(value.ours, column.unit)
    if column.over_runs and isinstance(value.ours, (int, float)):
        text = with_spread(value.ours, nan if value.spread is None else value.spread, column.unit)
    return f"{text} ({value.runs} of {(value.runs or 0) + value.diverged} runs)" if value.diverged else text
