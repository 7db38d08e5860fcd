"""What a model says of images, and the losses that follow from it."""

from math import fsum

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@torch.no_grad()
def predict(model: nn.Module, images: Tensor, batch_size: int) -> Tensor:
    """Logits, float32 [N, classes], of float32 images [N, C, H, W], the model in evaluation mode."""
    model.eval()
    return torch.cat([model(batch) for batch in images.split(batch_size)])


def image_losses(logits: Tensor, labels: Tensor) -> Tensor:
    """Cross-entropy of each image in nats, float64 [N], from logits [N, classes] and labels [N]."""
    return F.cross_entropy(logits.double(), labels, reduction="none")


def total_loss(losses: Tensor, batch_size: int) -> float:
    """The sum of the batches' mean losses, which is what `cnn-lstm-grid` calls total loss.

    It grows with the number of batches, so it says nothing without `batch_size`.
    """
    return fsum(float(batch.mean()) for batch in losses.split(batch_size))


def accuracy(logits: Tensor, labels: Tensor) -> float:
    """Share of images, in [0, 1], whose largest logit is their label's; none is where a logit is NaN."""
    largest = logits.max(1)
    return float(((largest.indices == labels) & largest.values.isfinite()).double().mean())
