"""A trial's numbers in one row, derived from its records and its results on the test images."""

import csv
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from statistics import fmean
from typing import Any, get_args

from restudy.params.claims import Metric
from restudy.plan.cells import Cell

Row = dict[str, Any]

TRIAL_COLUMNS = ("cell", "variant", "seed", *get_args(Metric))
EPOCH_COLUMNS = (
    "cell",
    "seed",
    "epoch",
    "train_loss",
    "train_accuracy",
    "val_loss",
    "val_accuracy",
    "val_total_loss",
    "test_loss",
    "test_accuracy",
)
# Training has settled at the first step before which this many steps' mean loss, in nats, is below the limit.
SETTLING_STEPS = 50
SETTLED_LOSS = 0.5


def trial_row(
    metrics: Mapping[str, Any],
    epochs: Sequence[Mapping[str, Any]],
    steps: Sequence[float],
    test: Mapping[str, float],
    target: float | None,
) -> Row:
    """The numbers of TRIAL_COLUMNS, without cell, variant and seed.

    Args:
        metrics: the trial's metrics.json.
        epochs: the trial's epochs, with test numbers where the weights of each epoch were kept.
        steps: losses of the first epoch's steps, empty where they were not kept.
        test: `loss`, `accuracy`, `total_loss` and `errors` on the test images.
        target: test accuracy, in [0, 1], whose first epoch is wanted.
    """
    last = epochs[-1]
    row: Row = {name: metrics.get(name) for name in TRIAL_COLUMNS if name.startswith(("train_", "val_"))}
    row |= {f"test_{name}": value for name, value in test.items()}
    row |= {"epochs_run": metrics["epochs_run"], "best_epoch": metrics["best_epoch"]}
    row["trainable_parameters"] = metrics["parameters"]["trainable"]
    row["average_accuracy"] = _average_accuracy(metrics, test)
    row |= {"last_train_loss": last["train_loss"], "last_train_accuracy": last["train_accuracy"]}
    row["loss_gap"] = abs(test["loss"] - last["train_loss"])
    row["train_minus_test_accuracy"] = metrics["train_accuracy"] - test["accuracy"]
    row["accuracy_gap"] = abs(test["accuracy"] - last["train_accuracy"])
    return row | _over_epochs(epochs, target) | _over_steps(steps)


def with_train_total(metrics: Mapping[str, Any], cell: Cell, batch_size: int | None) -> Mapping[str, Any]:
    """Metrics with the training images' total loss in batches of another size than training's; None changes nothing.

    The mean loss per image times the number of batches: it takes the last batch, which is smaller, for one of the
    mean of all.
    """
    if batch_size is None:
        return metrics
    batches = ceil(cell.settings["split"]["train"] / batch_size)
    return {**metrics, "train_total_loss": metrics["train_loss"] * batches}


def _average_accuracy(metrics: Mapping[str, Any], test: Mapping[str, float]) -> float | None:
    """Mean of the accuracies on all three parts, as `cnn-lstm-grid` reports it."""
    if metrics.get("val_accuracy") is None:
        return None
    return fmean([metrics["train_accuracy"], metrics["val_accuracy"], test["accuracy"]])


def _over_epochs(epochs: Sequence[Mapping[str, Any]], target: float | None) -> Row:
    accuracies = [epoch["test_accuracy"] for epoch in epochs if epoch["test_accuracy"] is not None]
    best = max(accuracies, default=None)
    reached = (number for number, value in enumerate(accuracies, start=1) if target and value >= target)
    return {
        "best_test_accuracy": best,
        "best_test_epoch": accuracies.index(best) + 1 if best is not None else None,
        "first_epoch_at_target": next(reached, None),
        "train_loss_roughness": roughness([epoch["train_loss"] for epoch in epochs]),
        "test_loss_roughness": roughness([e["test_loss"] for e in epochs if e["test_loss"] is not None]),
        "test_accuracy_roughness": roughness(accuracies),
    }


def _over_steps(steps: Sequence[float]) -> Row:
    return {"first_epoch_roughness": roughness(steps), "settling_step": settling_step(steps)}


def roughness(values: Sequence[float]) -> float | None:
    """Mean absolute second difference, which a straight line has none of; None under three values."""
    bends = [abs(a - 2 * b + c) for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return fmean(bends) if bends else None


def settling_step(losses: Sequence[float]) -> int | None:
    """The first step at which the last SETTLING_STEPS losses average below SETTLED_LOSS; None if never."""
    for end in range(SETTLING_STEPS, len(losses) + 1):
        if fmean(losses[end - SETTLING_STEPS : end]) < SETTLED_LOSS:
            return end
    return None


def read_numbers(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV of numbers; whole numbers for epoch and step, None for an empty field."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{name: _number(name, text) for name, text in row.items()} for row in csv.DictReader(stream)]


def _number(name: str, text: str) -> float | int | None:
    if text == "":
        return None
    return int(text) if name in ("epoch", "step") else float(text)
