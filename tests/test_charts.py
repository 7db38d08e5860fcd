"""Charts: what is drawn is what was measured."""

from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.lines import Line2D
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix, recall_score

from report_fixture import (
    ERRORS,
    PER_CLASS,
    accuracy,
    draw,
    draw_of,
    leave_study,
    reported_plan,
    texts_of,
    without_images,
)
from restudy.data.arrays import write_images
from restudy.report.material import Material
from restudy.report.style import COLOURS, SOFT_ON_LIGHT
from results_fixture import images_with, leave_results, logits_of, plan_study, small_plan

CURVES = {"kind": "curves", "title": "t"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def lines_of(axes: Axes) -> dict[str, list[float]]:
    """The drawn values by the name in the legend."""
    return {str(line.get_label()): ys_of(line).tolist() for line in axes.get_lines()}


def ys_of(line: Line2D) -> NDArray[np.float64]:
    return np.asarray(line.get_ydata(), dtype=float)


def test_a_curve_is_the_mean_over_seeds_with_a_band_between_them(material: Material) -> None:
    """Train losses 1, 0.5 and, in one seed, 0.25; test losses twice that."""
    losses, accuracies = draw_of(material, "F-curves").axes
    assert lines_of(losses) == {"train loss": [1.0, 0.5, 0.25], "test loss": [2.0, 1.0, 0.5]}
    assert lines_of(accuracies) == {"test accuracy": [0.5, 0.75, 0.875]}
    assert [axes.get_ylabel() for axes in (losses, accuracies)] == ["loss", "test accuracy"]
    assert len(losses.collections) == 2


def test_a_band_goes_from_the_lowest_to_the_highest_seed(tmp_path: Path) -> None:
    curves = [[[0.1, 0.5], [0.3, 0.4], [0.2, nan]]]
    material = without_images(tmp_path, small_plan(seeds=(0, 1, 2)), epochs={"train_loss": curves})
    (axes,) = draw(CURVES | {"cells": [{"variant": "one"}], "panels": [["train_loss"]]}, material).axes
    assert lines_of(axes) == {"train loss": pytest.approx([0.2, 0.45])}
    corners = np.asarray(axes.collections[0].get_paths()[0].vertices)
    assert {tuple(corner) for corner in np.round(corners, 9)} == {(1, 0.1), (1, 0.3), (2, 0.4), (2, 0.5)}


def test_one_seed_has_no_band(tmp_path: Path) -> None:
    material = without_images(tmp_path, small_plan(), epochs={"train_loss": [[[0.1, 0.5]]]})
    (axes,) = draw(CURVES | {"cells": [{"variant": "one"}], "panels": [["train_loss"]]}, material).axes
    assert len(axes.collections) == 0


def test_every_cell_has_a_curve_of_its_own_look_however_many_they_are(tmp_path: Path) -> None:
    names = ["a", "b", "c", "d"]
    models = "".join(
        f"  {name}: {{title: {name}, settings: {{model: {{name: mlp, hidden: [{n}]}}}}}}\n"
        for n, name in enumerate(names, start=1)
    )
    plan = plan_study(f"variants:\n{models}")
    curves = {metric: [[[0.5, 0.25]]] * 4 for metric in ("train_loss", "test_loss")}
    material = without_images(tmp_path, plan, epochs=curves)
    spec = CURVES | {"cells": [{"variant": name} for name in names], "panels": [["train_loss", "test_loss"]]}
    (axes,) = draw(spec, material).axes
    labels = [f"{name}, {metric} loss" for name in names for metric in ("train", "test")]
    assert [line.get_label() for line in axes.get_lines()] == labels
    looks = [(line.get_color(), line.get_linestyle()) for line in axes.get_lines()]
    assert len(set(looks)) == 8
    assert [colour for colour, _ in looks[:6]] == list(COLOURS)


def test_a_part_of_the_data_looks_alike_in_every_panel(tmp_path: Path) -> None:
    curves = {metric: [[[0.5, 0.25]]] for metric in ("train_loss", "test_loss", "test_accuracy")}
    material = without_images(tmp_path, small_plan(), epochs=curves)
    panels = [["train_loss", "test_loss"], ["test_accuracy"]]
    both, single = draw(CURVES | {"cells": [{"variant": "one"}], "panels": panels}, material).axes
    colours = [line.get_color() for line in (*both.get_lines(), *single.get_lines())]
    assert colours[1] == colours[2] != colours[0]


def test_numbers_of_the_same_part_in_one_panel_look_different(tmp_path: Path) -> None:
    curves = {metric: [[[0.5, 0.25]]] for metric in ("test_loss", "test_accuracy")}
    material = without_images(tmp_path, small_plan(), epochs=curves)
    (axes,) = draw(CURVES | {"cells": [{"variant": "one"}], "panels": [["test_loss", "test_accuracy"]]}, material).axes
    assert len({line.get_color() for line in axes.get_lines()}) == 2


def test_cells_with_one_metric_are_named_by_the_cell_alone(tmp_path: Path) -> None:
    material = without_images(tmp_path, small_plan(), epochs={"train_loss": [[[0.5]], [[0.25]]]})
    spec = CURVES | {"cells": [{"variant": "one"}, {"variant": "two"}], "panels": [["train_loss"]]}
    assert lines_of(draw(spec, material).axes[0]) == {"One": [0.5], "Two": [0.25]}


def test_steps_are_means_over_seeds_with_a_moving_mean(material: Material) -> None:
    """Losses are 3/step and 6/step in the two seeds."""
    (axes,) = draw_of(material, "F-steps").axes
    raw, smooth, *_ = axes.get_lines()
    steps = np.arange(1, 41)
    np.testing.assert_allclose(ys_of(raw), 4.5 / steps)
    expected = [(4.5 / steps)[max(0, end - 25) : end].mean() for end in steps]
    np.testing.assert_allclose(ys_of(smooth), expected)
    assert smooth.get_label() == "CNN, batch size 32, learning rate 0.02"
    assert (axes.get_yscale(), len(axes.get_lines())) == ("log", 4)


def test_dots_are_seeds_their_mean_and_the_published_value(material: Material) -> None:
    (axes,) = draw_of(material, "F-dots").axes
    points: dict[tuple[Any, int], list[float]] = {}
    for line in axes.get_lines():
        for x, y in np.asarray(line.get_xydata(), dtype=float):
            points.setdefault((line.get_marker(), int(y)), []).append(float(x))
    assert points == {
        ("o", 0): [accuracy(11, 0), accuracy(11, 1)],
        ("|", 0): [(accuracy(11, 0) + accuracy(11, 1)) / 2],
        ("D", 0): [0.8],
        ("o", 1): [accuracy(0, 0), accuracy(0, 1)],
        ("|", 1): [(accuracy(0, 0) + accuracy(0, 1)) / 2],
        ("D", 1): [0.9],
    }
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "MLP, batch size 8, learning rate 0.01",
        "CNN, batch size 32, learning rate 0.02",
    ]


