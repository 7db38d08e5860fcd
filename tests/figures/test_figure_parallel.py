"""Parallel coordinates: through each setting that differs, to the metric."""

import re
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.axes import Axes

from figures_fixture import searched, ys_of
from report_fixture import texts_of
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES

FIGURE = FIGURES.parse({"kind": "parallel", "title": "t", "metric": "val_accuracy"})


@pytest.fixture
def material(tmp_path: Path) -> Material:
    return searched(tmp_path)


def drawn(rows: pd.DataFrame, material: Material) -> Axes:
    (axes,) = FIGURE.draw(rows, material).axes
    return axes


def test_rows_are_the_cells_with_their_settings_in_words_and_their_mean(material: Material) -> None:
    rows = FIGURE.rows(material)
    assert list(rows) == ["title", "cell", "hidden", "learning rate", "batch size", "val_accuracy"]
    assert rows["cell"].tolist() == [cell.name for cell in material.plan.cells]
    assert rows["hidden"].tolist() == ["1"] * 6 + ["2"] * 6
    assert rows["batch size"].tolist() == (["32"] * 3 + ["8"] * 3) * 2
    assert rows["val_accuracy"].tolist() == pytest.approx([0.5 + place / 20 for place in range(12)])


def test_lines_go_through_each_setting_to_the_metric(material: Material) -> None:
    axes = drawn(FIGURE.rows(material), material)
    titles = [tick.get_text().replace("\n", " ") for tick in axes.get_xticklabels()]
    assert titles == ["hidden", "learning rate", "batch size", "validation accuracy"]
    ends = [float(ys_of(line)[-1]) for line in axes.get_lines()]
    assert ends == pytest.approx([place / 11 for place in range(12)])
    names = [re.sub("[ \n]+", " ", text) for text in texts_of(axes)]
    assert "Two, batch size 8, learning rate 0.02, held out 105.00\u00a0%" in names


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    rows = FIGURE.rows(material)
    turned = rows.assign(val_accuracy=rows["val_accuracy"].tolist()[::-1])
    ends = [float(ys_of(line)[-1]) for line in drawn(turned, material).get_lines()]
    assert ends == pytest.approx([1 - place / 11 for place in range(12)])


def test_lines_through_the_same_value_lie_beside_each_other(material: Material) -> None:
    heights = [float(ys_of(line)[0]) for line in drawn(FIGURE.rows(material), material).get_lines()]
    assert len(set(heights[:6])) > 1
    assert max(heights[:6]) < 0.1 < 0.9 < min(heights[6:])


def test_equal_means_are_drawn_in_the_middle(material: Material) -> None:
    axes = drawn(FIGURE.rows(material).assign(val_accuracy=0.5), material)
    assert {float(ys_of(line)[-1]) for line in axes.get_lines()} == {0.5}


def test_words_name_the_best_and_the_worst(material: Material) -> None:
    words = FIGURE.words(FIGURE.rows(material), material.plan, material.paper).replace("\u00a0", " ")
    assert words == (
        "Validation accuracy, best first: Two, batch size 8, learning rate 0.02, held out 105.00 %; "
        "One, batch size 32, learning rate 0.1, held out 50.00 %."
    )
