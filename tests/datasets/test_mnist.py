"""MNIST's archives, sums and addresses."""

import gzip
from pathlib import Path

import pytest
import torch

from restudy.data.arrays import read_images
from restudy.data.torchvision_import import import_torchvision
from restudy.data.unpack import unpack
from restudy.datasets.mnist import MNIST, read_idx

# Two zeros, 8 for unsigned bytes, the rank, each size in four bytes from the highest, then the values.
TWO_IMAGES = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 253, 254, 255])
TWO_LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 2, 7, 9])


def gzipped(path: Path, content: bytes) -> Path:
    """The path, once its file holds the content."""
    path.write_bytes(gzip.compress(content))
    return path


@pytest.mark.slow
def test_sums_and_addresses_are_torchvision_s() -> None:
    theirs = import_torchvision().datasets.MNIST
    assert dict(MNIST.archives) == dict(theirs.resources)
    assert list(MNIST.mirrors) == theirs.mirrors


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
    unpack(MNIST(name="mnist"), tmp_path, train, test)
    images, labels = read_images(train)
    assert images.tolist() == [[[[1, 2, 3]]], [[[253, 254, 255]]]]
    assert (labels.dtype, labels.tolist()) == (torch.int64, [7, 9])
    assert read_images(test)[1].tolist() == [3, 4]
