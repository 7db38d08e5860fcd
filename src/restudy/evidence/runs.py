"""A cell's numbers as runs, with what each test image adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.statistics.contrasts import Numbers, Runs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from restudy.evidence.evidence import Evidence
else:
    np = lazily("numpy")


def metric_runs(evidence: Evidence, cell: Cell, name: str, values: Numbers | None = None) -> Runs:
    """A metric of a cell in each run that ended; one that is the same in every run, in all of them.

    Args:
        evidence: the study's results.
        cell: the cell.
        name: a metric's name.
        values: its values if other than those of the finished trials, such as an epoch's, [runs that ended].
    """
    metric, settings = METRICS[name], cell.settings
    if metric.exact:
        every = np.array([*evidence.values(cell, name).values()], dtype=np.float64)
        return Runs(readable_name(cell), every, whole=metric.whole, exact=True)
    if values is None:
        values = _of_ended(evidence, cell, evidence.values(cell, name))
    known = replace(_runs(evidence, cell, values), whole=metric.whole, bounds=metric.bounds(settings))
    if metric.sampling is None:
        return known
    images, held_out = len(evidence.labels), settings["split"]["val"]
    of_image = evidence.right(cell) if metric.sampling.of == "right" else evidence.losses(cell)
    return replace(
        known,
        effects=metric.sampling.scale(settings, images) * of_image,
        on_these=1.0 if "test" in metric.sampling.parts else 0.0,
        on_others=images / held_out if "val" in metric.sampling.parts and held_out else 0.0,
    )


def _of_ended(evidence: Evidence, cell: Cell, values: Mapping[int, float]) -> Numbers:
    return np.array([values[seed] for seed in evidence.ended(cell)], dtype=np.float64)


def _runs(evidence: Evidence, cell: Cell, values: Numbers, effects: Numbers | None = None) -> Runs:
    """Numbers of a cell's runs that ended, [runs], with what each image adds, [runs, N]."""
    seeds = evidence.ended(cell)
    diverged = len(evidence.plan.seeds) - len(seeds)
    return Runs(readable_name(cell), values, effects, seeds=tuple(seeds), diverged=diverged)


def score_runs(evidence: Evidence, cell: Cell, score: str, label: int) -> Runs:
    """Precision, recall or F1 of a class in each run that ended.

    Effects are the ratio's influence values (Hampel 1974).
    """
    values, effects = [], []
    labelled = evidence.labels == label
    for seed in evidence.ended(cell):
        predicted = evidence.predictions(cell, seed) == label
        upper, lower = _ratio(score, labelled, predicted)
        value = float(evidence.class_scores(cell, seed).at[label, score])
        values.append(value)
        effects.append((upper - value * lower) * len(lower) / max(float(lower.sum()), 1.0))
    of_images = np.array(effects, dtype=np.float64).reshape(len(values), len(labelled))
    return replace(_runs(evidence, cell, np.array(values, dtype=np.float64), of_images), bounds=(0.0, 1.0))


def _ratio(score: str, labelled: Numbers, predicted: Numbers) -> tuple[Numbers, Numbers]:
    """What each image adds to a score's numerator and denominator."""
    both = np.logical_and(labelled, predicted).astype(np.float64)
    if score == "f1":
        return 2 * both, labelled.astype(np.float64) + predicted
    return both, (labelled if score == "recall" else predicted).astype(np.float64)


def average_runs(evidence: Evidence, cell: Cell, score: str, weighted: bool) -> Runs:
    """The mean of a score over classes in each run that ended, weighted by the classes' shares of images if asked."""
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
    return replace(_runs(evidence, cell, values, effects), bounds=(0.0, 1.0))


def loss_over_images(evidence: Evidence, cell: Cell) -> Runs:
    """The three parts' total losses together, divided by all of their images, in each run that ended: no mean loss."""
    totals = [metric_runs(evidence, cell, f"{part}_total_loss").values for part in ("train", "val", "test")]
    split = cell.settings["split"]
    images = split["train"] + split["val"] + len(evidence.labels)
    return replace(_runs(evidence, cell, np.sum(totals, axis=0) / images), bounds=(0.0, inf))


def error_runs(evidence: Evidence, cell: Cell, pairs: list[tuple[int, int]], among_first: int | None = None) -> Runs:
    """How many test images of the first label were taken for the second, over all pairs, in each run that ended.

    Args:
        evidence: the study's results.
        cell: the cell.
        pairs: label and prediction of each kind of error.
        among_first: how many of a seed's wrong predictions, in the images' order, are looked through; None for all.
    """
    rows = [
        np.any([(evidence.labels == label) & (predictions == taken) for label, taken in pairs], axis=0) & looked_at
        for seed in evidence.ended(cell)
        for predictions in [evidence.predictions(cell, seed)]
        for looked_at in [_until_error(predictions != evidence.labels, among_first)]
    ]
    images = len(evidence.labels)
    taken = np.array(rows, dtype=np.float64).reshape(len(rows), images)
    return replace(_runs(evidence, cell, taken.sum(axis=1), images * taken), whole=True, bounds=(0.0, inf))


def _until_error(wrong: NDArray[np.bool_], number: int | None) -> NDArray[np.bool_]:
    """Whether an image stands no later than the error of this number, [N]."""
    return np.full(len(wrong), True) if number is None else np.cumsum(wrong) <= number
