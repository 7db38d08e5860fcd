"""Figures made of images: which are shown, in which order, under which words."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from numpy.typing import NDArray
from safetensors.torch import load_file

from report_fixture import PER_CLASS, draw, draw_of, leave_study, reported_plan
from restudy.report.material import Material
from restudy.report.style import COLOURS
from results_fixture import images_with, leave_results, logits_of, small_plan


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def unseen(material: Material) -> NDArray[np.uint8]:
    """The test images, [N, 28, 28]."""
    pictures: NDArray[np.uint8] = load_file(material.test)["images"][:, 0].numpy()
    return pictures


def shown(figure: Figure) -> list[NDArray[Any]]:
    """The pictures of a figure, row by row."""
    return [np.asarray(axes.images[0].get_array()) for axes in figure.axes if axes.images]


def titles(figure: Figure) -> list[str]:
    return [axes.get_title() for axes in figure.axes if axes.images]


def test_samples_are_the_first_images_with_their_labels(material: Material) -> None:
    figure = draw_of(material, "F-samples")
    train = load_file(material.train)
    np.testing.assert_array_equal(shown(figure), train["images"][:25, 0].numpy())
    assert titles(figure) == [str(label) for label in train["labels"][:25].tolist()]


def test_the_first_of_each_label_fill_a_row_for_each(material: Material, unseen: NDArray[np.uint8]) -> None:
    """Six test images of each class lie one behind the other."""
    figure = draw_of(material, "F-labels")
    places = [place for label in range(10) for place in (PER_CLASS * label, PER_CLASS * label + 1)]
    np.testing.assert_array_equal(shown(figure), unseen[places])
    place = figure.axes[0].get_subplotspec()
    assert place is not None
    grid = place.get_gridspec()
    assert (grid.nrows, grid.ncols) == (10, 2)


def test_predictions_are_of_the_first_test_images(material: Material, unseen: NDArray[np.uint8]) -> None:
    figure = draw_of(material, "F-predictions")
    np.testing.assert_array_equal(shown(figure), unseen[:9])
    probability = np.exp(4) / (np.exp(4) + np.exp(2) + 8)
    assert titles(figure) == [f"{label}\n{probability:.3f}" for label in [0] * 6 + [1] * 3]


def test_wrong_predictions_name_the_label_and_stand_out(material: Material, unseen: NDArray[np.uint8]) -> None:
    """The first seed takes images 24 and 25 for a 9, and image 42 for a 1."""
    figure = draw_of(material, "F-wrong")
    np.testing.assert_array_equal(shown(figure), unseen[[24, 25, 42]])
    assert [title.partition("\n")[0] for title in titles(figure)] == ["4 → 9", "4 → 9", "7 → 1"]
    assert {to_hex(axes.title.get_color()) for axes in figure.axes if axes.images} == {COLOURS[1].lower()}


def test_a_wrong_one_among_the_first_images_stands_out(material: Material) -> None:
    spec = {"kind": "predictions", "title": "t", "count": 26, "cell": {"variant": "cnn"}}
    spec["cell"] = {"variant": "cnn", "grid": {"batch_size": 32, "optimizer.lr": 0.02}}
    figure = draw(spec, material)
    wrong = [to_hex(axes.title.get_color()) == COLOURS[1].lower() for axes in figure.axes if axes.images]
    assert wrong == [False] * 24 + [True] * 2


@pytest.mark.parametrize(("misclassified", "pictures"), [(True, 0), (False, 60)])
def test_there_may_be_fewer_images_than_asked_for(
    tmp_path: Path, material: Material, misclassified: bool, pictures: int
) -> None:
    """A network without errors has a figure too, which says so."""
    labels, predictions = images_with({}, PER_CLASS)
    evidence = leave_results(tmp_path, small_plan(), labels=labels, logits=[[logits_of(predictions)]])
    spec = {"kind": "predictions", "title": "t", "cell": {"variant": "one"}, "misclassified": misclassified}
    figure = draw(spec | {"count": 100}, Material(evidence, tmp_path, tmp_path, material.test))
    assert len(shown(figure)) == pictures
    assert [text.get_text() for text in figure.texts] == ([] if pictures else ["no such image"])


def test_filters_are_those_of_the_first_seed(material: Material) -> None:
    folder = material.cells / reported_plan().cells[0].name / "seed0"
    weights = load_file(folder / "checkpoint.safetensors")["blocks.0.0.weight"]
    np.testing.assert_array_equal(shown(draw_of(material, "F-filters")), weights[:, 0].numpy())


def test_feature_maps_are_torch_s_beside_their_input(material: Material, unseen: NDArray[np.uint8]) -> None:
    """Of the first seven, which is test image 42; pixels as the cell's settings have them."""
    figure = draw_of(material, "F-maps")
    folder = material.cells / reported_plan().cells[0].name / "seed0"
    weights = load_file(folder / "checkpoint.safetensors")
    pixels = (torch.from_numpy(unseen[42]).double() / 255 - 0.5) / 0.25
    kernels, biases = (weights[f"blocks.0.0.{name}"].double() for name in ("weight", "bias"))
    maps = F.relu(F.conv2d(pixels[None, None], kernels, biases, padding=1))[0]
    pictures = shown(figure)
    np.testing.assert_array_equal(pictures[0], unseen[42])
    np.testing.assert_allclose(pictures[1:], maps.numpy(), rtol=1e-6, atol=1e-9)
    assert titles(figure) == ["input", "1", "2", "3"]


def unseen_are_drawn_pixel_by_pixel_without_axes(material: Material) -> None:
    for identifier in ("F-samples", "F-wrong", "F-filters", "F-maps"):
        figure = draw_of(material, identifier)
        assert {axes.images[0].get_interpolation() for axes in figure.axes if axes.images} == {"nearest"}
        assert not any(axes.axison for axes in figure.axes)
