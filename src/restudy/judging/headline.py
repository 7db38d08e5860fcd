"""The few numbers of a study that `dvc metrics diff` compares."""

from math import isnan, nan
from typing import Any

from restudy.evidence.evidence import Evidence
from restudy.evidence.runs import metric_runs
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.statistics.contrasts import Numbers, contrast
from restudy.statistics.intervals import Interval, wilson

TO_TARGET = "first_epoch_at_target"


def headline(evidence: Evidence, choices: dict[str, Any]) -> dict[str, Any]:
    """The chosen cells' accuracies with their intervals, and epochs to the target, by protocol and group."""
    cells = {cell.name: cell for cell in evidence.plan.cells}
    chosen = {
        protocol: {
            group: _numbers(evidence, cells[entry["cell"]])
            for group, entry in choice["chosen"].items()
            if entry["cell"]
        }
        for protocol, choice in choices.items()
    }
    diverged = {readable_name(cell): len(seeds) for cell in cells.values() if (seeds := evidence.diverged(cell))}
    return chosen | ({"diverged_runs": diverged} if diverged else {})


def _numbers(evidence: Evidence, cell: Cell) -> dict[str, float]:
    """Means over the runs that ended; how many did not stands beside them."""
    diverged = len(evidence.diverged(cell))
    numbers: dict[str, float] = {"diverged_runs": diverged} if diverged else {}
    images = {"val_accuracy": cell.settings["split"]["val"], "test_accuracy": len(evidence.labels)}
    for metric, number in images.items():
        values = metric_runs(evidence, cell, metric).values
        if number and _are_known(values):
            low, high = accuracy_interval(evidence, cell, metric, number)
            numbers |= {metric: float(values.mean()), f"{metric}_low": low, f"{metric}_high": high}
    epochs = metric_runs(evidence, cell, TO_TARGET).values
    return numbers | {TO_TARGET: float(epochs.mean())} if _are_known(epochs) else numbers


def _are_known(values: Numbers) -> bool:
    return len(values) > 0 and not any(map(isnan, values))


def accuracy_interval(evidence: Evidence, cell: Cell, metric: str, images: int) -> Interval:
    """Interval of an accuracy over seeds and images; for one run Wilson's, which is about this network alone.

    NaN where no run ended.
    """
    runs, confidence = metric_runs(evidence, cell, metric), evidence.plan.statistics.confidence
    if not len(runs.values):
        return Interval(nan, nan)
    if len(runs.values) == 1:
        return wilson(round(float(runs.values[0]) * images), images, confidence)
    return contrast([(1.0, runs)]).interval(confidence).clipped(0.0, 1.0)
