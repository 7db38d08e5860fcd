"""Where a training diverged: the first loss that is not finite."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True)
class Divergence:
    """Where a loss was not finite for the first time.

    Attributes:
        epoch: the epoch, from 1.
        step: the training step, from 1; None where every step's loss was finite.
        part: "train" or "val", the images whose loss it is.
        loss: the loss, NaN or infinite.
    """

    epoch: int
    step: int | None
    part: str
    loss: float


def first_not_finite(losses: Tensor) -> int | None:
    """The first step, from 1, whose loss is not finite, of losses [steps]; None where all are."""
    steps = (~losses.isfinite()).nonzero()
    return int(steps[0]) + 1 if len(steps) else None
