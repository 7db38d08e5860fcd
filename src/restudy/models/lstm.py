"""LSTM that reads an image row by row."""

from collections.abc import Sequence

from torch import Tensor, nn


class LSTM(nn.Module):
    """Each row of pixels is a time step; the last step's output goes through one linear layer."""

    def __init__(self, image_shape: Sequence[int], classes: int, *, hidden: int, layers: int) -> None:
        super().__init__()
        channels, _, width = image_shape
        self.lstm = nn.LSTM(channels * width, hidden, layers, batch_first=True)
        self.output = nn.Linear(hidden, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Images, float32 [N, C, H, W], to logits, float32 [N, classes]."""
        rows = images.transpose(1, 2).flatten(2)
        steps, _ = self.lstm(rows)
        return self.output(steps[:, -1])
