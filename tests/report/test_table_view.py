"""From a table's rows to what the page and the paper show of it."""

from math import nan

import pytest

from restudy.formats import Unit
from restudy.judging.rows import CELL, Column, Row, Rows, Value, metric_column, over_runs, within, words
from restudy.report.table_view import Mark, TableView, table_view
from restudy.statistics.intervals import Interval

SPACE = "\u00a0"
ACCURACY, LOSS = metric_column("test_accuracy", published=True), metric_column("test_loss", published=True)
RECALL, F1 = (Column(key, title, Unit.SCORE, published=True) for key, title in (("recall", "recall"), ("f1", "F1")))
EPOCH = words("epoch", "epoch")


def table_of(columns: list[Column], *lines: list[Value]) -> Rows:
    """A table of these columns, with the values of each row."""
    keys = [column.key for column in columns]
    return Rows(columns, [Row(dict(zip(keys, line, strict=True))) for line in lines])


def texts_of(view: TableView) -> dict[str, list[str]]:
    """A table's texts by column title."""
    return {column.title: [row[place] for row in view.rows] for place, column in enumerate(view.columns)}


def test_means_stand_with_their_spread_beside_published_values() -> None:
    seeds = over_runs([0.96, 0.97, 0.98])
    rows = table_of(
        [words("title", "title"), CELL, ACCURACY],
        [Value("One"), Value("one-0a1b2c3d"), Value(seeds.ours, seeds.spread, seeds.runs, published=0.98)],
        [Value("Two"), Value("two-0a1b2c3d"), over_runs([0.96])],
    )
    view = table_view(rows)
    assert view.rows == [["One", f"98.00{SPACE}%", f"97.00 ± 1.00{SPACE}%"], ["Two", "–", f"96.00{SPACE}%"]]
    titles = ["title", "test accuracy, published", "test accuracy, reproduced"]
    assert [column.title for column in view.columns] == titles
    assert [column.published for column in view.columns] == [False, True, False]
    assert [column.text for column in view.columns] == [True, False, False]


def test_what_was_never_published_has_no_column() -> None:
    rows = table_of([words("part", "part"), LOSS], [Value("training"), over_runs([0.25])])
    assert texts_of(table_view(rows)) == {"part": ["training"], "test loss": ["0.2500"]}


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.TEXT, 64, "64"),
        (Unit.TEXT, 0.001, "0.001"),
        (Unit.TEXT, "max", "max"),
        (Unit.TEXT, [4, 2], "[4, 2]"),
        (Unit.COUNT, 18496, "18,496"),
        (Unit.COUNT, 1135.0, "1,135"),
        (Unit.SCORE, 0.98767, "0.9877"),
        (Unit.SHARE, 0.5, f"50.00{SPACE}%"),
        (Unit.P_VALUE, 0.0001, "< 0.001"),
        (Unit.TEXT, None, "–"),
        (Unit.LOSS, nan, "–"),
    ],
)
def test_each_value_is_written_by_its_unit(unit: Unit, value: float | str | None, text: str) -> None:
    assert table_view(table_of([Column("any", "any", unit)], [Value(value)])).rows == [[text]]


def test_published_values_have_the_decimals_that_they_were_published_with() -> None:
    lines = [[Value(0.98765, published=0.99)], [Value(0.98765, published=0.987)]]
    assert table_view(table_of([RECALL], *lines)).rows == [["0.99", "0.9877"], ["0.987", "0.9877"]]


def test_words_of_ours_stand_for_its_number() -> None:
    rows = table_of([Column("layer", "layer", Unit.TEXT)], [Value("conv", words="Convolution")])
    assert table_view(rows).rows == [["Convolution"]]


def test_rows_of_cells_lead_to_them_from_their_first_reproduced_value() -> None:
    lines = [[Value(f"Cell {name}"), Value(name), over_runs([0.4, 0.6])] for name in ("a-1", "b-2")]
    view = table_view(table_of([words("title", "title"), CELL, ACCURACY], *lines))
    assert view.cells == ["a-1", "b-2"]
    assert [row[view.linked] for row in view.rows] == [f"50.00 ± 14.14{SPACE}%"] * 2


def test_rows_of_no_cell_lead_nowhere() -> None:
    assert table_view(table_of([words("part", "part")], [Value("train")])).cells == []


