"""Training speed of the first study's CNN: this project's loop against the kind of loop that its paper has.

The paper's kind of loop is torchvision's data set with ToTensor, a DataLoader, and `.item()` at every step,
on the network as the paper prints it. Both sides train the same layers with the same batch size on one
thread, in turns. Nothing is written.
"""

import argparse
import gzip
import shutil
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import torch
from rich.console import Console
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim import Adam
from torch.utils.data import DataLoader
from turns import in_turns, processor_time, ratio, show

from restudy.data.arrays import to_pixels
from restudy.data.torchvision_import import import_torchvision
from restudy.datasets import dataset_named
from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.params.params import read_params
from restudy.plan.configuration import Start, starting_cell
from restudy.plan.plan import make_plan
from restudy.training.allocator import keep_freed_memory
from restudy.training.learner import Learner
from restudy.training.loop import Images, LoopSettings, Observer, fit

ROOT = Path(__file__).parents[1]
BATCH_SIZE = 128
ONE_EPOCH = LoopSettings(
    epochs=1,
    batch_size=BATCH_SIZE,
    evaluation_batch_size=1000,
    patience=None,
    keep_epoch_weights=False,
    keep_first_epoch_steps=False,
)
MINIMUM_PAIRS = 3


def papers_network() -> nn.Module:
    """The paper's Figure 1.1."""
    first = nn.Conv2d(1, 8, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2)
    second = nn.Conv2d(8, 16, kernel_size=3, padding=1), nn.ReLU(), nn.MaxPool2d(2)
    return nn.Sequential(*first, *second, nn.Flatten(), nn.Linear(16 * 7 * 7, 10))


def papers_loop(archives: Path, settings: Mapping[str, Any], images: int, threads: int = 1) -> float:
    """Images per second of one epoch of the paper's kind of loop."""
    torch.set_num_threads(threads)
    torchvision = import_torchvision()
    with tempfile.TemporaryDirectory() as folder:
        _extract(archives, Path(folder, "MNIST", "raw"))
        data = torchvision.datasets.MNIST(folder, train=True, transform=torchvision.transforms.ToTensor())
    data.data, data.targets = data.data[:images], data.targets[:images]
    loader = DataLoader(data, batch_size=BATCH_SIZE, shuffle=True)
    model = papers_network()
    optimizer = Adam(model.parameters(), lr=settings["optimizer"]["lr"])
    total_loss, correct = 0.0, 0
    with processor_time() as clock:
        for pixels, labels in loader:
            optimizer.zero_grad()
            logits = model(pixels)
            loss = cross_entropy(logits, labels)
            loss.backward()
            optimizer.step()
            total_loss += loss.item()
            correct += (logits.argmax(1) == labels).sum().item()
    return len(data) / clock.seconds


def _extract(archives: Path, raw: Path) -> None:
    """Put the archives where torchvision looks for their content."""
    raw.mkdir(parents=True)
    for archive in archives.glob("*-ubyte.gz"):
        with gzip.open(archive) as source, (raw / archive.stem).open("wb") as target:
            shutil.copyfileobj(source, target)


def our_loop(archives: Path, settings: Mapping[str, Any], images: int) -> float:
    """Images per second of one epoch of this project's loop, set up as `run_trial` sets it up."""
    keep_freed_memory()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.set_flush_denormal(True)
    pixels, labels = (part[:images] for part in dataset_named("mnist").read(archives)[0])
    train = Images(to_pixels(pixels, **settings["pixels"]), labels)
    model = MODELS.parse(settings["model"]).build(settings["image_shape"], settings["classes"])
    learner = Learner(model, OPTIMIZERS.parse(settings["optimizer"]).build(model.parameters()))
    with processor_time() as clock:
        fit(learner, train, None, ONE_EPOCH, torch.Generator().manual_seed(0), Observer())
    return len(train) / clock.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", type=Path, default=ROOT / "data/mnist/raw", help="folder with MNIST's archives")
    parser.add_argument("--images", type=int, default=60_000, help="train on the first so many")
    parser.add_argument("--pairs", type=int, default=MINIMUM_PAIRS, help=f"at least {MINIMUM_PAIRS}")
    options = parser.parse_args()
    if not (options.mirror / "train-images-idx3-ubyte.gz").is_file():
        parser.error(f"--mirror: no MNIST archives in {options.mirror}; make them with: snakemake --cores 2")
    if options.pairs < MINIMUM_PAIRS or options.images < 1:
        parser.error(f"--pairs {options.pairs} --images {options.images}: at least {MINIMUM_PAIRS} pairs and 1 image")
    plan = make_plan(read_params(ROOT / "params.yaml", {"dataset": "mnist"}))
    settings = starting_cell(plan, Start("cnn-lstm-grid", "cnn")).settings
    sides = (partial(side, options.mirror, settings, options.images) for side in (papers_loop, our_loop))
    pairs = in_turns(options.pairs, *sides)
    console = Console(highlight=False)
    rows = [(str(number), *pair, ratio([pair])) for number, pair in enumerate(pairs, start=1)]
    show(("pair", "paper's loop, images/s", "this loop, images/s"), rows, console)
    console.print(f"median ratio {ratio(pairs):.2f}")


if __name__ == "__main__":
    main()
