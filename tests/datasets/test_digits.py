"""scikit-learn's digits as training and test images."""

import hashlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import map_coordinates
from sklearn.datasets import load_digits
from torch import Tensor

from restudy.data.download import download
from restudy.data.unpack import unpack
from restudy.datasets import dataset_named
from restudy.datasets.digits import Digits
from restudy.datasets.mnist import MNIST

DIGITS = dataset_named("digits")


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the digits."""
    folder = tmp_path_factory.mktemp("raw")
    download(DIGITS, folder, None)
    return folder


@pytest.fixture(scope="module")
def digits(raw: Path) -> list[tuple[Tensor, Tensor]]:
    """The digits' training and test part."""
    return DIGITS.read(raw)


def test_the_checksum_is_the_installed_file_s() -> None:
    ((name, md5),) = Digits.archives.items()
    content = (files("sklearn.datasets.data") / name).read_bytes()
    assert hashlib.md5(content, usedforsecurity=False).hexdigest() == md5


def test_they_are_as_many_as_scikit_learn_has() -> None:
    digits = load_digits()
    assert Digits.train_size + Digits.test_size == len(digits.target)
    assert digits.target.min() == 0
    assert digits.target.max() == Digits.classes - 1


def test_they_are_shaped_like_mnist() -> None:
    """A study's models fit both."""
    assert (Digits.image_shape, Digits.classes) == (MNIST.image_shape, MNIST.classes) == ((1, 28, 28), 10)


def test_digits_are_divided_six_to_one(digits: list[tuple[Tensor, Tensor]]) -> None:
    assert [tuple(images.shape) for images, _ in digits] == [(1540, 1, 28, 28), (257, 1, 28, 28)]
    assert [(labels.dtype, len(labels)) for _, labels in digits] == [(torch.int64, 1540), (torch.int64, 257)]


def test_each_class_has_its_share_of_both_parts(digits: list[tuple[Tensor, Tensor]]) -> None:
    whole = np.bincount(load_digits().target)
    for _, labels in digits:
        exact = whole * len(labels) / whole.sum()
        assert np.abs(np.bincount(labels.numpy()) - exact).max() < 1


def test_digits_use_the_whole_range_of_a_byte(digits: list[tuple[Tensor, Tensor]]) -> None:
    images = torch.cat([images for images, _ in digits])
    assert images.dtype == torch.uint8
    assert [int(images.min()), int(images.max())] == [0, 255]


def test_each_digit_of_scikit_learn_is_in_one_part_once(digits: list[tuple[Tensor, Tensor]]) -> None:
    images, labels = (torch.cat(parts) for parts in zip(*digits, strict=True))
    reference = torch.from_numpy(enlarged(load_digits().images)).float()
    distances = torch.cdist(images.flatten(1).float(), reference.flatten(1), p=2.0)
    nearest = distances.argmin(1)
    assert nearest.sort().values.tolist() == list(range(len(reference)))
    assert labels.tolist() == load_digits().target[nearest.numpy()].tolist()
    # Half a level from rounding at each pixel, and float32.
    assert (images.flatten(1) - reference.flatten(1)[nearest]).abs().max() <= 0.51


def enlarged(images: np.ndarray) -> np.ndarray:
    """8×8 images in 0 to 16 as 28×28 ones in 0 to 255, by SciPy's linear interpolation between pixels' middles."""
    places = (np.arange(28) + 0.5) * 8 / 28 - 0.5
    grid = np.meshgrid(places, places, indexing="ij")
    return np.stack([map_coordinates(image, grid, order=1, mode="nearest") for image in images]) * 255 / 16


def test_digits_are_divided_the_same_way_each_time(tmp_path: Path, raw: Path) -> None:
    paths = [tmp_path / name for name in ("train", "test", "train-again", "test-again")]
    unpack(DIGITS, raw, *paths[:2])
    unpack(DIGITS, raw, *paths[2:])
    contents = [path.read_bytes() for path in paths]
    assert contents[:2] == contents[2:]
    assert contents[0] != contents[1]
