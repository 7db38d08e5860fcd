"""What tables and figures show of the data itself, taken out of it once: labels, counts, and a few images."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from restudy.pictures_kept import FIRST_PICTURES, PICTURES_PER_LABEL


def excerpt(train_file: Path, test_file: Path, classes: int) -> dict[str, NDArray[Any]]:
    """The test images' labels, how many images are of each class, and the first images of all and of each label.

    Args:
        train_file: the training images.
        test_file: the test images.
        classes: number of classes.

    Returns:
        `test_labels` [N]; and for PART of train and test `PART_counts` [classes], `PART_places` [n], where the
        images stand, `PART_labels_shown` [n] and `PART_pictures`, uint8 [n, C, H, W].
    """
    found: dict[str, NDArray[Any]] = {}
    for part, file in (("train", train_file), ("test", test_file)):
        with safe_open(file, framework="numpy") as images:
            labels = images.get_tensor("labels")
            places = _places(labels, classes)
            pictures = images.get_slice("images")
            shown = np.concatenate([pictures[:0], *(pictures[place : place + 1] for place in places.tolist())])
        found[f"{part}_counts"] = np.bincount(labels, minlength=classes)
        found |= {f"{part}_places": places, f"{part}_shown": labels[places].astype(np.uint16)}
        found[f"{part}_pictures"] = shown
    return {"test_labels": labels.astype(np.uint16), **found}


def _places(labels: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    each = (np.flatnonzero(labels == label)[:PICTURES_PER_LABEL] for label in range(classes))
    return np.unique(np.concatenate([np.arange(min(FIRST_PICTURES, len(labels))), *each]))
