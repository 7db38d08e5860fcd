"""A cell's numbers as runs, with what each test image adds to them."""

from collections.abc import Callable
from math import inf

import numpy as np
from numpy.typing import NDArray

from restudy.claims.evidence import Evidence
from restudy.plan.cells import Cell
from restudy.statistics.contrasts import Numbers, Runs

Effects = Callable[[Evidence, Cell], Numbers]
# The same in every run of a cell.
EXACT = frozenset({"trainable_parameters"})
EPOCHS = frozenset({"epochs_run", "best_epoch", "best_test_epoch", "first_epoch_at_target"})
WHOLE = EPOCHS | {"test_errors", "settling_step"}
# A difference, which may be below zero.
SIGNED = frozenset({"train_minus_test_accuracy"})
# Mean over the three parts of the data, of which the test images are one.
PARTS = 3


def _right(evidence: Evidence, cell: Cell) -> Numbers:
    return evidence.right(cell)


def _losses(evidence: Evidence, cell: Cell) -> Numbers:
    return evidence.losses(cell)


def _errors(evidence: Evidence, cell: Cell) -> Numbers:
    return -len(evidence.labels) * evidence.right(cell)


def _total_loss(evidence: Evidence, cell: Cell) -> Numbers:
    batches = np.ceil(len(evidence.labels) / cell.settings["evaluation_batch_size"])
    return float(batches) * evidence.losses(cell)


def _val_total_loss(evidence: Evidence, cell: Cell) -> Numbers:
    batches = np.ceil(cell.settings["split"]["val"] / cell.settings["evaluation_batch_size"])
    return float(batches) * evidence.losses(cell)


def _average(evidence: Evidence, cell: Cell) -> Numbers:
    return evidence.right(cell) / PARTS


ON_TEST: dict[str, Effects] = {
    "test_accuracy": _right,
    "best_test_accuracy": _right,
    "train_minus_test_accuracy": _right,
    "accuracy_gap": _right,
    "test_errors": _errors,
    "test_loss": _losses,
    "loss_gap": _losses,
    "test_total_loss": _total_loss,
    "average_accuracy": _average,
}
# Validation images are of the test images' kind, so the effects of the latter say how much they vary.
ON_VALIDATION: dict[str, Effects] = {
    "val_accuracy": _right,
    "val_loss": _losses,
    "val_total_loss": _val_total_loss,
    "average_accuracy": _average,
}


def _bounds(cell: Cell, metric: str) -> tuple[float, float]:
    """The smallest and the largest value that a metric can have."""
    if metric in SIGNED:
        return -1.0, 1.0
    if metric in EPOCHS:
        return 0.0, float(cell.settings["epochs"])
    return 0.0, 1.0 if metric.endswith(("accuracy", "accuracy_gap")) else inf


def metric_runs(evidence: Evidence, cell: Cell, metric: str, values: Numbers | None = None) -> Runs:
    """A metric of a cell in each seed.

    Args:
        evidence: the study's results.
        cell: the cell.
        metric: a metric's name.
        values: its values if other than those of the finished trials, such as an epoch's, [seeds].
    """
    if values is None:
        values = np.array(list(evidence.values(cell, metric).values()), dtype=np.float64)
    effects = ON_TEST.get(metric) or ON_VALIDATION.get(metric)
    if effects is None:
        return Runs(cell.name, values, whole=metric in WHOLE, exact=metric in EXACT, bounds=_bounds(cell, metric))
    held_out = cell.settings["split"]["val"]
    return Runs(
        cell.name,
        values,
        effects(evidence, cell),
        on_these=1.0 if metric in ON_TEST else 0.0,
        on_others=len(evidence.labels) / held_out if metric in ON_VALIDATION and held_out else 0.0,
        whole=metric in WHOLE,
        bounds=_bounds(cell, metric),
    )


def score_runs(evidence: Evidence, cell: Cell, score: str, label: int) -> Runs:
    """Precision, recall or F1 of a class in each seed; effects are the ratio's influence values (Hampel 1974)."""
    values, effects = [], []
    labelled = evidence.labels == label
    for seed in evidence.plan.seeds:
        predicted = evidence.predictions(cell, seed) == label
        upper, lower = _ratio(score, labelled, predicted)
        value = float(evidence.class_scores(cell, seed).at[label, score])
        values.append(value)
        effects.append((upper - value * lower) * len(lower) / max(float(lower.sum()), 1.0))
    return Runs(cell.name, np.array(values), np.stack(effects), bounds=(0.0, 1.0))


def _ratio(score: str, labelled: Numbers, predicted: Numbers) -> tuple[Numbers, Numbers]:
    """What each image adds to a score's numerator and denominator."""
    both = np.logical_and(labelled, predicted).astype(np.float64)
    if score == "f1":
        return 2 * both, labelled.astype(np.float64) + predicted
    return both, (labelled if score == "recall" else predicted).astype(np.float64)


def average_runs(evidence: Evidence, cell: Cell, score: str, weighted: bool) -> Runs:
    """The mean of a score over classes in each seed, weighted by the classes' shares of images if asked."""
    classes = cell.settings["classes"]
    shares = np.bincount(evidence.labels, minlength=classes) / len(evidence.labels)
    weights = shares if weighted else np.full(classes, 1 / classes)
    runs = [score_runs(evidence, cell, score, label) for label in range(classes)]
    scores = np.stack([run.values for run in runs], axis=1)
    values = scores @ weights
    effects = np.tensordot(weights, np.stack([run.effects for run in runs if run.effects is not None]), axes=1)
    if weighted:
        # Other images would have other shares too.
        effects += scores[:, evidence.labels] - values[:, None]
    return Runs(cell.name, values, effects, bounds=(0.0, 1.0))


def loss_over_images(evidence: Evidence, cell: Cell) -> Runs:
    """The sum of the three parts' total losses divided by all of their images, in each seed: no loss per image."""
    totals = [metric_runs(evidence, cell, f"{part}_total_loss").values for part in ("train", "val", "test")]
    split = cell.settings["split"]
    images = split["train"] + split["val"] + len(evidence.labels)
    return Runs(cell.name, np.sum(totals, axis=0) / images, bounds=(0.0, inf))


def error_runs(evidence: Evidence, cell: Cell, pairs: list[tuple[int, int]], among_first: int | None = None) -> Runs:
    """How many test images of the first label were taken for the second, over all pairs, in each seed.

    Args:
        evidence: the study's results.
        cell: the cell.
        pairs: label and prediction of each kind of error.
        among_first: how many of a seed's wrong predictions, in the images' order, are looked through; None for all.
    """
    taken = np.stack(
        [
            np.any([(evidence.labels == label) & (predictions == taken) for label, taken in pairs], axis=0) & looked_at
            for seed in evidence.plan.seeds
            for predictions in [evidence.predictions(cell, seed)]
            for looked_at in [_until_error(predictions != evidence.labels, among_first)]
        ]
    ).astype(np.float64)
    return Runs(cell.name, taken.sum(axis=1), len(evidence.labels) * taken, whole=True, bounds=(0.0, inf))


def _until_error(wrong: NDArray[np.bool_], number: int | None) -> NDArray[np.bool_]:
    """Whether an image stands no later than the error of this number, [N]."""
    return np.full(len(wrong), True) if number is None else np.cumsum(wrong) <= number
