"""From archives to training and test images."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import map_coordinates
from sklearn.datasets import load_digits
from torch import Tensor

from restudy.data.arrays import read_images
from restudy.data.datasets import DIGITS
from restudy.data.download import download
from restudy.data.torchvision_import import import_torchvision
from restudy.data.unpack import read_digits, read_idx, unpack

# Two zeros, 8 for unsigned bytes, the rank, each size in four bytes from the highest, then the values.
TWO_IMAGES = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 253, 254, 255])
TWO_LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])


def gzipped(path: Path, content: bytes) -> Path:
    """The path, once its file holds the content."""
    path.write_bytes(gzip.compress(content))
    return path


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the archive of the digits."""
    folder = tmp_path_factory.mktemp("raw")
    download(DIGITS, folder, None)
    return folder


@pytest.fixture(scope="module")
def digits(raw: Path) -> list[tuple[Tensor, Tensor]]:
    """The digits' training and test part."""
    return read_digits(raw)


def test_idx_file_written_by_hand(tmp_path: Path) -> None:
    images = read_idx(gzipped(tmp_path / "images.gz", TWO_IMAGES))
    assert images.dtype == torch.uint8
    assert images.tolist() == [[[1, 2, 3]], [[253, 254, 255]]]
    assert read_idx(gzipped(tmp_path / "labels.gz", TWO_LABELS)).tolist() == [7, 9]


def test_idx_sizes_above_one_byte(tmp_path: Path) -> None:
    content = bytes([0, 0, 8, 1, 0, 1, 2, 3]) + bytes(0x010203)
    assert read_idx(gzipped(tmp_path / "long.gz", content)).shape == (0x010203,)


def test_idx_is_read_as_torchvision_reads_it(tmp_path: Path) -> None:
    values = torch.randint(0, 256, (5, 4, 3), generator=torch.Generator().manual_seed(0), dtype=torch.uint8)
    content = bytes([0, 0, 8, 3, 0, 0, 0, 5, 0, 0, 0, 4, 0, 0, 0, 3]) + values.numpy().tobytes()
    (tmp_path / "images").write_bytes(content)
    reference = import_torchvision().datasets.mnist.read_sn3_pascalvincent_tensor(str(tmp_path / "images"))
    assert torch.equal(read_idx(gzipped(tmp_path / "images.gz", content)), reference)


@pytest.mark.parametrize(
    "content",
    [
        bytes([0, 1, 8, 1, 0, 0, 0, 1, 5]),
        bytes([0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 5]),
        TWO_IMAGES[:-1],
        TWO_IMAGES + b"\0",
    ],
    ids=["another magic number", "floats", "a byte too few", "a byte too many"],
)
def test_what_is_no_idx_file_of_bytes_is_an_error(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ValueError):
        read_idx(gzipped(tmp_path / "wrong.gz", content))


def test_mnist_s_four_archives_become_two_files(tmp_path: Path) -> None:
    for part in ("train", "t10k"):
        gzipped(tmp_path / f"{part}-images-idx3-ubyte.gz", TWO_IMAGES)
        gzipped(tmp_path / f"{part}-labels-idx1-ubyte.gz", TWO_LABELS)
    gzipped(tmp_path / "t10k-labels-idx1-ubyte.gz", bytes([0, 0, 8, 1, 0, 0, 0, 2, 3, 4]))
    train, test = tmp_path / "out" / "train.safetensors", tmp_path / "out" / "test.safetensors"
    unpack("mnist", tmp_path, train, test)
    images, labels = read_images(train)
    assert images.tolist() == [[[[1, 2, 3]]], [[[253, 254, 255]]]]
    assert (labels.dtype, labels.tolist()) == (torch.int64, [7, 9])
    assert read_images(test)[1].tolist() == [3, 4]


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
    unpack("digits", raw, *paths[:2])
    unpack("digits", raw, *paths[2:])
    contents = [path.read_bytes() for path in paths]
    assert contents[:2] == contents[2:]
    assert contents[0] != contents[1]
