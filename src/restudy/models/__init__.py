"""Model families: each is one module, with the block that describes a network and builds it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from restudy.blocks import Family, NamedBlock

if TYPE_CHECKING:
    from torch import nn


# What a network can compute in.
Precision = Literal["float32", "bfloat16"]


@dataclass(frozen=True)
class Size:
    """How large a network is.

    Attributes:
        weights: numbers that are learned or kept.
        values: numbers that its layers make of one image.
    """

    weights: int
    values: int


class ModelBlock(NamedBlock):
    """A network. `torch` is imported where it is built, so that a plan is made without it."""

    def check(self, image_shape: Sequence[int], classes: int) -> None:
        """Raise ValueError, as `KEY: what is wrong; what is allowed`, where it does not fit the images.

        Args:
            image_shape: channels, height and width.
            classes: number of classes.
        """

    def size(self, image_shape: Sequence[int], classes: int) -> Size | None:
        """How large it is, for images that it fits, without building it; None where the block cannot tell.

        Args:
            image_shape: channels, height and width.
            classes: number of classes.
        """
        return None

    def build(self, image_shape: Sequence[int], classes: int) -> "nn.Module":
        """The network with fresh weights: float32 images [N, C, H, W] to float32 logits [N, classes].

        Args:
            image_shape: channels, height and width.
            classes: number of classes.
        """
        raise NotImplementedError


MODELS = Family("restudy.models", ModelBlock)
Model = Annotated[ModelBlock, MODELS]
