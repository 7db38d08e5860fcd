"""What three settings of training are worth, network by network, in images per second of one thread.

The layout of maps in CNNs (models/cnn.py), freed memory that stays with the process
(training/allocator.py), and fused optimizer steps (optimizers). Every measurement is the
same training steps on random images, with one of the three off and with all on. Nothing is written.
"""

import argparse
from functools import partial
from pathlib import Path
from statistics import median

import torch
from rich.console import Console
from torch import Tensor, nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam
from turns import in_turns, processor_time, ratio, show

from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.params.params import read_params
from restudy.plan.cells import Cell
from restudy.plan.configuration import Start, starting_cell
from restudy.plan.plan import make_plan
from restudy.training.allocator import keep_freed_memory

ROOT = Path(__file__).parents[1]
NETWORKS = (
    ("cnn-lstm-grid", "cnn"),
    ("batchnorm-cnn", "cnn"),
    ("dropout-cnn", "normalised"),
    ("cnn-architectures", "experiment-4"),
    ("cnn-lstm-grid", "lstm"),
    ("mlp-optimizers", "adam"),
)
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


def speed(cell: Cell, off: str | None, steps: int) -> float:
    """Images per second over `steps` training steps with one setting off."""
    torch.set_num_threads(1)
    if off != "kept memory":
        keep_freed_memory()
    torch.manual_seed(0)
    settings = cell.settings
    model = MODELS.parse(settings["model"]).build(settings["image_shape"], settings["classes"])
    if off == "layout":
        model = DefaultLayout(model)
    plain = Adam(model.parameters(), lr=settings["optimizer"]["lr"])
    optimizer = plain if off == "fused steps" else OPTIMIZERS.parse(settings["optimizer"]).build(model.parameters())
    size = settings["batch_size"]
    images, labels = torch.rand(size, *settings["image_shape"]), torch.randint(settings["classes"], (size,))
    with processor_time() as clock:
        for _ in range(steps):
            loss = cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return steps * size / clock.seconds


def compared(cell: Cell, setting: str, options: argparse.Namespace) -> tuple[str, float, float, float]:
    """A network's name, its median speeds without and with a setting, and the median ratio."""
    sides = (partial(speed, cell, off, options.steps) for off in (setting, None))
    pairs = in_turns(options.pairs, *sides)
    without, with_it = (median(side) for side in zip(*pairs, strict=True))
    return f"{cell.study}/{cell.variant}", without, with_it, ratio(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=100, help="training steps of one measurement")
    parser.add_argument("--pairs", type=int, default=3, help="measurements of each kind")
    options = parser.parse_args()
    plan = make_plan(read_params(ROOT / "params.yaml", {"dataset": "mnist"}))
    cells = [starting_cell(plan, Start(study, variant)) for study, variant in NETWORKS]
    for setting in SETTINGS:
        rows = [
            compared(cell, setting, options)
            for cell in cells
            if setting != "layout" or cell.settings["model"]["name"] == "cnn"
        ]
        show((setting, "without", "with"), rows, Console(highlight=False))


if __name__ == "__main__":
    main()
