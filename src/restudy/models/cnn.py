"""Convolutional networks: blocks of convolution, ReLU, optional batch norm and pooling, then dense layers."""

from collections.abc import Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

POOLS: dict[str, type[nn.Module]] = {"max": nn.MaxPool2d, "average": nn.AvgPool2d}


class CNN(nn.Module):
    """Convolution blocks and dense layers; images [N, C, H, W] to logits [N, classes].

    Args:
        channels: filters of each convolution.
        kernel: side of every square filter, in pixels.
        padding: zeros added on each side before each convolution, one number per convolution.
        pool: "max" or "average", after each block.
        pool_size: side and stride of the pooling window, in pixels.
        batch_norm: None, or its arguments: `position` ("before_relu" or "after_relu"), and PyTorch's
            `momentum` and `eps`.
        hidden: widths of the dense layers between the flattened maps and the output, each with ReLU.
        dropout: probability, applied after each hidden layer.
        initialisation: "pytorch", or "keras": Glorot-uniform weights and zero biases, which are the
            defaults of Keras' Conv2D and Dense.
    """

    def __init__(
        self,
        image_shape: Sequence[int],
        classes: int,
        *,
        channels: Sequence[int],
        kernel: int,
        padding: Sequence[int],
        pool: str,
        pool_size: int,
        batch_norm: dict[str, Any] | None,
        hidden: Sequence[int],
        dropout: float,
        initialisation: str,
    ) -> None:
        super().__init__()
        inputs = [image_shape[0], *channels]
        self.blocks = nn.Sequential(
            *(
                _block(inputs[i], channels[i], kernel, padding[i], batch_norm, POOLS[pool](pool_size))
                for i in range(len(channels))
            )
        )
        with torch.no_grad():
            maps = self.blocks.eval()(torch.zeros(1, *image_shape))
        self.head = _dense(prod(maps.shape), hidden, classes, dropout)
        self.train()
        if initialisation == "keras":
            self.apply(_initialise_like_keras)
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._max_pool = pool == "max"

    def forward(self, images: Tensor) -> Tensor:
        """Images, float32 [N, C, H, W], to logits, float32 [N, classes]."""
        maps = self.blocks(self._laid_out(images))
        return self.head((maps.to_dense() if maps.is_mkldnn else maps).flatten(1))

    def _laid_out(self, images: Tensor) -> Tensor:
        """The images in the layout that the blocks are fastest in (benchmarks/layout.py).

        On a CPU that is oneDNN's own, except for its average pooling, which is slow in it; else channels last.
        """
        if self._max_pool and images.device.type == "cpu" and torch.backends.mkldnn.is_available():
            return images.to_mkldnn()
        return images.contiguous(memory_format=torch.channels_last)


def _block(
    inputs: int, outputs: int, kernel: int, padding: int, batch_norm: dict[str, Any] | None, pool: nn.Module
) -> nn.Sequential:
    layers: list[nn.Module] = [nn.Conv2d(inputs, outputs, kernel, padding=padding), nn.ReLU(), pool]
    if batch_norm:
        position = {"before_relu": 1, "after_relu": 2}[batch_norm["position"]]
        layers.insert(position, nn.BatchNorm2d(outputs, momentum=batch_norm["momentum"], eps=batch_norm["eps"]))
    if isinstance(pool, nn.MaxPool2d) and isinstance(layers[-2], nn.ReLU):
        # The largest of rectified values is the largest value, rectified: less to rectify, the same result.
        layers[-2:] = [pool, layers[-2]]
    return nn.Sequential(*layers)


def _dense(inputs: int, hidden: Sequence[int], classes: int, dropout: float) -> nn.Sequential:
    layers: list[nn.Module] = []
    for width in hidden:
        layers += [nn.Linear(inputs, width), nn.ReLU()]
        if dropout:
            layers.append(nn.Dropout(dropout))
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, classes))


def _initialise_like_keras(module: nn.Module) -> None:
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.xavier_uniform_(module.weight)
        assert module.bias is not None
        nn.init.zeros_(module.bias)
