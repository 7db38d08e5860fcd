"""Every trial of a study on the test images: predictions, numbers by trial and numbers by epoch."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil, isfinite, nan
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from restudy.data.arrays import read_images, read_tensors, to_pixels, write_tensors
from restudy.layout import Evaluation
from restudy.metric import TrialRecords
from restudy.metrics import EPOCH_METRICS, METRICS
from restudy.models import MODELS, Size
from restudy.params.study import Study
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, read_numbers, write_csv
from restudy.training.allocator import keep_freed_memory
from restudy.training.loop import Images
from restudy.training.precision import in_precision
from restudy.training.predict import accuracy, image_losses, images_in_cache, predict, total_loss

TRIAL_COLUMNS = ("cell", "variant", "seed", "diverged_in_epoch", *METRICS)
EPOCH_COLUMNS = ("cell", "seed", "epoch", *EPOCH_METRICS)


@dataclass(frozen=True)
class TrialResults:
    """One trial on the test images: its row, its epochs' rows, and its logits, float32 [N, classes].

    A trial that diverged has no test numbers, no metrics but those that are the same in every run, and NaN as logits.
    """

    row: dict[str, Any]
    epochs: list[dict[str, Any]]
    logits: Tensor


def evaluate(plan: StudyPlan, cells_folder: Path, test_file: Path, output: Path) -> None:
    """Write trials.csv, epochs.csv and predictions.safetensors (logits by CELL/seedN, and `labels`)."""
    keep_freed_memory()
    trials, epochs, logits = [], [], {}
    for cell in plan.cells:
        test = _test_images(cell, test_file)
        for seed in plan.seeds:
            folder = cells_folder / cell.name / f"seed{seed}"
            results = evaluate_trial(cell, folder, test, plan.study)
            trials.append({"cell": cell.name, "variant": cell.variant, "seed": seed, **results.row})
            epochs += [{"cell": cell.name, "seed": seed, **row} for row in results.epochs]
            logits[f"{cell.name}/seed{seed}"] = results.logits
            print(f"{cell.name} seed {seed}: {_words(results.row)}", flush=True)
    files = Evaluation(output)
    write_csv(files.trials, trials, TRIAL_COLUMNS)
    write_csv(files.epochs, epochs, EPOCH_COLUMNS)
    write_tensors(files.predictions, {"labels": test.labels, **logits})


def _words(row: dict[str, Any]) -> str:
    epoch = row["diverged_in_epoch"]
    return f"diverged in epoch {epoch}" if epoch else f"test accuracy {row['test_accuracy']:.4f}"


def _test_images(cell: Cell, test_file: Path) -> Images:
    images, labels = read_images(test_file)
    return Images(to_pixels(images, **cell.settings["pixels"]), labels)


def evaluate_trial(cell: Cell, folder: Path, test: Images, study: Study) -> TrialResults:
    """Measure the trial that lies in `folder` with its final weights and, where kept, those of each epoch."""
    torch.set_num_threads(cell.settings["threads"])
    training, history = read_json(folder / "metrics.json"), read_numbers(folder / "history.csv")
    if training.get("diverged_in_epoch"):
        return _diverged(training["diverged_in_epoch"], training, history, cell, test)
    block, images = MODELS.parse(cell.settings["model"]), (cell.settings["image_shape"], cell.settings["classes"])
    model = in_precision(block.build(*images), cell.settings["precision"])
    measured = partial(_measure, model, cell.settings["evaluation_batch_size"], block.size(*images), test)
    by_epoch = {epoch: measured(weights)[0] for epoch, weights in _epoch_weights(folder)}
    numbers, logits = measured(read_tensors(folder / "checkpoint.safetensors"))
    if not isfinite(numbers["loss"]):
        # Only of images that it was not trained or validated on.
        return _diverged(training["best_epoch"], training, history, cell, test)
    epochs = [_epoch_row(row, by_epoch.get(row["epoch"])) for row in history]
    steps = [row["train_loss"] for row in read_numbers(folder / "steps.csv")]
    size, images = study.train_total_batch_size, cell.settings["split"]["train"]
    records = TrialRecords(
        training,
        *(epochs, steps, numbers),
        target=study.target_accuracy,
        train_batches=ceil(images / size) if size else None,
    )
    values = {name: metric.value(records) for name, metric in METRICS.items()}
    return TrialResults({"diverged_in_epoch": None} | values, epochs, logits)


def _diverged(
    epoch: int, training: dict[str, Any], history: list[dict[str, Any]], cell: Cell, test: Images
) -> TrialResults:
    records = TrialRecords(training, history, [], {})
    values = {name: metric.value(records) if metric.exact else None for name, metric in METRICS.items()}
    logits = torch.full((len(test), cell.settings["classes"]), nan)
    return TrialResults({"diverged_in_epoch": epoch} | values, [_epoch_row(row, None) for row in history], logits)


def _measure(
    model: nn.Module, batch_size: int, size: Size | None, test: Images, weights: dict[str, Tensor]
) -> tuple[dict[str, float], Tensor]:
    """Loss per image, accuracy, total loss and number of errors, and the logits, of a model with these weights."""
    model.load_state_dict(weights)
    logits = predict(model, test.images, batch_size, images_in_cache(size, batch_size))
    losses = image_losses(logits, test.labels)
    right = accuracy(logits, test.labels)
    numbers = {
        "loss": float(losses.mean()),
        "accuracy": right,
        "total_loss": total_loss(losses, batch_size),
        "errors": round((1 - right) * len(test)),
    }
    return numbers, logits


def _epoch_weights(folder: Path) -> Iterator[tuple[int, dict[str, Tensor]]]:
    """The weights of each epoch in order, from tensors named EPOCH/NAME."""
    by_epoch: dict[int, dict[str, Tensor]] = {}
    for key, tensor in read_tensors(folder / "epochs.safetensors").items():
        epoch, _, name = key.partition("/")
        by_epoch.setdefault(int(epoch), {})[name] = tensor
    yield from sorted(by_epoch.items())


def _epoch_row(row: dict[str, Any], test: dict[str, float] | None) -> dict[str, Any]:
    """An epoch's row; without test numbers where its weights were not kept, or gave a loss that is not finite."""
    if test and not isfinite(test["loss"]):
        test = None
    return {**row, "test_loss": test["loss"] if test else None, "test_accuracy": test["accuracy"] if test else None}
