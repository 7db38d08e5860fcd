"""Curves over epochs: means over seeds, bands between them, and a look and a name of its own for each line."""

from math import nan
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

from figures_fixture import drawn_from, lines_of, rows_of, words_of
from report_fixture import draw, draw_of, leave_study, reported_plan, small_material
from restudy.drawing.series import Readings, Series
from restudy.drawing.style import COLOURS, INK
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES
from results_fixture import Curves, paper_of, plan_study, small_paper, small_plan

CURVES = {"kind": "curves", "title": "t"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def small(folder: Path, seeds: tuple[int, ...] = (0,), **curves: Curves) -> Material:
    """The small study with numbers by epoch, given as cell, seed and epoch."""
    return small_material(folder, small_plan(seeds=seeds), small_paper(seeds=seeds), epochs=curves)


def named_lines_of(axes: Axes) -> dict[str, list[float]]:
    """The drawn values of lines that the legend names."""
    return {name: values for name, values in lines_of(axes).items() if not name.startswith("_")}


def published_of(axes: Axes) -> list[Line2D]:
    """The marks of published values."""
    return [line for line in axes.get_lines() if str(line.get_gid()).startswith("published:")]


def legends_of(axes: Axes) -> list[Legend]:
    """A panel's legends."""
    return [child for child in axes.get_children() if isinstance(child, Legend)]


def look_of(line: Line2D) -> tuple[object, ...]:
    """What tells a line from others."""
    return line.get_color(), line.get_linestyle(), line.get_marker()


def test_rows_are_of_the_cells_and_metrics_that_are_shown(material: Material) -> None:
    rows = rows_of(material, "F-curves")
    assert list(rows) == ["cell", "metric", "epoch", "mean", "lowest", "highest", "published"]
    assert set(rows["cell"]) == {material.plan.cells[0].name}
    assert list(rows["metric"].unique()) == ["train_loss", "test_loss", "test_accuracy"]
    assert rows.groupby("metric", sort=False).size().tolist() == [4, 3, 3]


def test_rows_have_what_tables_by_epoch_say_was_published(material: Material) -> None:
    """Train losses 1.5 and 0.5 after epochs 1 and 4, of which ours ran three; one test accuracy."""
    rows = rows_of(material, "F-curves").set_index(["metric", "epoch"])
    published = rows["published"].dropna().to_dict()
    assert published == {("train_loss", 1): 1.5, ("train_loss", 4): 0.5, ("test_accuracy", 1): 0.5}
    assert rows.index[rows["mean"].isna()].tolist() == [("train_loss", 4)]
    assert rows["cell"].nunique() == 1


def test_published_values_are_open_marks_of_their_line_s_shape_which_a_legend_names(material: Material) -> None:
    losses, accuracies = draw_of(material, "F-curves").axes
    for axes, expected in ((losses, [(1, 1.5), (4, 0.5)]), (accuracies, [(1, 0.5)])):
        first, (marks,) = axes.get_lines()[0], published_of(axes)
        assert [tuple(point) for point in np.asarray(marks.get_xydata(), dtype=float)] == expected
        assert (marks.get_fillstyle(), marks.get_linestyle()) == ("none", "None")
        assert (marks.get_marker(), marks.get_color()) == (first.get_marker(), INK)
        names = [[text.get_text() for text in legend.get_texts()] for legend in legends_of(axes)]
        assert ["published"] in names
        assert all("published" not in texts for texts in names if len(texts) > 1)


def test_values_of_another_cell_or_metric_are_not_beside_a_line(material: Material) -> None:
    other = CURVES | {"cells": ["mlp-bs8-lr0.01"], "panels": [["train_loss"]]}
    unpublished = CURVES | {"cells": ["best"], "panels": [["test_loss"]]}
    for spec in (other, unpublished):
        assert FIGURES.parse(spec).rows(material)["published"].isna().all()
        (axes,) = draw(spec, material).axes
        assert published_of(axes) == []
        assert len(legends_of(axes)) == 1


def test_a_curve_is_the_mean_over_seeds_with_a_band_between_them(material: Material) -> None:
    """Train losses 1, 0.5 and, in one seed, 0.25; test losses twice that."""
    losses, accuracies = draw_of(material, "F-curves").axes
    assert named_lines_of(losses) == {"train loss": [1.0, 0.5, 0.25], "test loss": [2.0, 1.0, 0.5]}
    assert named_lines_of(accuracies) == {"test accuracy": [0.5, 0.75, 0.875]}
    assert [axes.get_ylabel() for axes in (losses, accuracies)] == ["loss", "test accuracy"]
    assert len(losses.collections) == 2


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    (losses, _) = drawn_from(material, "F-curves", mean=lambda rows: 10 * rows["mean"]).axes
    assert named_lines_of(losses) == {"train loss": [10.0, 5.0, 2.5], "test loss": [20.0, 10.0, 5.0]}


def test_a_band_goes_from_the_lowest_to_the_highest_seed(tmp_path: Path) -> None:
    made_of = small(tmp_path, (0, 1, 2), train_loss=[[[0.1, 0.5], [0.3, 0.4], [0.2, nan]]])
    (axes,) = draw(CURVES | {"cells": ["one"], "panels": [["train_loss"]]}, made_of).axes
    assert lines_of(axes) == {"train loss": pytest.approx([0.2, 0.45])}
    corners = np.asarray(axes.collections[0].get_paths()[0].vertices)
    assert {tuple(corner) for corner in np.round(corners, 9)} == {(1, 0.1), (1, 0.3), (2, 0.4), (2, 0.5)}


def test_one_seed_has_no_band(tmp_path: Path) -> None:
    made_of = small(tmp_path, train_loss=[[[0.1, 0.5]]])
    (axes,) = draw(CURVES | {"cells": ["one"], "panels": [["train_loss"]]}, made_of).axes
    assert len(axes.collections) == 0


def test_every_cell_has_a_curve_of_its_own_look_however_many_they_are(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d"]
    models = [f"  {name}: {{settings: {{model: {{name: mlp, hidden: [{n}]}}}}}}" for n, name in enumerate(names, 1)]
    changes = "\n".join(["variants:", *models])
    curves = {metric: [[[0.5, 0.25]]] * 4 for metric in ("train_loss", "test_loss")}
    plan = plan_study(changes)
    made_of = small_material(tmp_path, plan, paper_of(plan, changes), epochs=curves)
    (axes,) = draw(CURVES | {"cells": names, "panels": [["train_loss", "test_loss"]]}, made_of).axes
    labels = [f"{name}, {metric} loss" for name in names for metric in ("train", "test")]
    assert [line.get_label() for line in axes.get_lines()] == labels
    looks = [(line.get_color(), line.get_linestyle()) for line in axes.get_lines()]
    assert len(set(looks)) == 8
    assert [colour for colour, _ in looks] == [colour for colour in COLOURS[:4] for _ in range(2)]


@pytest.mark.parametrize(
    "panels", [[["train_loss", "test_loss"], ["test_accuracy"]], [["test_loss"], ["test_accuracy"]]]
)
def test_a_cell_has_one_colour_in_every_panel(tmp_path: Path, panels: list[list[str]]) -> None:
    """Also where a panel has no number of it."""
    loss = [[[0.5, 0.25]]] * 3
    made_of = small(
        tmp_path, train_loss=loss, test_loss=loss, test_accuracy=[[[None, None]], [[0.5, 0.25]], [[0.5, 0.25]]]
    )
    spec = CURVES | {"cells": ["one", "two", "three"], "panels": panels}
    colours: dict[str, set[object]] = {}
    for axes in draw(spec, made_of).axes:
        for line in axes.get_lines():
            colours.setdefault(str(line.get_label()).partition(",")[0], set()).add(line.get_color())
    assert [len(of_cell) for of_cell in colours.values()] == [1, 1, 1]
    assert len(set.union(*colours.values())) == 3


def test_a_part_of_the_data_looks_alike_in_every_panel(tmp_path: Path) -> None:
    curve = [[[0.5, 0.25]]]
    made_of = small(tmp_path, train_loss=curve, test_loss=curve, test_accuracy=curve)
    panels = [["train_loss", "test_loss"], ["test_accuracy"]]
    both, single = draw(CURVES | {"cells": ["one"], "panels": panels}, made_of).axes
    looks = [look_of(line) for line in (*both.get_lines(), *single.get_lines())]
    assert looks[1] == looks[2]
    assert [looks[0][place] != looks[1][place] for place in (0, 1, 2)] == [False, True, True]
    assert looks[1][1] == "-"


def test_numbers_of_the_same_part_in_one_panel_look_different(tmp_path: Path) -> None:
    made_of = small(tmp_path, test_loss=[[[0.5, 0.25]]], test_accuracy=[[[0.5, 0.25]]])
    (axes,) = draw(CURVES | {"cells": ["one"], "panels": [["test_loss", "test_accuracy"]]}, made_of).axes
    for place in (1, 2):
        assert len({look_of(line)[place] for line in axes.get_lines()}) == 2


def test_a_cell_has_one_colour_in_all_figures_of_a_study(tmp_path: Path) -> None:
    loss = [[[0.5, 0.25]]] * 3
    made_of = small(tmp_path, train_loss=loss, test_loss=loss)
    together = draw(CURVES | {"cells": ["one", "two", "three"], "panels": [["test_loss"]]}, made_of).axes[0]
    for name, line in zip(("one", "two", "three"), together.get_lines(), strict=True):
        alone = draw(CURVES | {"cells": [name], "panels": [["train_loss", "test_loss"]]}, made_of).axes[0]
        assert {each.get_color() for each in alone.get_lines()} == {line.get_color()}
    assert len({line.get_marker() for line in together.get_lines()}) == 3


def test_cells_with_one_metric_are_named_by_the_cell_alone(tmp_path: Path) -> None:
    made_of = small(tmp_path, train_loss=[[[0.5]], [[0.25]]])
    spec = CURVES | {"cells": ["one", "two"], "panels": [["train_loss"]]}
    assert lines_of(draw(spec, made_of).axes[0]) == {"One": [0.5], "Two": [0.25]}


def test_a_reader_is_told_the_mean_after_each_epoch_and_what_was_published(material: Material) -> None:
    """In each unit, and once also where a metric stands in two panels."""
    figure, rows = material.paper.figures["F-curves"], rows_of(material, "F-curves")
    cell = material.plan.cells[0].name
    epochs = ["1", "2", "3"]
    losses = figure.readings(pd.concat([rows, rows]), Series(0, cell, "test_loss"))
    assert losses == Readings("epoch", epochs, ["2.0000", "1.0000", "0.5000"])
    beside = figure.readings(rows, Series(0, cell, "train_loss"))
    assert beside == Readings("epoch", epochs, ["1.0000 (published 1.5000)", "0.5000", "0.2500"])
    accuracies = figure.readings(rows, Series(1, cell, "test_accuracy"))
    assert accuracies.values == ["50.00\u00a0% (published 50.00\u00a0%)", "75.00\u00a0%", "87.50\u00a0%"]


def test_words_say_where_each_metric_of_a_cell_begins_and_ends(material: Material) -> None:
    assert words_of(material, "F-curves") == (
        "Train loss: 1.0000 after epoch 1, 0.2500 after epoch 3; a published value at most 0.5000 from ours. "
        "Test loss: 2.0000 after epoch 1, 0.5000 after epoch 3. "
        "Test accuracy: 50.00 % after epoch 1, 87.50 % after epoch 3; a published value at most 0.00 points from ours."
    )


def test_words_of_several_cells_say_which_end_lowest_and_highest(material: Material) -> None:
    cells = [material.plan.cells[0].name, material.plan.cells[6].name]
    rows = [
        {"cell": cell, "metric": "test_loss", "epoch": epoch, "mean": mean / epoch, "published": 0.75}
        for cell, mean in zip(cells, (1.0, 2.0), strict=True)
        for epoch in (1, 2)
    ]
    assert words_of(material, "F-curves", pd.DataFrame(rows)) == (
        "Test loss ends between 0.5000 (CNN, batch size 32, learning rate 0.02) "
        "and 1.0000 (MLP, batch size 32, learning rate 0.02); 4 published values at most 1.2500 from ours."
    )
