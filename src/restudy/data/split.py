"""The division of the training images into those to train and those to validate on.

It needs no torch, whose import takes longer than the rest.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.numpy import save_file

from restudy.records import replacing

Indices = NDArray[np.int64]
SEED_BITS = 0xFFFFFFFF


def split(train_file: Path, sizes: tuple[int, int], seed: int, output: Path) -> None:
    """Write the `train` and `val` indices, int64, of a random division of the images of `train_file`."""
    with safe_open(train_file, framework="numpy") as images:
        (count,) = images.get_slice("labels").get_shape()
    train, val = split_indices(count, sizes, seed)
    with replacing(output) as temporary:
        save_file({"train": train, "val": val}, temporary)


def split_indices(images: int, sizes: tuple[int, int], seed: int) -> tuple[Indices, Indices]:
    """Indices, int64, of `sizes` training and validation images, chosen as torch's `random_split` chooses them.

    Raises:
        ValueError: more images are asked for than there are.
    """
    if sum(sizes) > images:
        raise ValueError(f"{sum(sizes)} images asked of {images}")
    order = _permutation(images, seed)
    return order[: sizes[0]], order[sizes[0] : sum(sizes)]


def _permutation(count: int, seed: int) -> Indices:
    """The integers below `count` in the order of torch's `randperm` on the CPU: Fisher and Yates by MT19937."""
    draws = np.random.RandomState(seed & SEED_BITS).randint(0, SEED_BITS + 1, size=count, dtype=np.uint32)
    steps = draws % np.arange(count, 0, -1, dtype=np.uint32)
    order = list(range(count))
    for place, step in enumerate(steps.tolist()):
        order[place], order[place + step] = order[place + step], order[place]
    return np.array(order, dtype=np.int64)