def test_dots_leave_out_what_was_not_published(material: Material) -> None:
    spec = {"kind": "dots", "title": "t", "table": "T-summary", "column": "test_errors"}
    (axes,) = draw(spec, material).axes
    assert [ys_of(line)[0] for line in axes.get_lines() if line.get_marker() == "D"] == [0]


def test_a_confusion_matrix_is_the_mean_of_scikit_learn_s(material: Material) -> None:
    axes = draw_of(material, "F-confusion").axes[0]
    mean = np.mean([confusion_matrix(*images_with(errors, PER_CLASS)) for errors in ERRORS], axis=0)
    shown = np.zeros((10, 10))
    for text in axes.texts:
        prediction, label = map(int, text.get_position())
        shown[label, prediction] = float(text.get_text())
    np.testing.assert_array_equal(shown, mean)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("prediction", "label")
    errors: NDArray[Any] = np.ma.filled(np.ma.asarray(axes.images[0].get_array()), np.nan)
    assert np.isnan(errors.diagonal()).all()
    np.testing.assert_array_equal(errors[~np.eye(10, dtype=bool)], mean[~np.eye(10, dtype=bool)])


def bars_of(axes: Axes) -> list[float]:
    (bars,) = (container for container in axes.containers if isinstance(container, BarContainer))
    return [float(bar.get_height()) for bar in bars]


def test_accuracy_of_each_class_is_scikit_learn_s_recall(material: Material) -> None:
    axes = draw_of(material, "F-classes").axes[0]
    recalls = np.array([recall_score(*images_with(errors, PER_CLASS), average=None) for errors in ERRORS])
    np.testing.assert_allclose(bars_of(axes), recalls.mean(axis=0))
    assert texts_of(axes) == [f"{100 * value:.1f}" for value in recalls.mean(axis=0)]
    (whiskers,) = (collection for collection in axes.collections if isinstance(collection, LineCollection))
    ends = np.sort([np.asarray(segment)[:, 1] for segment in whiskers.get_segments()], axis=1)
    np.testing.assert_allclose(ends, np.sort(recalls.T, axis=1))


def test_equal_seeds_have_no_whisker_whatever_rounding_makes_of_their_mean(tmp_path: Path) -> None:
    """The mean of three times 889/892 is below it, by a rounding error."""
    wrong = [3 + place for place in range(10)]
    labels = [label for label in range(10) for _ in range(892)]
    predictions = list(labels)
    for label, number in enumerate(wrong):
        predictions[892 * label : 892 * label + number] = [(label + 1) % 10] * number
    recalls = np.array([[(892 - number) / 892 for number in wrong]] * 3)
    assert (recalls.mean(axis=0) != recalls[0]).any()
    plan = small_plan(seeds=(0, 1, 2))
    material = without_images(tmp_path, plan, labels=labels, logits=[[logits_of(predictions)] * 3])
    spec = {"kind": "class_accuracy", "title": "t", "cell": {"variant": "one"}}
    np.testing.assert_allclose(bars_of(draw(spec, material).axes[0]), recalls[0])


def test_class_counts_have_a_bar_for_each_class(tmp_path: Path) -> None:
    images = torch.zeros(6, 1, 2, 2, dtype=torch.uint8)
    write_images(tmp_path / "images", images, torch.tensor([0, 0, 3, 5, 5, 5]))
    material = Material(leave_results(tmp_path, small_plan()), tmp_path, tmp_path / "images", tmp_path)
    (axes,) = draw({"kind": "class_counts", "title": "t", "part": "train"}, material).axes
    assert bars_of(axes) == [2, 0, 0, 1, 0, 3, 0, 0, 0, 0]
    assert axes.get_ylabel() == "train images"


def test_the_largest_error_is_dark_and_its_number_light(material: Material) -> None:
    texts = {text.get_text(): to_hex(text.get_color()) for text in draw_of(material, "F-confusion").axes[0].texts}
    assert (texts["2"], texts["0"]) == ("#ffffff", SOFT_ON_LIGHT)
