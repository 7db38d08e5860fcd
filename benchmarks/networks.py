"""The six networks that are compared, as a list of layers that any library can build, and as their papers have them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

# The study and variant of each, by the name that tables have.
NETWORKS = {
    "cnn-lstm-grid CNN": ("cnn-lstm-grid", "cnn"),
    "cnn-lstm-grid LSTM": ("cnn-lstm-grid", "lstm"),
    "batchnorm-cnn CNN": ("batchnorm-cnn", "cnn"),
    "mlp-optimizers MLP": ("mlp-optimizers", "adam"),
    "dropout-cnn CNN": ("dropout-cnn", "normalised"),
    "cnn-architectures Experiment 4": ("cnn-architectures", "experiment-4"),
}


@dataclass(frozen=True)
class Conv:
    """Square filters with a bias, and zeros on each side."""

    inputs: int
    outputs: int
    kernel: int
    padding: int


@dataclass(frozen=True)
class Norm:
    """Batch norm; `momentum` is the new batch's weight, as PyTorch has it."""

    features: int
    momentum: float
    eps: float


@dataclass(frozen=True)
class Pool:
    """Windows of `size` × `size`, side by side; their "max" or "average"."""

    kind: str
    size: int


@dataclass(frozen=True)
class Dense:
    """A linear layer with a bias."""

    inputs: int
    outputs: int


@dataclass(frozen=True)
class Dropout:
    """Drops this share of the units."""

    share: float


@dataclass(frozen=True)
class Lstm:
    """LSTM over the image's rows; `last` gives its last step alone."""

    inputs: int
    units: int
    last: bool


@dataclass(frozen=True)
class Simple:
    """A layer without numbers: "relu", or "flatten" to a vector, or "rows" of an image as steps."""

    kind: str


Layer = Conv | Norm | Pool | Dense | Dropout | Lstm | Simple


def layers(settings: Mapping[str, Any]) -> list[Layer]:
    """The layers of a cell's network from images [N, C, H, W] to logits, in the order in which papers print them."""
    model, shape, classes = settings["model"], settings["image_shape"], settings["classes"]
    if model["name"] == "lstm":
        inputs = [shape[0] * shape[2], *[model["hidden"]] * (model["layers"] - 1)]
        steps = [Lstm(each, model["hidden"], number == len(inputs)) for number, each in enumerate(inputs, start=1)]
        return [Simple("rows"), *steps, Dense(model["hidden"], classes)]
    if model["name"] == "mlp":
        return [Simple("flatten"), *_dense([prod(shape), *model["hidden"], classes], 0)]
    maps, side = list(_blocks(model, shape[0])), shape[1]
    for layer in maps:
        side = side + 2 * layer.padding + 1 - layer.kernel if isinstance(layer, Conv) else side
        side = side // layer.size if isinstance(layer, Pool) else side
    widths = [model["channels"][-1] * side**2, *model["hidden"], classes]
    return [*maps, Simple("flatten"), *_dense(widths, model["dropout"])]


def _blocks(model: Mapping[str, Any], inputs: int) -> Iterator[Layer]:
    norm = model["batch_norm"]
    for outputs, padding in zip(model["channels"], model["padding"], strict=True):
        yield Conv(inputs, outputs, model["kernel"], padding)
        rest: list[Layer] = [Simple("relu")]
        if norm:
            place = {"before_relu": 0, "after_relu": 1}[norm["position"]]
            rest.insert(place, Norm(outputs, norm["momentum"], norm["eps"]))
        yield from (*rest, Pool(model["pool"], model["pool_size"]))
        inputs = outputs


def _dense(widths: Sequence[int], dropout: float) -> Iterator[Layer]:
    *hidden, last = pairwise(widths)
    for inputs, outputs in hidden:
        yield from (Dense(inputs, outputs), Simple("relu"))
        if dropout:
            yield Dropout(dropout)
    yield Dense(*last)


class Rows(nn.Module):
    """Images [N, C, H, W] as H steps of C × W values."""

    def forward(self, images: Tensor) -> Tensor:
        return images.transpose(1, 2).flatten(2)


class Steps(nn.LSTM):
    """An LSTM that gives its steps, or the last one, without its state."""

    def __init__(self, layer: Lstm) -> None:
        super().__init__(layer.inputs, layer.units, batch_first=True)
        self.last = layer.last

    def forward(self, steps: Tensor) -> Tensor:  # type: ignore[override]
        given: Tensor = super().forward(steps)[0]
        return given[:, -1] if self.last else given


def papers_network(settings: Mapping[str, Any]) -> nn.Sequential:
    """A cell's network in plain PyTorch, layer by layer, as a paper prints it."""
    return nn.Sequential(*map(_torch_layer, layers(settings)))


def _torch_layer(layer: Layer) -> nn.Module:
    match layer:
        case Conv():
            return nn.Conv2d(layer.inputs, layer.outputs, layer.kernel, padding=layer.padding)
        case Norm():
            return nn.BatchNorm2d(layer.features, layer.eps, layer.momentum)
        case Pool():
            return {"max": nn.MaxPool2d, "average": nn.AvgPool2d}[layer.kind](layer.size)
        case Dense():
            return nn.Linear(layer.inputs, layer.outputs)
        case Dropout():
            return nn.Dropout(layer.share)
        case Lstm():
            return Steps(layer)
        case Simple():
            return {"relu": nn.ReLU, "flatten": nn.Flatten, "rows": Rows}[layer.kind]()


def training_operations(settings: Mapping[str, Any]) -> int:
    """Floating-point operations of one image's training step in its linear, convolution and LSTM layers.

    A product with its sum counts as two. The way back counts as two ways forth: one for the gradients of the weights
    and one for those of the inputs.
    """
    counted: list[int] = []

    def count(layer: nn.Module, _: tuple[Tensor, ...], outputs: Tensor) -> None:
        weights = sum(value.numel() for name, value in layer.named_parameters() if "weight" in name)
        times = prod(outputs.shape[2:]) if isinstance(layer, nn.Conv2d) else 1
        counted.append(2 * weights * times)

    network = papers_network(settings).eval()
    for layer in network:
        if isinstance(layer, (nn.Linear, nn.Conv2d)):
            layer.register_forward_hook(count)
        elif isinstance(layer, nn.LSTM):
            layer.register_forward_pre_hook(
                lambda each, given: counted.append(
                    2 * given[0].shape[1] * sum(v.numel() for n, v in each.named_parameters() if "weight" in n)
                )
            )
    network(torch.zeros(1, *settings["image_shape"]))
    return 3 * sum(counted)
