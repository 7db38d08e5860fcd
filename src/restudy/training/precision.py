"""What a network computes in: float32, or bfloat16 where that keeps its results sound."""

import torch
from torch import Tensor, nn

from restudy.models import Precision


def in_precision(model: nn.Module, precision: Precision) -> nn.Module:
    """The model, which from now on computes in this precision; its weights and logits stay float32.

    In bfloat16 matrix products and convolutions round their factors to 8 bits; PyTorch's autocast says which other
    operations stay in float32.
    """
    if precision == "bfloat16":
        in_float32 = model.forward

        def forward(images: Tensor) -> Tensor:
            with torch.autocast(images.device.type, torch.bfloat16):
                logits: Tensor = in_float32(images)
            return logits.float()

        model.forward = forward
    return model
