"""From a table's data frame to what the page shows of it."""

from math import nan
from typing import Any

import pandas as pd
import pytest

from restudy.report.table_view import Mark, TableView, table_view

SPACE = "\u00a0"


def rows_of(view: TableView) -> dict[str, list[str]]:
    """A table's texts by column title."""
    return {column.title: [row[place] for row in view.rows] for place, column in enumerate(view.columns)}


def test_means_stand_with_their_spread_beside_published_values() -> None:
    frame = pd.DataFrame(
        {
            "title": ["One", "Two"],
            "cell": ["one-0a1b2c3d", "two-0a1b2c3d"],
            "test_accuracy_published": [0.98, nan],
            "test_accuracy_mean": [0.97, 0.96],
            "test_accuracy_sd": [0.01, nan],
            "test_accuracy_seeds": [3, 1],
        }
    )
    view = table_view(frame)
    assert list(rows_of(view).values()) == [
        ["One", "Two"],
        [f"98.00{SPACE}%", "–"],
        [f"97.00 ± 1.00{SPACE}%", f"96.00{SPACE}%"],
    ]
    assert [column.title for column in view.columns][1:] == ["test accuracy, published", "test accuracy, reproduced"]
    assert [column.published for column in view.columns] == [False, True, False]
    assert [column.text for column in view.columns] == [True, False, False]


def test_what_was_never_published_has_no_column() -> None:
    frame = pd.DataFrame({"part": ["train"], "loss_published": [nan], "loss_mean": [0.25], "loss_sd": [nan]})
    assert rows_of(table_view(frame)) == {"part": ["training"], "loss": ["0.2500"]}


@pytest.mark.parametrize(
    ("column", "value", "text"),
    [
        ("batch_size", 64, "64"),
        ("optimizer.lr", 0.001, "0.001"),
        ("model.pool", "max", "max"),
        ("model.hidden", "[4, 2]", "[4, 2]"),
        ("epoch", 7, "7"),
        ("images", 5923, "5,923"),
        ("support", 1135.0, "1,135"),
        ("parameters", 18496, "18,496"),
        ("precision", 0.98767, "0.9877"),
        ("precision_published", 0.99, "0.99"),
        ("recall_published", 0.987, "0.987"),
        ("label_probability", 0.00012, "0.0001"),
        ("image", 1234, "1234"),
        ("layer", "Conv2d + ReLU", "Conv2d + ReLU"),
        ("class", "macro avg", "macro avg"),
        ("output", nan, "–"),
        ("first_epoch_at_target_published", 22.0, "22"),
        ("test_loss_published", 0.0941, "0.0941"),
    ],
)
def test_each_column_is_written_as_its_name_asks(column: str, value: Any, text: str) -> None:
    assert table_view(pd.DataFrame({column: [value]})).rows == [[text]]


def test_rows_of_cells_lead_to_them_from_their_first_reproduced_value() -> None:
    frame = pd.DataFrame({"title": ["A", "B"], "cell": ["a-1", "b-2"], "test_accuracy_published": [0.5, 0.5]})
    frame = frame.assign(test_accuracy_mean=0.5, test_accuracy_sd=0.1, test_accuracy_seeds=2)
    view = table_view(frame)
    assert view.cells == ["a-1", "b-2"]
    assert [row[view.linked] for row in view.rows] == ["50.00 ± 10.00\u00a0%"] * 2


def test_an_interval_stands_below_its_estimate_or_alone_where_there_is_none() -> None:
    frame = pd.DataFrame(
        {
            "macro_f1": [0.5, 0.5],
            "macro_f1_low": [0.25, nan],
            "macro_f1_high": [0.75, nan],
            "further_accuracy_low": [0.5, nan],
            "further_accuracy_high": [0.75, nan],
        }
    )
    assert rows_of(table_view(frame)) == {
        "macro F1": ["0.5000\n0.2500–0.7500", "0.5000"],
        "a further run on these images": [f"50.00–75.00{SPACE}%", "–"],
    }


def test_a_verdict_stands_beside_our_value_and_not_beside_the_published_one() -> None:
    frame = pd.DataFrame({"epoch": [1, 2], "test_loss_published": 0.5, "test_loss_mean": 0.5, "test_loss_sd": 0.1})
    mark = Mark("none", "does not hold")
    assert table_view(frame, {(1, "test_loss"): mark}).marks == [[None, None, None], [None, None, mark]]
    scores = pd.DataFrame({"class": ["0"], "recall": [0.5], "recall_published": [0.5]})
    assert table_view(scores, {(0, "recall"): mark}).marks == [[None, None, mark]]


def test_published_words_stand_as_they_are() -> None:
    frame = pd.DataFrame(
        {"title": ["A", "B"], "batch norm_published": ["no", "yes"], "kernel_published": ["3 × 3"] * 2}
    )
    view = table_view(frame)
    assert view.rows == [["A", "no", "3 × 3"], ["B", "yes", "3 × 3"]]
    assert [(column.title, column.published, column.text) for column in view.columns][1:] == [
        ("batch norm, published", True, True),
        ("kernel, published", True, True),
    ]


def test_rows_of_no_cell_lead_nowhere() -> None:
    assert table_view(pd.DataFrame({"part": ["train"]})).cells == []


def test_published_and_reproduced_stand_under_one_heading_where_they_are_neighbours() -> None:
    frame = pd.DataFrame({"epoch": [1], "test_loss_published": [0.5], "test_loss_mean": [0.5], "test_loss_sd": [0.1]})
    groups = table_view(frame).groups
    assert [[column.short_title for column in group] for group in groups] == [["epoch"], ["published", "reproduced"]]
    assert groups[1][0].group == "test loss"


def test_scores_of_classes_stand_beside_published_ones() -> None:
    frame = pd.DataFrame(
        {"class": ["0"], "recall": [0.5], "f1": [0.5], "recall_published": [0.5], "f1_published": [0.5]}
    )
    titles = [column.title for column in table_view(frame).columns]
    assert titles == ["class", "recall, published", "recall, reproduced", "f1, published", "f1, reproduced"]
