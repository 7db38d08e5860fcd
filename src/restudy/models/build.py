"""From a cell's `model` settings to a network."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from restudy.models.cnn import CNN
from restudy.models.lstm import LSTM
from restudy.models.mlp import MLP

FAMILIES: dict[str, type[nn.Module]] = {"mlp": MLP, "cnn": CNN, "lstm": LSTM}


def build(settings: Mapping[str, Any], image_shape: Sequence[int], classes: int) -> nn.Module:
    """The network named and described by `settings`, with fresh weights.

    Args:
        settings: `name`, one of FAMILIES, and that family's arguments.
        image_shape: channels, height and width.
        classes: number of classes.
    """
    arguments = {key: value for key, value in settings.items() if key != "name"}
    return FAMILIES[settings["name"]](image_shape, classes, **arguments)


def count_parameters(model: nn.Module) -> dict[str, int]:
    """`trainable` parameters, and `non_trainable`: the running statistics of batch norms."""
    statistics = (buffer.numel() for name, buffer in model.named_buffers() if "running" in name)
    return {
        "trainable": sum(parameter.numel() for parameter in model.parameters() if parameter.requires_grad),
        "non_trainable": sum(statistics),
    }
