"""Losses that training makes small; what is measured of trained networks is always cross-entropy."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from restudy.blocks import Family, NamedBlock

if TYPE_CHECKING:
    from torch import Tensor


class LossBlock(NamedBlock):
    """A loss. `torch` is imported where it is built, so that a plan is made without it."""

    def build(self) -> "Callable[[Tensor, Tensor], Tensor]":
        """From logits, float32 [N, classes], and labels, int64 [N], to the mean loss of the images, float32 []."""
        raise NotImplementedError


LOSSES = Family("restudy.losses", LossBlock)
Loss = Annotated[LossBlock, LOSSES]
