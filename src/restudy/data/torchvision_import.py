"""torchvision's MNIST, also beside a build of torch that its compiled operators don't fit.

The package index's torchvision is built for CUDA. Beside a CPU build of torch its operators are missing,
and its import fails where it describes two of them; with their schemas declared first, it goes through.
"""

from functools import cache
from types import ModuleType

import torch

SCHEMAS = (
    "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
)


@cache
def import_torchvision() -> ModuleType:
    """The package `torchvision`, its data sets and transforms usable."""
    try:
        import torchvision
    except RuntimeError:
        library = torch.library.Library("torchvision", "FRAGMENT")
        for schema in SCHEMAS:
            library.define(schema)
        import torchvision
    return torchvision
