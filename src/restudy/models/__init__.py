"""Model families: each is one module, with the block that describes a network and builds it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

from restudy.blocks import Family, NamedBlock

if TYPE_CHECKING:
    from torch import nn


class ModelBlock(NamedBlock):
    """A network. `torch` is imported where it is built, so that a plan is made without it."""

    def check(self, image_shape: Sequence[int], classes: int) -> None:
        """Raise ValueError, as `KEY: what is wrong; what is allowed`, where it does not fit the images.

        Args:
            image_shape: channels, height and width.
            classes: number of classes.
        """

    def build(self, image_shape: Sequence[int], classes: int) -> "nn.Module":
        """The network with fresh weights: float32 images [N, C, H, W] to float32 logits [N, classes].

        Args:
            image_shape: channels, height and width.
            classes: number of classes.
        """
        raise NotImplementedError


MODELS = Family("restudy.models", ModelBlock)
Model = Annotated[ModelBlock, MODELS]
