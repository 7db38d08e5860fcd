"""What every program trains: one network on the same images, a whole epoch at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import torch
from turns import Both, speed

from restudy.data.arrays import to_pixels
from restudy.datasets import dataset_named
from restudy.params.params import read_params
from restudy.plan.configuration import Start, starting_cell
from restudy.plan.plan import make_plan

ROOT = Path(__file__).parents[1]
# Trains the network for one epoch.
Epoch = Callable[[], object]


@dataclass(frozen=True)
class Task:
    """One network and its images.

    Attributes:
        study: the study that has the network's settings.
        variant: the study's variant.
        images: how many images an epoch has.
        mirror: folder with MNIST's archives, or None for random images of the same size.
    """

    study: str
    variant: str
    images: int
    mirror: Path | None = None

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Those of the variant's first cell."""
        plan = make_plan(read_params(ROOT / "params.yaml", {"dataset": "mnist"}))
        return dict(starting_cell(plan, Start(self.study, self.variant)).settings)

    @cached_property
    def bytes_and_labels(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Images as they are stored, uint8 [N, 1, 28, 28], and labels, int64 [N]."""
        if self.mirror:
            images, labels = dataset_named("mnist").read(self.mirror)[0]
            return images[: self.images], labels[: self.images]
        chance = torch.Generator().manual_seed(0)
        shape = (self.images, *self.settings["image_shape"])
        images = torch.randint(256, shape, generator=chance, dtype=torch.uint8)
        return images, torch.randint(self.settings["classes"], (self.images,), generator=chance)

    @property
    def pixels(self) -> torch.Tensor:
        """Images as networks get them, float32 [N, 1, 28, 28]."""
        return to_pixels(self.bytes_and_labels[0], **self.settings["pixels"])

    @property
    def adam(self) -> dict[str, Any]:
        """Learning rate `lr` and `eps` of Adam, which all six networks are trained by."""
        assert self.settings["optimizer"]["name"] == "adam"
        return {name: self.settings["optimizer"][name] for name in ("lr", "eps")}


# A program's module in `peers`, with its task, to its epoch: prepared once in a process.
_PREPARED: dict[tuple[str, Task], Epoch] = {}


def epoch_speed(program: str, task: Task) -> Both:
    """Images per second of one epoch by a module of `peers`."""
    if (program, task) not in _PREPARED:
        _PREPARED[program, task] = import_module(f"peers.{program}").prepare(task)
    return speed(task.images, _PREPARED[program, task])
