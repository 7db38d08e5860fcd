"""From the files under raw/ to training and test images, in separate files."""

import gzip
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from restudy.data.arrays import write_images

DIGITS_DIVISION_SEED = 0
DIGITS_MAXIMUM = 16
IDX_UNSIGNED_BYTE = 8


def unpack(dataset: str, raw: Path, train: Path, test: Path) -> None:
    """Write the data set's training and test images, uint8 [N, C, H, W], with their labels, int64 [N]."""
    for path, (images, labels) in zip((train, test), UNPACKERS[dataset](raw), strict=True):
        write_images(path, images, labels)


def read_mnist(raw: Path) -> list[tuple[Tensor, Tensor]]:
    """MNIST's training and test parts from its four archives."""
    return [
        (
            read_idx(raw / f"{part}-images-idx3-ubyte.gz").unsqueeze(1),
            read_idx(raw / f"{part}-labels-idx1-ubyte.gz").long(),
        )
        for part in ("train", "t10k")
    ]


def read_idx(path: Path) -> Tensor:
    """The uint8 array of a gzipped IDX file: two zeros, type, rank, big-endian sizes, values.

    Raises:
        ValueError: the file does not hold unsigned bytes in that form.
    """
    content = gzip.decompress(path.read_bytes())
    zeros, kind, rank = content[:2], content[2], content[3]
    if zeros != b"\0\0" or kind != IDX_UNSIGNED_BYTE:
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    shape = np.frombuffer(content, ">i4", rank, offset=4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    return torch.from_numpy(values.reshape(shape).copy())


def read_digits(raw: Path) -> list[tuple[Tensor, Tensor]]:
    """scikit-learn's digits, scaled from 8×8 to 28×28, in a seeded, stratified 6:1 division."""
    from sklearn.model_selection import train_test_split

    table = torch.from_numpy(np.loadtxt(raw / "digits.csv.gz", delimiter=",", dtype=np.float32))
    images, labels = _enlarge(table[:, :-1].reshape(-1, 1, 8, 8)), table[:, -1].long()
    parts = train_test_split(
        np.arange(len(labels)), test_size=1 / 7, stratify=labels, random_state=DIGITS_DIVISION_SEED
    )
    return [(images[part], labels[part]) for part in map(torch.from_numpy, parts)]


def _enlarge(images: Tensor) -> Tensor:
    """28×28 uint8 images in 0 to 255 from 8×8 ones in 0 to 16, by bilinear interpolation."""
    large = F.interpolate(images, size=(28, 28), mode="bilinear", align_corners=False)
    return large.mul(255 / DIGITS_MAXIMUM).round().to(torch.uint8)


UNPACKERS = {"mnist": read_mnist, "digits": read_digits}
