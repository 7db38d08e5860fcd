"""From the files under raw/ to training and test images, in separate files."""

from pathlib import Path

from restudy.data.arrays import write_images
from restudy.datasets import Dataset


def unpack(dataset: Dataset, raw: Path, train: Path, test: Path) -> None:
    """Write the data set's training and test images, uint8 [N, C, H, W], with their labels, int64 [N]."""
    for path, (images, labels) in zip((train, test), dataset.read(raw), strict=True):
        write_images(path, images, labels)
