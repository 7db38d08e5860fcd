"""What three settings of training are worth, network by network, in images per second of one thread.

The layout of maps in CNNs (models/cnn.py), freed memory that stays with the process
(training/allocator.py), and fused optimizer steps (optimizers). Every measurement is the
same training steps on random images, with one of the three off and with all on. Nothing is written.
"""

import argparse
from functools import partial
from statistics import median

import torch
from networks import NETWORKS
from rich.console import Console
from table import Table
from task import Task
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam
from turns import in_turns, ratio
from turns import speed as timed

from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.training.allocator import keep_freed_memory

SETTINGS = ("layout", "kept memory", "fused steps")


class DefaultLayout(nn.Module):
    """A CNN whose weights and maps stand in PyTorch's default layout."""

    def __init__(self, cnn: nn.Module) -> None:
        super().__init__()
        self.cnn = cnn.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
        self.cnn.blocks._forward_pre_hooks.clear()

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.cnn(images)
        return logits


def speed(task: Task, off: str | None) -> float:
    """Images per second of training with one setting off, by the processor."""
    torch.set_num_threads(1)
    if off != "kept memory":
        keep_freed_memory()
    torch.manual_seed(0)
    settings = task.settings
    model = MODELS.parse(settings["model"]).build(settings["image_shape"], settings["classes"])
    if off == "layout":
        model = DefaultLayout(model)
    plain = Adam(model.parameters(), **task.adam)
    optimizer = plain if off == "fused steps" else OPTIMIZERS.parse(settings["optimizer"]).build(model.parameters())
    size = settings["batch_size"]
    images, labels = torch.rand(size, *settings["image_shape"]), torch.randint(settings["classes"], (size,))

    def steps() -> None:
        for _ in range(task.images // size):
            loss = cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return timed(task.images // size * size, steps).processor


def is_cnn(name: str) -> bool:
    """Whether a network has maps to lay out."""
    return bool(Task(*NETWORKS[name], 0).settings["model"]["name"] == "cnn")


def compared(name: str, setting: str, options: argparse.Namespace) -> tuple[str, ...]:
    """A network's name, its median speeds without and with a setting, and the median ratio."""
    task = Task(*NETWORKS[name], options.images)
    taken = in_turns(options.pairs, {side or "": partial(speed, task, side) for side in (setting, None)})
    speeds = [f"{median(values):,.0f}" for values in taken.values()]
    return name, *speeds, f"{ratio(*taken.values()):.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=6400, help="images of one measurement")
    parser.add_argument("--pairs", type=int, default=3, help="measurements of each kind")
    options = parser.parse_args()
    for setting in SETTINGS:
        rows = [compared(name, setting, options) for name in NETWORKS if setting != "layout" or is_cnn(name)]
        Console(highlight=False).print(Table(setting, ("network", "without", "with", "ratio"), rows).rich())


if __name__ == "__main__":
    main()
