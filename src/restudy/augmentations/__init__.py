"""Augmentations: training images are changed by chance each time that they are learned from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from restudy.blocks import Family, NamedBlock

if TYPE_CHECKING:
    from torch import Generator, Tensor


class AugmentationBlock(NamedBlock):
    """An augmentation. `torch` is imported where it is built, so that a plan is made without it."""

    def build(self) -> "Callable[[Tensor, Generator], Tensor]":
        """From a batch, float32 [N, C, H, W], and a generator to the changed batch; both are on the training device.

        All chance is drawn from the generator, whose state a resumed trial goes on with.
        """
        raise NotImplementedError


AUGMENTATIONS = Family("restudy.augmentations", AugmentationBlock)
Augmentation = Annotated[AugmentationBlock, AUGMENTATIONS]
