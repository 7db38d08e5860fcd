"""What a model says of images, and the losses that follow from it."""

from math import fsum

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from restudy.models import Size

# Float32 values that all layers together make of so many images stay in a core's caches (benchmarks/layout.py).
CACHED_VALUES = 4_000_000


def images_in_cache(size: Size | None, most: int) -> int:
    """How many images, at most `most`, a CPU does fastest in one forward pass of a network of this size."""
    return most if size is None else max(1, min(most, CACHED_VALUES // size.values))


@torch.no_grad()
def predict(model: nn.Module, images: Tensor, batch_size: int, in_cache: int | None = None) -> Tensor:
    """Logits, float32 [N, classes], of float32 images [N, C, H, W], the model in evaluation mode.

    Args:
        model: the network.
        images: on its device.
        batch_size: images per forward pass.
        in_cache: the same on a CPU, where fewer are faster.
    """
    model.eval()
    size = in_cache if in_cache and images.device.type == "cpu" else batch_size
    return torch.cat([model(batch) for batch in images.split(size)])


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
