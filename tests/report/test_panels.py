"""Tables of the paper that are wider than its lines."""

from dataclasses import replace

from restudy.report.paper import PANEL_LETTERS, panels
from restudy.report.table_view import ColumnView, TableView


def wide_table(columns: int) -> TableView:
    views = [
        ColumnView("first", False, True),
        *(ColumnView(f"number {place}", False, False) for place in range(columns)),
    ]
    return TableView(views, [["a name", *["0.123456789"] * columns]], [[None] * (columns + 1)], [], 0)


def test_a_wide_table_is_divided_into_panels_of_about_equal_width() -> None:
    assert panels(wide_table(3)) == [wide_table(3)]
    parts = panels(wide_table(12))
    assert [len(part.columns) for part in parts] == [7, 7]
    assert [part.columns[0].title for part in parts] == ["first", "first"]
    assert [column.title for part in parts for column in part.columns[1:]] == [f"number {place}" for place in range(12)]
    assert all(len(part.rows[0]) == len(part.marks[0]) == len(part.columns) for part in parts)


def test_a_long_name_goes_over_lines_before_a_table_is_divided() -> None:
    table = wide_table(6)
    named = replace(table, rows=[["word " * 12, *table.rows[0][1:]]])
    (part,) = panels(named)
    assert part.rows[0][0].count("\n") == 2
    (huge,) = panels(replace(wide_table(1), rows=[["name", "9" * PANEL_LETTERS]]))
    assert len(huge.columns) == 2
