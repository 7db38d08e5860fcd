"""Printed tables: they fit the page, pairs of columns share a title, and too wide ones are divided."""

import pytest

from restudy.report.paper_tables import (
    COLUMN_GAP,
    MARGIN,
    TEXT_WIDTH,
    PaperTable,
    column_widths,
    paper_tables,
    text_width,
)
from restudy.report.table_view import ColumnView, Mark, TableView


def view(columns: list[ColumnView], rows: list[list[str]]) -> TableView:
    marks: list[list[Mark | None]] = [[Mark("all", text) for text in row] for row in rows]
    return TableView(columns, rows, marks, cells=[], linked=0)


def table(columns: int, word: str, rows: int = 2) -> TableView:
    """A table of words, the first column of names."""
    titles = [ColumnView("name", False, True), *(ColumnView(f"metric {n}", False, False) for n in range(1, columns))]
    return view(titles, [[f"cell {row}", *[word] * (columns - 1)] for row in range(rows)])


def total(part: PaperTable) -> float:
    return sum(part.widths) + COLUMN_GAP * len(part.widths)


@pytest.mark.parametrize(
    ("columns", "size"), [(4, "small"), (12, "footnotesize"), (13, "scriptsize")], ids=["few", "more", "many"]
)
def test_the_largest_size_that_fits_is_taken(columns: int, size: str) -> None:
    (part,) = paper_tables(table(columns, "98.75\u00a0%"))
    assert part.size == size
    assert total(part) <= TEXT_WIDTH


def test_a_table_too_wide_is_divided_and_keeps_its_first_column() -> None:
    whole = table(30, "98.75\u00a0%")
    parts = paper_tables(whole)
    assert len(parts) > 1
    assert all(total(part) <= TEXT_WIDTH for part in parts)
    assert all(part.columns[0] == whole.columns[0] for part in parts)
    assert [column for part in parts for column in part.columns[1:]] == whole.columns[1:]
    assert [row[0] for row in parts[-1].rows] == ["cell 0", "cell 1"]
    assert [[mark.words for mark in row if mark] for row in parts[-1].marks] == parts[-1].rows


def test_an_interval_below_its_estimate_takes_a_line_of_its_own() -> None:
    columns = [ColumnView("name", False, True), ColumnView("f1", False, False)]
    (part,) = paper_tables(view(columns, [["a", "0.9865\n0.9845–0.9882"]]))
    assert part.widths[1] == pytest.approx(text_width("0.9845–0.9882", "small") + MARGIN)


def test_long_texts_give_way_to_words_that_cannot() -> None:
    whole = view(
        [ColumnView("text", False, True), ColumnView("word", False, True)], [["so " * 100, "antidisestablishment"]]
    )
    (part,) = paper_tables(whole)
    assert part.size == "small"
    assert total(part) == pytest.approx(TEXT_WIDTH)


def test_published_and_reproduced_values_share_a_title() -> None:
    titles = ["name", "test loss, published", "test loss, reproduced", "f1, reproduced", "f1, published"]
    columns = [ColumnView(title, title.endswith("published"), title == "name") for title in titles]
    (part,) = paper_tables(view(columns, [["a", "1", "2", "3", "4"]]))
    assert [(group.title, group.columns) for group in part.groups] == [("", 1), ("test loss", 2), ("", 1), ("", 1)]
    assert [column.title for column in part.columns] == ["name", "paper", "ours", "f1, reproduced", "f1, published"]
    assert [column.published for column in part.columns] == [False, True, False, False, True]
    assert part.groups[1].width == pytest.approx(sum(part.widths[1:3]) + COLUMN_GAP)


def test_without_pairs_there_are_no_groups() -> None:
    assert paper_tables(table(3, "1"))[0].groups == []


def test_pairs_stay_together_where_a_table_is_divided() -> None:
    titles = [f"metric{n}, {kind}" for n in range(12) for kind in ("published", "reproduced")]
    columns = [ColumnView("name", False, True), *(ColumnView(title, False, False) for title in titles)]
    parts = paper_tables(view(columns, [["a", *["98.75\u00a0%"] * len(titles)]]))
    assert len(parts) > 1
    assert all(
        [column.title for column in part.columns[1:]] == ["paper", "ours"] * ((len(part.columns) - 1) // 2)
        for part in parts
    )


def test_widths_share_the_room() -> None:
    assert column_widths([10, 30], [10, 10], 100) == [10, 30]
    assert column_widths([10, 30], [10, 10], 30) == [10, 20]
    assert column_widths([10, 30], [10, 10], 5) == [10, 10]
