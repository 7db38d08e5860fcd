"""From a table's data frame to what the page and the paper show of it, all of it text."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

from restudy.claims.published import score_decimals
from restudy.report.formatters import COUNTS, MISSING, interval_text, number, plain, with_spread
from restudy.report.titles import METRIC_TITLES, PART_TITLES, is_setting, metric_title, setting

SUFFIXES = ("_published", "_mean", "_sd", "_seeds", "_low", "_high")
HIDDEN = ("_sd", "_seeds", "_high")
TEXT = ("title", "layer", "output", "part", "class", "first", "second")
SCORES = ("precision", "recall", "f1")


@dataclass(frozen=True)
class ColumnView:
    """A column.

    Attributes:
        title: its title.
        published: whether it holds published values.
        text: whether it holds words.
        group: the quantity that it has in common with the published values beside it.
    """

    title: str
    published: bool
    text: bool
    group: str = ""

    @property
    def short_title(self) -> str:
        """What its title adds to its group's."""
        return self.title.removeprefix(f"{self.group}, ")


@dataclass(frozen=True)
class Mark:
    """The verdict of a published number, beside our value: its class in the page's style, and in words why."""

    state: str
    words: str


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
    def groups(self) -> list[list[ColumnView]]:
        """Columns of one quantity together, the others alone."""
        parts = groupby(enumerate(self.columns), key=lambda item: item[1].group or item[0])
        return [[column for _, column in part] for _, part in parts]


def table_view(frame: pd.DataFrame, marks: Mapping[tuple[int, str], Mark] | None = None) -> TableView:
    """A table with each metric's published value before its mean ± standard deviation over seeds.

    Args:
        frame: the table.
        marks: row, from 0, and quantity to the verdict of the published number that stands there.
    """
    frame = frame.drop(columns=[name for name in frame.columns if _is_empty(frame, name)])
    shown = _side_by_side([name for name in frame if _is_shown(frame, name)])
    marks = marks or {}
    return TableView(
        columns=[_column(name, frame) for name in shown],
        rows=[[_cell_text(frame, row, name) for name in shown] for row in range(len(frame))],
        marks=[[_mark(marks, row, name) for name in shown] for row in range(len(frame))],
        cells=[str(name) for name in frame["cell"]] if "cell" in frame.columns else [],
        linked=next((place for place, name in enumerate(shown) if name.endswith("_mean")), 0),
    )


def _mark(marks: Mapping[tuple[int, str], Mark], row: int, name: str) -> Mark | None:
    return None if name.endswith("_published") else marks.get((row, _quantity(name)))


def _is_shown(frame: pd.DataFrame, name: str) -> bool:
    """Whether it has a column of its own: an interval has none if its estimate has."""
    if name == "cell" or name.endswith(HIDDEN):
        return False
    return not (name.endswith("_low") and _has_estimate(frame, _quantity(name)))


def _has_estimate(frame: pd.DataFrame, quantity: str) -> bool:
    return bool({quantity, f"{quantity}_mean"} & set(frame.columns))


def _side_by_side(names: list[str]) -> list[str]:
    """The columns with the published scores of each class before those that they are compared with."""

    def place(name: str) -> tuple[int, bool]:
        partner = _quantity(name)
        beside = partner in names and partner in (*SCORES, "support")
        return names.index(partner if beside else name), not name.endswith("_published")

    return sorted(names, key=place)


def _is_empty(frame: pd.DataFrame, name: str) -> bool:
    return name.endswith(("_published", "_low", "_high")) and bool(frame[name].isna().all())


def _quantity(name: str) -> str:
    for suffix in SUFFIXES:
        name = name.removesuffix(suffix)
    return name


def _column(name: str, frame: pd.DataFrame) -> ColumnView:
    quantity, published = _quantity(name), name.endswith("_published")
    title = {"title": "cell"}.get(quantity) or (setting(quantity) if is_setting(quantity) else metric_title(quantity))
    words = quantity in TEXT or pd.api.types.is_string_dtype(frame[name])
    if published:
        return ColumnView(f"{title}, published", published, words, title)
    if f"{quantity}_published" in frame.columns:
        return ColumnView(f"{title}, reproduced", published, words, title)
    return ColumnView(title, published, words)


def _cell_text(frame: pd.DataFrame, row: int, name: str) -> str:
    quantity = _quantity(name)
    text = _value_text(frame, row, name)
    if name.endswith(("_published", "_low")) or f"{quantity}_low" not in frame.columns:
        return text
    limits = _limits_text(frame, row, quantity)
    return text if limits == MISSING else f"{text}\n{limits}"


def _value_text(frame: pd.DataFrame, row: int, name: str) -> str:
    value, quantity = frame[name].iloc[row], _quantity(name)
    if pd.isna(value):
        return MISSING
    if name.endswith("_mean"):
        return _with_spread(frame, row, quantity)
    if name.endswith("_low"):
        return _limits_text(frame, row, quantity)
    if quantity in TEXT or isinstance(value, str):
        return PART_TITLES.get(str(value), str(value))
    if quantity in SCORES:
        return f"{value:.{score_decimals(value)}f}" if name.endswith("_published") else f"{value:.4f}"
    if "probability" in quantity:
        return f"{value:.4f}"
    has_format = name.endswith("_published") or quantity in COUNTS or quantity in METRIC_TITLES
    return number(float(value), quantity) if has_format else plain(float(value))


def _limits_text(frame: pd.DataFrame, row: int, quantity: str) -> str:
    low, high = (float(frame[f"{quantity}_{end}"].iloc[row]) for end in ("low", "high"))
    return interval_text((low, high), quantity) or MISSING


def _with_spread(frame: pd.DataFrame, row: int, quantity: str) -> str:
    mean, spread = (float(frame[f"{quantity}_{end}"].iloc[row]) for end in ("mean", "sd"))
    return with_spread(mean, spread, quantity)
