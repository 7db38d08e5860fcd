"""How the columns of a printed table are headed, and how wide they are, so that it fits the page."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from restudy.report.table_view import ColumnView, Mark, TableView

PUBLISHED, REPRODUCED = ", published", ", reproduced"
# What stands under a title that a published and a reproduced column share.
SHORT_PUBLISHED, SHORT_REPRODUCED = "paper", "ours"
# In points: between the margins of the page, and between columns.
TEXT_WIDTH = 483.0
COLUMN_GAP = 6.0
# Sizes of text with the width of an en in points. Small letters are wider for their size.
SIZES = {"small": 4.75, "footnotesize": 4.3, "scriptsize": 4.0}
# Widths of letters in ens, by Computer Modern; all others are one en wide.
NARROW, WIDE = frozenset("iljtfrsI.,:;'|!()[] -\u00a0"), frozenset("mwMWABCDEGHKNOPQRUVXYZ%±×−→+<>=")
NARROW_WIDTH, WIDE_WIDTH = 0.8, 1.6
MARGIN = 2.0


@dataclass(frozen=True)
class Group:
    """A title over one column or two, and their widths with the gap between them in points."""

    title: str
    columns: int
    width: float


@dataclass(frozen=True)
class PaperTable:
    """A table, or those columns of one that fit side by side.

    Attributes:
        size: LaTeX's name of the size of its text.
        widths: of its columns, in points.
        groups: titles over pairs of columns, an empty one over each other column; none where no columns are pairs.
        columns: what stands over each column, below the groups.
        rows: texts.
        marks: verdicts beside them.
    """

    size: str
    widths: list[float]
    groups: list[Group]
    columns: list[ColumnView]
    rows: list[list[str]]
    marks: list[list[Mark | None]]


def paper_tables(table: TableView) -> list[PaperTable]:
    """The table in the largest size in which it fits, or in several parts, each with its first column."""
    for size in SIZES:
        if sum(_floors(table, size)) <= _room(len(table.columns)):
            return [_fitted(table, size)]
    return [_fitted(part, size) for part in _parts(table, size)]


def text_width(text: str, size: str) -> float:
    """Estimated width of a text in points."""
    ens = sum(NARROW_WIDTH if letter in NARROW else WIDE_WIDTH if letter in WIDE else 1.0 for letter in text)
    return ens * SIZES[size]


def column_widths(natural: Sequence[float], floors: Sequence[float], room: float) -> list[float]:
    """Widths between the least and the natural ones that use no more than the room there is."""
    wanted = sum(natural) - sum(floors)
    share = min(1.0, max(0.0, room - sum(floors)) / wanted) if wanted > 0 else 0.0
    return [low + share * (high - low) for low, high in zip(floors, natural, strict=True)]


def _room(columns: int) -> float:
    return TEXT_WIDTH - COLUMN_GAP * columns


def _fitted(table: TableView, size: str) -> PaperTable:
    floors = _floors(table, size)
    natural = [max(floor, _widest(table, place, size)) for place, floor in enumerate(floors)]
    widths = column_widths(natural, floors, _room(len(floors)))
    return PaperTable(size, widths, _groups(table, widths), _headed(table), table.rows, table.marks)


def _floors(table: TableView, size: str) -> list[float]:
    """The width below which each column cannot go, that of what may not be broken."""
    return [
        max(text_width(part, size) for part in _unbroken(table, place)) + MARGIN for place in range(len(table.columns))
    ]


def _unbroken(table: TableView, place: int) -> list[str]:
    """What may not be broken: words of titles and texts, and whole numbers, such as 0.0757 ± 0.0024."""
    column = _headed(table)[place]
    lines = [line for row in table.rows for line in row[place].split("\n")]
    return [*column.title.split(), *([word for line in lines for word in line.split(" ")] if column.text else lines)]


def _widest(table: TableView, place: int, size: str) -> float:
    """The width of a column's widest text; titles of columns may take several lines."""
    lines = (line for row in table.rows for line in row[place].splitlines())
    return max((text_width(line, size) for line in lines), default=0.0) + MARGIN


def _is_pair(table: TableView, place: int) -> bool:
    """Whether this column and the next hold published and reproduced values of the same quantity."""
    titles = [column.title for column in table.columns[place : place + 2]]
    quantity = titles[0].removesuffix(PUBLISHED)
    return titles == [quantity + PUBLISHED, quantity + REPRODUCED]


def _headed(table: TableView) -> list[ColumnView]:
    """Columns with short titles where a group stands over them."""
    columns = list(table.columns)
    for place, column in enumerate(table.columns):
        if _is_pair(table, place):
            following = table.columns[place + 1]
            columns[place] = ColumnView(SHORT_PUBLISHED, column.published, column.text)
            columns[place + 1] = ColumnView(SHORT_REPRODUCED, following.published, following.text)
    return columns


def _groups(table: TableView, widths: Sequence[float]) -> list[Group]:
    groups: list[Group] = []
    place = 0
    while place < len(table.columns):
        columns = 2 if _is_pair(table, place) else 1
        title = table.columns[place].title.removesuffix(PUBLISHED) if columns == 2 else ""
        groups.append(Group(title, columns, sum(widths[place : place + columns]) + COLUMN_GAP * (columns - 1)))
        place += columns
    return groups if any(group.title for group in groups) else []


def _parts(table: TableView, size: str) -> list[TableView]:
    """Columns in their order, as many in each part as fit beside the first one; pairs stay together."""
    floors, room, place = _floors(table, size), 0.0, 1
    parts: list[list[int]] = []
    while place < len(floors):
        together = list(range(place, place + (2 if _is_pair(table, place) else 1)))
        needed = sum(floors[each] + COLUMN_GAP for each in together)
        if not parts or needed > room:
            parts.append([0])
            room = _room(1) - floors[0]
        parts[-1] += together
        room -= needed
        place += len(together)
    return [
        replace(
            table,
            columns=[table.columns[place] for place in part],
            rows=[[row[place] for place in part] for row in table.rows],
            marks=[[row[place] for place in part] for row in table.marks],
        )
        for part in parts
    ]
