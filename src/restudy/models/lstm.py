"""LSTM that reads an image row by row."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.models import ModelBlock, Size

if TYPE_CHECKING:
    from torch import Tensor, nn


class LSTM(ModelBlock):
    """LSTM for which each row of pixels is a time step; its last step feeds one linear layer."""

    hidden: int = Field(ge=1, description="Units of each layer.")
    layers: int = Field(ge=1, le=1000, description="Stacked layers.")

    def size(self, image_shape: Sequence[int], classes: int) -> Size:
        """Weights and two biases of the four gates of each layer, and its states and gates at each row."""
        channels, height, width = image_shape
        inputs = [channels * width, *[self.hidden] * (self.layers - 1)]
        gates = sum(4 * self.hidden * (each + self.hidden + 2) for each in inputs)
        return Size(gates + (self.hidden + 1) * classes, height * self.layers * 6 * self.hidden + classes)

    def build(self, image_shape: Sequence[int], classes: int) -> "nn.Module":
        """The network with PyTorch's default weights."""
        from torch import nn

        channels, _, width = image_shape
        lstm = nn.LSTM(channels * width, self.hidden, self.layers, batch_first=True)
        output = nn.Linear(self.hidden, classes)
        lstm.register_forward_pre_hook(_rows)
        output.register_forward_pre_hook(_last_step)
        return nn.Sequential(OrderedDict(lstm=lstm, output=output))


def _rows(_: "nn.Module", images: "tuple[Tensor]") -> "Tensor":
    """Images [N, C, H, W] as H steps of C × W values, [N, H, C × W]."""
    return images[0].transpose(1, 2).flatten(2)


def _last_step(_: "nn.Module", outputs: "tuple[tuple[Tensor, Tensor]]") -> "Tensor":
    """What an LSTM gives, steps [N, H, hidden] and its last state, to the last step [N, hidden]."""
    steps, _state = outputs[0]
    return steps[:, -1]
