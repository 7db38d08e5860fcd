"""Labels and images that tables and figures show, and what a convolution makes of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from restudy.array_files import Arrays, read_arrays
from restudy.metric import Part
from restudy.plan.cells import Cell


@dataclass(frozen=True)
class Images:
    """What was taken out of the data set.

    Attributes:
        path: the file.
    """

    path: Path

    @cached_property
    def _arrays(self) -> Arrays:
        return read_arrays(self.path)

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """Labels of the test images, [N]."""
        return self._arrays["test_labels"].astype(np.int64)

    def counts(self, part: Part) -> list[int]:
        """How many images of a part are of each class."""
        return [int(count) for count in self._arrays[f"{part}_counts"]]

    def first(self, part: Part, number: int) -> tuple[list[int], list[int]]:
        """Places and labels of the first images of a part."""
        return self._shown(part, range(min(number, len(self._arrays[f"{part}_places"]))))

    def first_of_each_label(self, part: Part, number: int) -> tuple[list[int], list[int]]:
        """Places and labels of the first `number` images of each class, class by class."""
        shown, classes = self._arrays[f"{part}_shown"], len(self._arrays[f"{part}_counts"])
        return self._shown(part, np.concatenate([np.flatnonzero(shown == each)[:number] for each in range(classes)]))

    def _shown(self, part: Part, turns: Iterable[int]) -> tuple[list[int], list[int]]:
        chosen = [*turns]
        return self._arrays[f"{part}_places"][chosen].tolist(), self._arrays[f"{part}_shown"][chosen].tolist()

    def pictures(self, part: Part, places: Iterable[int]) -> NDArray[np.uint8]:
        """The images at these places, uint8 [n, C, H, W], which are among those that were taken out."""
        turns = np.searchsorted(self._arrays[f"{part}_places"], [*places])
        pictures: NDArray[np.uint8] = self._arrays[f"{part}_pictures"][turns]
        return pictures


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
