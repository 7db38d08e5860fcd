"""Reliability diagrams: the bins of all seeds' images, and the calibration error beside them."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from figures_fixture import bars_of, ends_of, four_cells, rows_of, rows_of_kind, words_of
from report_fixture import draw
from restudy.papers.items import FIGURES
from restudy.statistics.intervals import wilson

# That a network gives its first guess in these results.
CONFIDENCE = np.exp(4) / (np.exp(4) + np.exp(2) + 8)
OF_ONE = {"kind": "reliability", "title": "t", "cells": ["one"]}


def points_of(axes: Axes) -> list[list[float]]:
    (points,) = (collection for collection in axes.collections if isinstance(collection, PathCollection))
    found: list[list[float]] = np.asarray(points.get_offsets()).tolist()
    return found


def test_rows_are_of_the_chosen_cell(tmp_path: Path) -> None:
    made_of = four_cells(tmp_path)
    rows = rows_of(made_of, "reliability")
    assert rows["cell"].tolist() == [made_of.plan.cells[2].name]
    assert rows["images"].tolist() == [200]
    assert rows["accuracy"].tolist() == [1]


def test_rows_of_a_named_cell_count_its_seeds_together(tmp_path: Path) -> None:
    rows = rows_of_kind(OF_ONE, four_cells(tmp_path, (0, 1)))
    assert (rows["images"].tolist(), rows["accuracy"].tolist()) == ([400], [0.96])
    assert rows["confidence"].tolist() == pytest.approx([CONFIDENCE], abs=1e-5)


def test_a_point_has_the_interval_of_its_accuracy(tmp_path: Path) -> None:
    made_of = four_cells(tmp_path)
    upper, lower = draw(OF_ONE, made_of).axes
    assert points_of(upper) == [pytest.approx([CONFIDENCE, 0.96], abs=1e-5)]
    assert ends_of(upper) == [pytest.approx(wilson(192, 200, 0.95))]
    assert bars_of(lower) == [200]


def test_it_is_drawn_from_its_rows(tmp_path: Path) -> None:
    made_of, figure = four_cells(tmp_path), FIGURES.parse(OF_ONE)
    rows = figure.rows(made_of).assign(confidence=0.75, accuracy=0.5, images=30)
    upper, lower = figure.draw(rows, made_of).axes
    assert points_of(upper) == [[0.75, 0.5]]
    assert bars_of(lower) == [30]


def test_its_title_is_the_cell_with_its_calibration_error(tmp_path: Path) -> None:
    """One bin: the error is what confidence and accuracy differ by."""
    title, error, corrected = draw(OF_ONE, four_cells(tmp_path)).axes[0].get_title(loc="left").split("\n")
    assert title == "One"
    assert error == f"calibration error {abs(0.96 - CONFIDENCE):.4f}"
    assert corrected.startswith("less chance 0.")


def test_words_say_whether_it_is_right_more_often_than_it_says(tmp_path: Path) -> None:
    made_of = four_cells(tmp_path)
    points = f"{100 * (1 - CONFIDENCE):.2f} points"
    assert words_of(made_of, "reliability") == f"Three is right more often than it says, by {points} on average."
    surer = rows_of(made_of, "reliability").assign(confidence=1.0, accuracy=0.75)
    assert "Three is right less often than it says, by 25.00 points" in words_of(made_of, "reliability", surer)
