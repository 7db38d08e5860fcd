"""Convolutional networks: blocks of convolution, ReLU, optional batch norm and pooling, then dense layers."""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import pairwise
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator

from restudy.blocks import Block
from restudy.models import ModelBlock, Size

if TYPE_CHECKING:
    from torch import Tensor, nn

Width = Annotated[int, Field(ge=1)]


class BatchNorm(Block):
    """Batch norm of every convolution block."""

    position: Literal["before_relu", "after_relu"] = Field(description="Where it stands in the block.")
    momentum: float = Field(gt=0, le=1, description="Weight of the new batch in the running statistics (PyTorch's).")
    eps: float = Field(gt=0, description="Added to the variance.")


class CNN(ModelBlock):
    """Convolution blocks (convolution, ReLU, optional batch norm, pooling), then dense layers."""

    channels: list[Width] = Field(min_length=1, description="Filters of each convolution.")
    kernel: Width = Field(description="Side of the square filters, in pixels.")
    padding: list[Annotated[int, Field(ge=0)]] = Field(description="Zeros on each side, one number per convolution.")
    pool: Literal["max", "average"] = Field(description="Pooling after each block.")
    pool_size: Width = Field(2, description="Side and stride of the pooling window, in pixels.")
    batch_norm: BatchNorm | None = Field(None, description="Batch norm of each block; null for none.")
    hidden: list[Width] = Field([], description="Widths of the dense layers before the output, each with ReLU.")
    dropout: float = Field(0.0, ge=0, lt=1, description="Probability of dropping a unit after each hidden layer.")
    initialisation: Literal["pytorch", "keras"] = Field(
        "pytorch", description="PyTorch's default weights, or Keras': Glorot-uniform with zero biases."
    )

    @model_validator(mode="after")
    def _one_padding_per_convolution(self) -> Self:
        if len(self.padding) != len(self.channels):
            raise ValueError(
                f"padding has {len(self.padding)} numbers and channels {len(self.channels)}; give one per convolution"
            )
        return self

    def check(self, image_shape: Sequence[int], classes: int) -> None:
        """Follow the smaller side of the maps through the blocks; ValueError where a window is larger."""
        side = min(image_shape[1:])
        for number, padding in enumerate(self.padding, start=1):
            side += 2 * padding
            _fits("kernel", self.kernel, number, side)
            side += 1 - self.kernel
            _fits("pool_size", self.pool_size, number, side)
            side //= self.pool_size

    def size(self, image_shape: Sequence[int], classes: int) -> Size:
        """Filters, batch norm with its statistics and dense layers; maps before and after pooling, and units."""
        inputs, *sides = image_shape
        weights, values = 0, prod(image_shape)
        for outputs, padding in zip(self.channels, self.padding, strict=True):
            maps = [side + 2 * padding + 1 - self.kernel for side in sides]
            sides = [side // self.pool_size for side in maps]
            weights += (inputs * self.kernel**2 + 1 + 4 * bool(self.batch_norm)) * outputs
            values += outputs * (prod(maps) * (2 + bool(self.batch_norm)) + prod(sides))
            inputs = outputs
        widths = [inputs * prod(sides), *self.hidden, classes]
        weights += sum((before + 1) * after for before, after in pairwise(widths))
        return Size(weights, values + sum(widths))

    def build(self, image_shape: Sequence[int], classes: int) -> "nn.Module":
        """The network, its layers named `blocks.NUMBER.NUMBER` and `head.NUMBER`."""
        import torch
        from torch import nn

        inputs = [image_shape[0], *self.channels]
        blocks = nn.Sequential(*(self._block(inputs[i], i) for i in range(len(self.channels))))
        with torch.no_grad():
            maps = blocks.eval()(torch.zeros(1, *image_shape))
        head = self._head(prod(maps.shape), classes)
        model = nn.Sequential(OrderedDict(blocks=blocks, head=head)).train()
        if self.initialisation == "keras":
            model.apply(_initialise_like_keras)
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        blocks.register_forward_pre_hook(_laid_out_for_max_pool if self.pool == "max" else _laid_out)
        head.register_forward_pre_hook(_flattened)
        return model

    def _block(self, inputs: int, number: int) -> "nn.Module":
        from torch import nn

        outputs, norm = self.channels[number], self.batch_norm
        layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, self.kernel, padding=self.padding[number]), nn.ReLU()]
        if norm:
            position = {"before_relu": 1, "after_relu": 2}[norm.position]
            layers.insert(position, nn.BatchNorm2d(outputs, momentum=norm.momentum, eps=norm.eps))
        layers.append({"max": nn.MaxPool2d, "average": nn.AvgPool2d}[self.pool](self.pool_size))
        if self.pool == "max" and isinstance(layers[-2], nn.ReLU):
            # The largest of rectified values is the largest value, rectified: less to rectify, the same result.
            layers[-2:] = reversed(layers[-2:])
        return nn.Sequential(*layers)

    def _head(self, inputs: int, classes: int) -> "nn.Module":
        from torch import nn

        layers: list[nn.Module] = []
        for width in self.hidden:
            layers += [nn.Linear(inputs, width), nn.ReLU()]
            if self.dropout:
                layers.append(nn.Dropout(self.dropout))
            inputs = width
        return nn.Sequential(*layers, nn.Linear(inputs, classes))


def _fits(key: str, size: int, block: int, side: int) -> None:
    if size > side:
        raise ValueError(
            f"{key}: {size} is larger than the {side} pixels that reach block {block}; allowed: 1 to {side}"
        )


def _initialise_like_keras(module: "nn.Module") -> None:
    """The defaults of Keras' Conv2D and Dense."""
    from torch import nn

    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        assert module.bias is not None
        nn.init.zeros_(module.bias)


def _laid_out_for_max_pool(blocks: "nn.Module", images: "tuple[Tensor]") -> "Tensor":
    """The images in the layout that the blocks are fastest in (benchmarks/layout.py).

    On a CPU that is oneDNN's own, except for its average pooling, which is slow in it, and for autocast, which does
    not know it; else channels last.
    """
    import torch

    if images[0].device.type == "cpu" and torch.backends.mkldnn.is_available() and not torch.is_autocast_enabled("cpu"):
        return images[0].to_mkldnn()
    return _laid_out(blocks, images)


def _laid_out(_: "nn.Module", images: "tuple[Tensor]") -> "Tensor":
    import torch

    return images[0].contiguous(memory_format=torch.channels_last)


def _flattened(_: "nn.Module", outputs: "tuple[Tensor]") -> "Tensor":
    """The blocks' maps, in whichever layout, as vectors [N, values]."""
    (maps,) = outputs
    return (maps.to_dense() if maps.is_mkldnn else maps).flatten(1)
