"""Images and labels, read without torch."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import safe_open

from restudy.plan.cells import Cell


def read_labels(path: Path) -> NDArray[np.int64]:
    """Labels of an image file, [N]."""
    with safe_open(path, framework="numpy") as file:
        return file.get_tensor("labels")


def read_pictures(path: Path, places: NDArray[Any] | list[int]) -> NDArray[np.uint8]:
    """The images at these places, uint8 [n, C, H, W]."""
    with safe_open(path, framework="numpy") as file:
        images = file.get_slice("images")
        return np.concatenate([images[:0], *(images[int(place) : int(place) + 1] for place in places)])


def first_of_each_label(labels: NDArray[np.int64], classes: int, number: int) -> list[int]:
    """Places of the first `number` images of each class, class by class."""
    return [int(place) for label in range(classes) for place in np.flatnonzero(labels == label)[:number]]


def first_convolution(trial: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights [filters, C, k, k] and biases [filters] of a trained CNN's first convolution."""
    with safe_open(trial / "checkpoint.safetensors", framework="numpy") as file:
        return file.get_tensor("blocks.0.0.weight"), file.get_tensor("blocks.0.0.bias")


def feature_maps(
    picture: NDArray[np.uint8], weights: NDArray[np.float32], biases: NDArray[np.float32], cell: Cell
) -> NDArray[np.float64]:
    """The first convolution's maps after ReLU, [filters, H', W'], of one image, uint8 [C, H, W]."""
    pixels, padding = cell.settings["pixels"], cell.settings["model"]["padding"][0]
    values = (picture / pixels["scale"] - pixels["mean"]) / pixels["std"]
    padded = np.pad(values, ((0, 0), (padding, padding), (padding, padding)))
    # [C, H', W', k, k]; scipy.signal has it by name, and takes half a second to import.
    windows = np.lib.stride_tricks.sliding_window_view(padded, weights.shape[2:], axis=(1, 2))
    sums = np.einsum("chwij,fcij->fhw", windows, weights)
    return np.maximum(sums + biases[:, None, None], 0.0)
