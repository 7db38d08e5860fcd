"""bfloat16 beside float32: how much faster an epoch of MNIST images is on one core, and the test accuracy after it."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from statistics import mean, stdev
from time import process_time
from typing import Any, get_args

from networks import NETWORKS
from table import Table, of, spread
from task import Task
from torch import Tensor
from turns import ratio

from restudy.data.arrays import to_pixels
from restudy.datasets import dataset_named
from restudy.models import Precision
from restudy.params.settings import TrialSettings
from restudy.training.allocator import keep_freed_memory
from restudy.training.loop import Images, Observer
from restudy.training.loop import measure as accuracy_of
from restudy.training.recipe import recipe
from restudy.training.trial import run_trial

PRECISIONS = get_args(Precision)


def measure(seeds: int, names: Sequence[str], images: int, mirror: Path | None) -> dict[str, Any]:
    """One epoch of each network in each precision, with each seed; nothing without MNIST's archives."""
    if mirror is None:
        missing = "precision: needs --mirror, a folder with MNIST's archives"
        return {"rows": [], "seeds": 0, "images": 0, "left_out": [missing]}
    keep_freed_memory()
    rows = [row for name in names for row in _rows(name, Task(*NETWORKS[name], images, mirror), seeds)]
    return {"rows": rows, "seeds": seeds, "images": images, "left_out": []}


def _rows(name: str, task: Task, seeds: int) -> list[dict[str, Any]]:
    taken = {precision: list[tuple[float, float]]() for precision in PRECISIONS}
    for seed in range(seeds):
        for precision in PRECISIONS:
            taken[precision].append(_epoch(task, precision, seed))
    baseline = [seconds for seconds, _ in taken[PRECISIONS[0]]]
    return [
        {
            "network": name,
            "precision": precision,
            "seconds": spread([seconds for seconds, _ in values]),
            "speed": 1 / ratio(baseline, [seconds for seconds, _ in values]),
            "accuracies": [accuracy for _, accuracy in values],
        }
        for precision, values in taken.items()
    ]


def _epoch(task: Task, precision: str, seed: int) -> tuple[float, float]:
    """Processor seconds of an epoch, and the accuracy on the test images after it, in percent."""
    settings = {**task.settings, "precision": precision, "epochs": 1, "early_stopping": None, "keep": []}
    given = recipe(TrialSettings.model_validate(settings))
    train, test = (_pixels(task, part) for part in ("train", "test"))
    start = process_time()
    trial = run_trial(given, seed, train, None, Observer())
    return process_time() - start, 100 * accuracy_of(trial.model, test, given.loop)["accuracy"]


def _pixels(task: Task, part: str) -> Images:
    assert task.mirror is not None
    stored, labels = _stored(task.mirror)[part]
    most = task.images if part == "train" else len(labels)
    return Images(to_pixels(stored[:most], **task.settings["pixels"]), labels[:most])


@cache
def _stored(mirror: Path) -> dict[str, tuple[Tensor, Tensor]]:
    return dict(zip(("train", "test"), dataset_named("mnist").read(mirror), strict=True))


def table(part: dict[str, Any]) -> Table:
    """A row for each network in each precision."""
    rows = [
        (
            row["network"],
            row["precision"],
            of(row["seconds"], 1),
            f"{row['speed']:.2f}",
            f"{mean(row['accuracies']):.2f} ± {stdev(row['accuracies']):.2f}",
        )
        for row in part["rows"]
    ]
    columns = ("network", "precision", "processor seconds", "× float32", "test accuracy, %")
    epoch = f"one epoch of {part['images']:,} images of MNIST"
    return Table(f"bfloat16: {epoch}, {part['seeds']} seeds, mean ± SD", columns, rows)
