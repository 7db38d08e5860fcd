"""The records of one trial, and the metrics that follow from them."""

from typing import Any

from restudy.metric import TrialRecords
from restudy.metrics import METRICS

TRAINING: dict[str, Any] = {
    "train_loss": 0.10,
    "train_accuracy": 0.96,
    "train_total_loss": 9.0,
    "val_loss": 0.20,
    "val_accuracy": 0.93,
    "val_total_loss": 2.0,
    "best_epoch": 2,
    "epochs_run": 4,
    "stopped_early": True,
    "parameters": {"trainable": 1234, "non_trainable": 56},
}
TEST = {"loss": 0.30, "accuracy": 0.90, "total_loss": 3.0, "errors": 10}
# Train loss, train accuracy, test loss and test accuracy by epoch.
EPOCHS = [
    {"epoch": epoch, "train_loss": a, "train_accuracy": b, "test_loss": c, "test_accuracy": d}
    for epoch, (a, b, c, d) in enumerate(
        [(1.0, 0.5, 0.9, 0.60), (0.6, 0.7, 0.5, 0.80), (0.4, 0.8, 0.6, 0.95), (0.3, 0.9, 0.4, 0.90)], start=1
    )
]


def row(**changes: Any) -> dict[str, float | None]:
    """Every metric of a trial, some of its records changed."""
    records: dict[str, Any] = {"training": TRAINING, "epochs": EPOCHS, "steps": [], "test": TEST, "target": 0.8}
    return {name: metric.value(TrialRecords(**records | changes)) for name, metric in METRICS.items()}


def of(name: str, **changes: Any) -> Any:
    """One metric of it."""
    return row(**changes)[name]


def without_test(epochs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [epoch | {"test_loss": None, "test_accuracy": None} for epoch in epochs]
