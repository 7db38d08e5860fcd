"""Seeds, their mean and the published value of a summary's column."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from figures_fixture import drawn_from, rows_of, words_of, ys_of
from report_fixture import accuracy, draw, draw_of, leave_study, reported_paper, reported_plan, small_material
from restudy.drawing.style import INK
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES, Misfit
from results_fixture import small_paper, small_plan

CNN, MLP = 0, 11
DOTS = {"kind": "dots", "title": "t"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_rows_are_single_trials_beside_the_published_value(material: Material) -> None:
    rows = rows_of(material, "F-dots")
    cnn = rows[rows["cell"] == material.plan.cells[CNN].name]
    assert cnn["seed"].tolist() == list(material.plan.seeds)
    assert cnn["published"].tolist() == [0.9, 0.9]
    assert cnn["test_accuracy"].tolist() == [accuracy(CNN, 0), accuracy(CNN, 1)]


def test_dots_are_seeds_their_mean_and_the_published_value(material: Material) -> None:
    (axes,) = draw_of(material, "F-dots").axes
    points: dict[tuple[Any, int], list[float]] = {}
    for line in axes.get_lines():
        for x, y in np.asarray(line.get_xydata(), dtype=float):
            points.setdefault((line.get_marker(), int(y)), []).append(float(x))
    assert points == {
        ("o", 0): [accuracy(MLP, 0), accuracy(MLP, 1)],
        ("|", 0): [(accuracy(MLP, 0) + accuracy(MLP, 1)) / 2],
        ("D", 0): [0.8],
        ("o", 1): [accuracy(CNN, 0), accuracy(CNN, 1)],
        ("|", 1): [(accuracy(CNN, 0) + accuracy(CNN, 1)) / 2],
        ("D", 1): [0.9],
    }
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "MLP, batch size 8, learning rate 0.01",
        "CNN, batch size 32, learning rate 0.02",
    ]


def test_published_values_look_alike_and_each_cell_has_its_colour(material: Material) -> None:
    figure = draw_of(material, "F-dots")
    (axes,) = figure.axes
    by_mark: dict[str, list[Any]] = {}
    for line in axes.get_lines():
        by_mark.setdefault(str(line.get_marker()), []).append(line.get_color())
    assert by_mark["D"] == [INK, INK]
    assert by_mark["o"] == by_mark["|"]
    assert len(set(by_mark["o"])) == 2
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["published", "a run", "mean"]


def test_gaps_are_in_points_as_the_axis_says(tmp_path: Path) -> None:
    changes = "tables: {T: {kind: summary, title: t, cells: [one], columns: [accuracy_gap]}}\n"
    made_of = small_material(tmp_path, small_plan(), small_paper(changes), trials={"accuracy_gap": [[0.005]] * 4})
    figure = draw(DOTS | {"table": "T", "column": "accuracy_gap"}, made_of)
    (axes,) = figure.axes
    figure.draw_without_rendering()
    assert axes.get_xlabel() == "gap of train and test accuracy, points"
    assert not any("points" in label.get_text() for label in axes.get_xticklabels())


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    (axes,) = drawn_from(material, "F-dots", published=0.25).axes
    published = [line.get_xdata() for line in axes.get_lines() if line.get_marker() == "D"]
    assert np.asarray(published).tolist() == [[0.25], [0.25]]


def test_what_was_not_published_has_no_mark(material: Material) -> None:
    (axes,) = draw(DOTS | {"table": "T-summary", "column": "test_errors"}, material).axes
    assert [ys_of(line)[0] for line in axes.get_lines() if line.get_marker() == "D"] == [0]


def test_words_say_each_mean_beside_the_published_value(material: Material) -> None:
    assert words_of(material, "F-dots") == (
        "Test accuracy: MLP, batch size 8, learning rate 0.01 70.31 %, published 80.00 %; "
        "CNN, batch size 32, learning rate 0.02 53.12 %, published 90.00 %."
    )


@pytest.mark.parametrize(
    ("table", "column", "complaint"),
    [
        ("T-grid", "test_accuracy", "'T-grid' is no such table; allowed: T-summary"),
        ("T-summary", "test_loss", "T-summary has no column 'test_loss'"),
    ],
)
def test_the_table_is_a_summary_with_that_column(table: str, column: str, complaint: str) -> None:
    figure = FIGURES.parse(DOTS | {"table": table, "column": column})
    with pytest.raises(Misfit, match=complaint):
        figure.check(reported_plan(), reported_paper())
