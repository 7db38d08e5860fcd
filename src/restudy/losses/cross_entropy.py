"""Cross-entropy between labels and softmax."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.losses import LossBlock

if TYPE_CHECKING:
    from torch import Tensor


class CrossEntropy(LossBlock):
    """Cross-entropy in nats."""

    label_smoothing: float = Field(
        0.0,
        ge=0,
        lt=1,
        description="Share of each label's weight that is spread over all classes (Szegedy et al. 2016).",
    )

    def build(self) -> "Callable[[Tensor, Tensor], Tensor]":
        """torch's cross-entropy."""
        from torch.nn import functional

        return partial(functional.cross_entropy, label_smoothing=self.label_smoothing)