def test_an_interval_stands_below_its_estimate_or_alone_where_there_is_none() -> None:
    columns = [
        Column("macro_f1", "macro F1", Unit.SCORE, interval=True),
        Column("further", "a further run", Unit.SHARE, ours=False, interval=True),
    ]
    with_limits = [within(Interval(0.25, 0.75), Value(0.5)), within(Interval(0.5, 0.75))]
    view = table_view(table_of(columns, with_limits, [Value(0.5), Value()]))
    assert texts_of(view) == {
        "macro F1": ["0.5000\n0.2500–0.7500", "0.5000"],
        "a further run": [f"50.00–75.00{SPACE}%", "–"],
    }
    assert view.lines == 3


def test_a_column_of_intervals_that_are_all_unknown_is_left_out() -> None:
    further = Column("further", "a further run", Unit.SHARE, ours=False, interval=True)
    view = table_view(table_of([EPOCH, further], [Value(1), within(Interval(nan, nan))]))
    assert [column.title for column in view.columns] == ["epoch"]


def test_a_verdict_stands_beside_our_value_and_not_beside_the_published_one() -> None:
    mark = Mark("none", "does not hold")
    lines = [[Value(epoch), Value(0.5, 0.1, 2, published=0.5)] for epoch in (1, 2)]
    view = table_view(table_of([EPOCH, LOSS], *lines), {(1, "test_loss"): mark})
    assert view.marks == [[None, None, None], [None, None, mark]]
    scores = table_of([words("class", "class"), RECALL], [Value("0"), Value(0.5, published=0.5)])
    assert table_view(scores, {(0, "recall"): mark}).marks == [[None, None, mark]]


def test_published_words_stand_as_they_are_in_columns_of_their_own() -> None:
    asked = [words(title, title, published=True, ours=False) for title in ("batch norm", "kernel")]
    lines = [
        [Value(title), Value(published=norm), Value(published="3 × 3")] for title, norm in (("A", "no"), ("B", "1"))
    ]
    view = table_view(table_of([words("title", "title"), *asked], *lines))
    assert view.rows == [["A", "no", "3 × 3"], ["B", "1", "3 × 3"]]
    assert [(column.title, column.published, column.text) for column in view.columns][1:] == [
        ("batch norm, published", True, True),
        ("kernel, published", True, True),
    ]


def test_published_and_reproduced_stand_under_one_heading() -> None:
    view = table_view(table_of([EPOCH, LOSS], [Value(1), Value(0.5, 0.1, 2, published=0.5)]))
    assert [[column.short_title for column in group] for group in view.groups] == [
        ["reproduced"],
        ["published", "reproduced"],
    ]
    assert view.groups[1][0].group == "test loss"


def test_each_of_several_scores_stands_beside_its_published_one() -> None:
    line = [Value("0"), Value(0.5, published=0.5), Value(0.5, published=0.5)]
    titles = [column.title for column in table_view(table_of([words("class", "class"), RECALL, F1], line)).columns]
    assert titles == ["class", "recall, published", "recall, reproduced", "F1, published", "F1, reproduced"]


def test_a_wide_table_has_what_was_published_above_ours() -> None:
    mark = Mark("none", "does not hold: outside; a further run: 0.4–0.6")
    rows = table_of(
        [words("title", "title"), CELL, ACCURACY, LOSS],
        [Value("One"), Value("one-1"), Value(0.5, 0.1, 2, published=0.9), over_runs([0.25, 0.25])],
    )
    view = table_view(rows, {(0, "test_accuracy"): mark})
    (row,) = view.shown(together=True)
    assert [(cell.above, cell.text) for cell in row] == [
        ("", "One"),
        (f"90.00{SPACE}%", f"50.00 ± 10.00{SPACE}%"),
        ("", "0.2500"),
    ]
    assert [cell.leads_to for cell in row] == ["", "one-1", ""]
    assert [cell.column.judged for cell in row] == [False, True, False]
    assert [cell.text for cell in view.shown(together=False)[0]] == view.rows[0]
    shown = row[1].mark
    assert shown
    assert (shown.verdict, shown.reason) == ("does not hold", "outside; a further run: 0.4–0.6")
