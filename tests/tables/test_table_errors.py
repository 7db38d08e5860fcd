"""Errors on the test images: all of them, and those between pairs of classes."""

from pathlib import Path

from report_fixture import leave_study, reported_plan
from tables_fixture import frame, numbers_of, of_grid, ours, values_of

ERRORS_TABLE = """
kind: errors
cell: best
published: 64
pairs: [{label: 4, prediction: 9, published: 3}, {label: 7, prediction: 1, among_first: 1, published: 0}]
"""


def test_there_is_a_row_for_all_and_for_each_pair(tmp_path: Path) -> None:
    found = frame(ERRORS_TABLE, leave_study(tmp_path, reported_plan()))
    assert list(found["errors"]) == ["all", "4 taken for 9", "7 taken for 1, among the first 1 errors"]
    assert list(found["test_errors_published"]) == [64, 3, 0]
    assert list(found["test_errors_mean"]) == [29.5, 1.5, 0.0]
    assert list(found["test_errors_seeds"]) == [2, 2, 2]


def test_of_all_errors_nothing_may_be_published(tmp_path: Path) -> None:
    found = frame(ERRORS_TABLE.replace("published: 64", "published: null"), leave_study(tmp_path, reported_plan()))
    assert values_of(found, "test_errors_published") == [None, 3, 0]


def test_errors_are_counted_in_all_by_pair_and_among_the_first(tmp_path: Path) -> None:
    table = (
        "{kind: errors, title: t, cell: CELL, published: 4, pairs: [{label: 4, prediction: 9, published: 3}, "
        "{label: 9, prediction: 4, published: 0}, {label: 4, prediction: 9, among_first: 1, published: 2}]}"
    )
    numbers = numbers_of(of_grid(tmp_path, table))
    assert {row: ours(each) for (row, _), each in numbers.items()} == {
        "all": [3, 5],
        "4 taken for 9": [2, 1],
        "9 taken for 4": [0, 0],
        # In the second seed a three stands before the one four.
        "4 taken for 9, among the first 1 errors": [1, 0],
    }
