"""MNIST (LeCun, Cortes and Burges)."""

import gzip
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from restudy.datasets import Dataset

if TYPE_CHECKING:
    from torch import Tensor

IDX_UNSIGNED_BYTE = 8


class MNIST(Dataset):
    """MNIST: 70,000 handwritten digits of 28 × 28 pixels."""

    title = "MNIST"
    image_shape = (1, 28, 28)
    classes = 10
    train_size = 60_000
    test_size = 10_000
    # Sums and addresses as torchvision.datasets.MNIST has them (a test compares them).
    archives: ClassVar = {
        "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
        "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
        "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
        "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
    }
    most_archive_bytes = 10_000_000
    mirrors = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/")

    def read(self, raw: Path) -> "list[tuple[Tensor, Tensor]]":
        """Both parts from the four archives."""
        return [
            (
                read_idx(raw / f"{part}-images-idx3-ubyte.gz").unsqueeze(1),
                read_idx(raw / f"{part}-labels-idx1-ubyte.gz").long(),
            )
            for part in ("train", "t10k")
        ]


def read_idx(path: Path) -> "Tensor":
    """The uint8 array of a gzipped IDX file: two zeros, type, rank, big-endian sizes, values.

    Raises:
        ValueError: the file does not hold unsigned bytes in that form.
    """
    import numpy as np
    import torch

    content = gzip.decompress(path.read_bytes())
    zeros, kind, rank = content[:2], content[2], content[3]
    if zeros != b"\0\0" or kind != IDX_UNSIGNED_BYTE:
        raise ValueError(f"{path}: not an IDX file of unsigned bytes")
    shape = np.frombuffer(content, ">i4", rank, offset=4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * rank)
    return torch.from_numpy(values.reshape(shape).copy())
