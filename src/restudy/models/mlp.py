"""Multilayer perceptron on flattened pixels."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.models import ModelBlock, Size

if TYPE_CHECKING:
    from torch import nn

Width = Annotated[int, Field(ge=1)]


class MLP(ModelBlock):
    """Multilayer perceptron on flattened pixels: linear layers with ReLU between them."""

    hidden: list[Width] = Field(min_length=1, description="Widths of the hidden layers.")

    def size(self, image_shape: Sequence[int], classes: int) -> Size:
        """Weights and biases of each layer, and its units."""
        widths = [prod(image_shape), *self.hidden, classes]
        return Size(sum((inputs + 1) * outputs for inputs, outputs in pairwise(widths)), sum(widths))

    def build(self, image_shape: Sequence[int], classes: int) -> "nn.Module":
        """The network with PyTorch's default weights."""
        from torch import nn

        widths = [prod(image_shape), *self.hidden]
        layers: list[nn.Module] = [nn.Flatten()]
        for inputs, outputs in pairwise(widths):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        return nn.Sequential(*layers, nn.Linear(widths[-1], classes))
