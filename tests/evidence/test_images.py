"""Images and labels for the report, and feature maps against PyTorch's convolution."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from restudy.array_files import write_arrays
from restudy.data.arrays import write_images
from restudy.data.excerpt import excerpt
from restudy.evidence.images import Images, feature_maps
from restudy.pictures_kept import FIRST_PICTURES, PICTURES_PER_LABEL
from restudy.plan.cells import Cell
from results_fixture import small_plan

LABELS = [2, 0, 2, 1, 0, 2]


@pytest.fixture
def images(tmp_path: Path) -> Images:
    """What is kept of six images of each part, each all of one value."""
    pictures = torch.arange(6, dtype=torch.uint8)[:, None, None, None].expand(6, 1, 4, 3).contiguous()
    for part, labels in (("train", LABELS[::-1]), ("test", LABELS)):
        write_images(tmp_path / f"{part}.safetensors", pictures, torch.tensor(labels))
    write_arrays(tmp_path / "images.npz", excerpt(tmp_path / "train.safetensors", tmp_path / "test.safetensors", 4))
    return Images(tmp_path / "images.npz")


def cell_with(padding: int, pixels: dict[str, Any]) -> Cell:
    return replace(small_plan().cells[0], settings={"pixels": pixels, "model": {"padding": [padding, 9]}})


def test_labels_of_test_images_are_whole_and_images_of_both_parts_are_counted(images: Images) -> None:
    assert images.labels.tolist() == LABELS
    assert images.counts("train") == images.counts("test") == [2, 1, 3, 0]


def test_the_first_images_have_their_labels(images: Images) -> None:
    assert images.first("train", 2) == ([0, 1], [2, 0])
    assert images.first("test", 9) == ([0, 1, 2, 3, 4, 5], LABELS)


def test_the_first_of_each_label_come_class_by_class(images: Images) -> None:
    assert images.first_of_each_label("test", 2) == ([1, 4, 3, 0, 2], [0, 0, 1, 2, 2])
    assert images.first_of_each_label("train", 1)[0] == [1, 2, 0]


@pytest.mark.parametrize("places", [[4, 0, 4], np.array([5]), []])
def test_pictures_are_those_at_the_places_in_their_order(images: Images, places: Any) -> None:
    pictures = images.pictures("test", places)
    assert pictures.dtype == np.uint8 and pictures.shape[1:] == (1, 4, 3)
    assert pictures[:, 0, 0, 0].tolist() == [*places]


def test_what_is_kept_is_the_first_images_of_all_and_of_each_label(tmp_path: Path) -> None:
    labels = torch.cat([torch.zeros(300, dtype=torch.int64), torch.ones(50, dtype=torch.int64)])
    write_images(tmp_path / "images.safetensors", torch.zeros(350, 1, 2, 2, dtype=torch.uint8), labels)
    kept = excerpt(tmp_path / "images.safetensors", tmp_path / "images.safetensors", 2)
    places = [*range(FIRST_PICTURES), *range(300, 300 + PICTURES_PER_LABEL)]
    assert kept["train_places"].tolist() == kept["test_places"].tolist() == places
    assert len(kept["test_pictures"]) == len(places)
    assert kept["test_labels"].tolist() == labels.tolist()


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
