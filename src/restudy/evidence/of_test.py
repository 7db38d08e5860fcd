"""What the test images gave of one trial, read from its evidence."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from restudy.array_files import Arrays, read_arrays

DECIMALS = 9
Whole = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True)
class OfTest:
    """A trial on the test images; of one that diverged there is nothing but that it did.

    Attributes:
        arrays: the content of its file.
        labels: labels of the test images, int64 [N].
        classes: number of classes.
    """

    arrays: Arrays
    labels: Whole
    classes: int

    @classmethod
    def read(cls, path: Path, labels: Whole, classes: int) -> Self:
        """That of a file.

        Raises:
            DamageError: it is not there, or no such file.
        """
        return cls(read_arrays(path), labels, classes)

    @property
    def diverged_in_epoch(self) -> int | None:
        """Where it diverged, from 1."""
        return int(self.arrays["diverged_in_epoch"]) or None

    @cached_property
    def predictions(self) -> Whole:
        """The most probable classes, [N]."""
        return (self.labels + self.arrays["prediction_minus_label"]) % self.classes

    @cached_property
    def wrong(self) -> Whole:
        """Places of the images that it gets wrong, [W]."""
        return np.flatnonzero(self.arrays["prediction_minus_label"])

    @cached_property
    def losses(self) -> Values:
        """Cross-entropy of each image in nats, [N]."""
        return self.arrays["loss"].astype(np.float64)

    @cached_property
    def confidence(self) -> Values:
        """Probability of the most probable class, [N]."""
        # To digits that no processor's exponential function reaches with its last bit.
        confidence = np.exp(-self.losses).round(DECIMALS)
        confidence[self.wrong] = np.take_along_axis(
            self.wrong_probabilities, self.predictions[self.wrong, None], axis=1
        )[:, 0]
        return confidence

    @cached_property
    def wrong_probabilities(self) -> Values:
        """Probabilities of all classes for the images that it gets wrong, [W, classes]."""
        return self.arrays["wrong_probability"].astype(np.float64)

    @cached_property
    def wrong_second(self) -> Whole:
        """The second most probable classes of the images that it gets wrong, [W]."""
        return self.arrays["wrong_second"].astype(np.int64)

    @property
    def wrong_pictures(self) -> NDArray[np.uint8]:
        """The first of the images that it gets wrong, uint8 [n, C, H, W]."""
        return self.arrays["wrong_picture"]

    @property
    def epochs(self) -> dict[int, tuple[float, float]]:
        """Test loss and accuracy of each epoch whose weights were kept; NaN where they were no numbers."""
        names = ("epoch", "epoch_loss", "epoch_accuracy")
        rows = zip(*(self.arrays[name].tolist() for name in names), strict=True) if names[0] in self.arrays else ()
        return {int(epoch): (loss, accuracy) for epoch, loss, accuracy in rows}

    @property
    def filters(self) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        """Weights [filters, C, k, k] and biases [filters] of the first convolution; None where there is none."""
        if "filter" not in self.arrays:
            return None
        return self.arrays["filter"].astype(np.float32), self.arrays["filter_bias"].astype(np.float32)

    def numbers(self, batch_size: int) -> dict[str, Any]:
        """Loss per image, accuracy, total loss in batches of a size, and number of errors."""
        batches = (self.losses[start : start + batch_size] for start in range(0, len(self.losses), batch_size))
        right = int((self.arrays["prediction_minus_label"] == 0).sum())
        return {
            "loss": float(self.losses.mean()),
            "accuracy": right / len(self.labels),
            "total_loss": sum(float(batch.mean()) for batch in batches),
            "errors": len(self.labels) - right,
        }
