"""Multilayer perceptron on flattened pixels."""

from collections.abc import Sequence
from itertools import pairwise
from math import prod

from torch import Tensor, nn


class MLP(nn.Sequential):
    """Linear layers with ReLU between them; images [N, C, H, W] to logits [N, classes]."""

    def __init__(self, image_shape: Sequence[int], classes: int, *, hidden: Sequence[int]) -> None:
        widths = [prod(image_shape), *hidden]
        layers: list[nn.Module] = [nn.Flatten()]
        for inputs, outputs in pairwise(widths):
            layers += [nn.Linear(inputs, outputs), nn.ReLU()]
        super().__init__(*layers, nn.Linear(widths[-1], classes))

    def forward(self, images: Tensor) -> Tensor:
        """Images, float32 [N, C, H, W], to logits, float32 [N, classes]."""
        return super().forward(images)
