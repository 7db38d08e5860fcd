"""The real archives, where a mirror folder is at hand: sizes and digits as the papers give them."""

import os
from pathlib import Path

import pytest
import torch

from restudy.data.arrays import read_images
from restudy.data.download import download
from restudy.data.unpack import unpack
from restudy.datasets import dataset_named

MIRROR = os.environ.get("RESTUDY_MNIST_MIRROR")
TRAIN_DIGITS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_DIGITS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]

Parts = dict[str, tuple[torch.Tensor, torch.Tensor]]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(MIRROR is None, reason="RESTUDY_MNIST_MIRROR names no folder with MNIST's archives"),
]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Parts:
    assert MIRROR is not None
    folder = tmp_path_factory.mktemp("mnist")
    mnist = dataset_named("mnist")
    download(mnist, folder / "raw", Path(MIRROR))
    unpack(mnist, folder / "raw", folder / "train.safetensors", folder / "test.safetensors")
    return {part: read_images(folder / f"{part}.safetensors") for part in ("train", "test")}


@pytest.mark.parametrize(("part", "digits"), [("train", TRAIN_DIGITS), ("test", TEST_DIGITS)])
def test_digits_per_class_are_the_papers(parts: Parts, part: str, digits: list[int]) -> None:
    _, labels = parts[part]
    assert torch.bincount(labels).tolist() == digits


@pytest.mark.parametrize(("part", "first"), [("train", [5, 0, 4, 1, 9]), ("test", [7, 2, 1, 0, 4])])
def test_labels_are_in_the_archives_order(parts: Parts, part: str, first: list[int]) -> None:
    assert parts[part][1][:5].tolist() == first


def test_mean_and_deviation_are_those_that_papers_normalise_by(parts: Parts) -> None:
    images, _ = parts["train"]
    pixels = images.double() / 255
    assert round(float(pixels.mean()), 4) == 0.1307
    assert round(float(pixels.std()), 4) == 0.3081
