"""The division of the training images into those to train and those to validate on."""

from pathlib import Path

import torch
from torch import Tensor

from restudy.data.arrays import read_images, write_tensors


def split(train_file: Path, sizes: tuple[int, int], seed: int, output: Path) -> None:
    """Write the `train` and `val` indices, int64, of a random division of the images of `train_file`."""
    _, labels = read_images(train_file)
    train, val = split_indices(len(labels), sizes, seed)
    write_tensors(output, {"train": train, "val": val})


def split_indices(images: int, sizes: tuple[int, int], seed: int) -> tuple[Tensor, Tensor]:
    """Indices of `sizes` training and validation images, chosen as torch's `random_split` chooses them.

    Raises:
        ValueError: more images are asked for than there are.
    """
    if sum(sizes) > images:
        raise ValueError(f"{sum(sizes)} images asked of {images}")
    order = torch.randperm(images, generator=torch.Generator().manual_seed(seed))
    train, val, _ = order.split([*sizes, images - sum(sizes)])
    return train, val
