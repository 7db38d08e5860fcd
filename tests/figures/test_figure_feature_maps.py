"""What the first convolution makes of a test image: torch's maps, beside their input."""

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from figures_fixture import drawn_from, pictures_of, rows_of, titles_of, words_of
from report_fixture import draw_of, images_of, leave_study, networks_of, reported_plan
from restudy.evidence.material import Material

# The first seven among the test images.
SEVEN = 42


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def seven(material: Material) -> torch.Tensor:
    return images_of(material, "test")["images"][SEVEN, 0]


@pytest.fixture(scope="module")
def maps(material: Material, seven: torch.Tensor) -> NDArray[Any]:
    """Pixels are scaled as the cell's settings have it."""
    weights = networks_of(material.plan, 0)["best"]
    pixels = (seven.double() / 255 - 0.5) / 0.25
    kernels, biases = (weights[f"blocks.0.0.{name}"].double() for name in ("weight", "bias"))
    found: NDArray[Any] = F.relu(F.conv2d(pixels[None, None], kernels, biases, padding=1))[0].numpy()
    return found


def test_rows_are_torch_s_maps_pixel_by_pixel(material: Material, maps: NDArray[Any]) -> None:
    rows = rows_of(material, "F-maps")
    assert rows.groupby("map").size().to_dict() == {1: 784, 2: 784, 3: 784}
    np.testing.assert_allclose(rows["value"], maps.ravel(), rtol=1e-3, atol=1e-3)


def test_maps_stand_beside_their_input(material: Material, seven: torch.Tensor, maps: NDArray[Any]) -> None:
    figure = draw_of(material, "F-maps")
    image, *shown = pictures_of(figure)
    np.testing.assert_array_equal(image, seven.numpy())
    np.testing.assert_allclose(shown, maps, rtol=1e-3, atol=1e-3)
    assert titles_of(figure) == ["input", "1", "2", "3"]


def test_they_are_drawn_from_their_rows(material: Material) -> None:
    _, *shown = pictures_of(drawn_from(material, "F-maps", value=range(3 * 784)))
    np.testing.assert_array_equal(shown, np.arange(3 * 784).reshape(3, 28, 28))


def test_words_name_the_brightest_and_the_darkest(material: Material, maps: NDArray[Any]) -> None:
    means = maps.mean(axis=(1, 2))
    assert words_of(material, "F-maps") == (
        f"3 maps; map {means.argmax() + 1} is the brightest on average, map {means.argmin() + 1} the darkest."
    )
