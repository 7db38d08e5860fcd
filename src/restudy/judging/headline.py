"""The few numbers of a study that `dvc metrics diff` compares."""

from math import isnan
from statistics import fmean
from typing import Any

from restudy.evidence.evidence import Evidence
from restudy.evidence.runs import metric_runs
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import contrast
from restudy.statistics.intervals import Interval, wilson

TO_TARGET = "first_epoch_at_target"


def headline(evidence: Evidence, choices: dict[str, Any]) -> dict[str, Any]:
    """The chosen cells' accuracies with their intervals, and epochs to the target, by protocol and group."""
    cells = {cell.name: cell for cell in evidence.plan.cells}
    return {
        protocol: {group: _numbers(evidence, cells[entry["cell"]]) for group, entry in choice["chosen"].items()}
        for protocol, choice in choices.items()
    }


def _numbers(evidence: Evidence, cell: Cell) -> dict[str, float]:
    images = {"val_accuracy": cell.settings["split"]["val"], "test_accuracy": len(evidence.labels)}
    numbers: dict[str, float] = {}
    for metric, number in images.items():
        values = list(evidence.values(cell, metric).values())
        if not any(isnan(value) for value in values):
            low, high = accuracy_interval(evidence, cell, metric, number)
            numbers |= {metric: fmean(values), f"{metric}_low": low, f"{metric}_high": high}
    epochs = list(evidence.values(cell, TO_TARGET).values())
    return numbers if any(isnan(value) for value in epochs) else numbers | {TO_TARGET: fmean(epochs)}


def accuracy_interval(evidence: Evidence, cell: Cell, metric: str, images: int) -> Interval:
    """Interval of an accuracy over seeds and images; for one seed Wilson's, which is about this network alone."""
    runs, confidence = metric_runs(evidence, cell, metric), evidence.plan.statistics.confidence
    if len(runs.values) == 1:
        return wilson(round(float(runs.values[0]) * images), images, confidence)
    return contrast([(1.0, runs)]).interval(confidence).clipped(0.0, 1.0)
