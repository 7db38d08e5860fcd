"""Images and labels for the report, and feature maps against PyTorch's convolution."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from blocks_fixture import build
from restudy.data.arrays import write_images, write_tensors
from restudy.evidence.images import feature_maps, first_convolution, first_of_each_label, read_labels, read_pictures
from restudy.plan.cells import Cell
from results_fixture import small_plan


@pytest.fixture
def images() -> torch.Tensor:
    """Six images, each all of one value."""
    return torch.arange(6, dtype=torch.uint8)[:, None, None, None].expand(6, 1, 4, 3).contiguous()


@pytest.fixture
def image_file(tmp_path: Path, images: torch.Tensor) -> Path:
    write_images(tmp_path / "images.safetensors", images, torch.tensor([2, 0, 2, 1, 0, 2]))
    return tmp_path / "images.safetensors"


def cell_with(padding: int, pixels: dict[str, Any]) -> Cell:
    return replace(small_plan().cells[0], settings={"pixels": pixels, "model": {"padding": [padding, 9]}})


def test_labels_are_read(image_file: Path) -> None:
    assert read_labels(image_file).tolist() == [2, 0, 2, 1, 0, 2]


@pytest.mark.parametrize("places", [[4, 0, 4], np.array([5]), []])
def test_pictures_are_those_at_the_places_in_their_order(image_file: Path, images: torch.Tensor, places: Any) -> None:
    pictures = read_pictures(image_file, places)
    assert pictures.dtype == np.uint8
    np.testing.assert_array_equal(pictures, images.numpy()[list(places)])


def test_the_first_of_each_label_come_class_by_class(image_file: Path) -> None:
    labels = read_labels(image_file)
    assert first_of_each_label(labels, 3, 2) == [1, 4, 3, 0, 2]
    assert first_of_each_label(labels, 4, 1) == [1, 3, 0]


def test_the_first_convolution_is_read_from_a_checkpoint(tmp_path: Path, trial_settings: dict[str, Any]) -> None:
    model = build(trial_settings["model"], [1, 28, 28], 10)
    write_tensors(tmp_path / "checkpoint.safetensors", model.state_dict())
    weights, biases = first_convolution(tmp_path)
    convolution = next(module for module in model.modules() if isinstance(module, torch.nn.Conv2d))
    np.testing.assert_array_equal(weights, convolution.weight.detach().numpy())
    assert convolution.bias is not None
    np.testing.assert_array_equal(biases, convolution.bias.detach().numpy())


@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize(("kernel", "channels"), [(1, 1), (3, 1), (5, 3)])
@pytest.mark.parametrize(
    "pixels", [{"scale": 255, "mean": 0, "std": 1}, {"scale": 255, "mean": 0.1307, "std": 0.3081}], ids=["unit", "norm"]
)
def test_feature_maps_are_torch_s_convolution_and_relu(
    padding: int, kernel: int, channels: int, pixels: dict[str, Any]
) -> None:
    generator = torch.Generator().manual_seed(0)
    picture = torch.randint(0, 256, (channels, 9, 8), generator=generator, dtype=torch.uint8)
    weights = torch.randn(4, channels, kernel, kernel, generator=generator)
    biases = torch.randn(4, generator=generator)
    values = (picture.double() / 255 - pixels["mean"]) / pixels["std"]
    expected = F.relu(F.conv2d(values[None], weights.double(), biases.double(), padding=padding))[0]
    maps = feature_maps(picture.numpy(), weights.numpy(), biases.numpy(), cell_with(padding, pixels))
    np.testing.assert_allclose(maps, expected.numpy(), rtol=1e-9, atol=1e-9)
