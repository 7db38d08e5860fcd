"""A cell's numbers as runs, with what each test image adds to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from restudy.formats import Unit
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.statistics.contrasts import Numbers, Runs, grouped

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from restudy.evidence.evidence import Evidence
else:
    np = lazily("numpy")

# So many epochs before and after one have spreads like its own.
EPOCHS_AROUND = 3


def metric_runs(evidence: Evidence, cell: Cell, name: str, epoch: int | None = None) -> Runs:
    """A metric of a cell in each run that ended; one that is the same in every run, in all of them.

    Its spread is like those of the study's other cells; after an epoch, like those after the epochs around it.

    Args:
        evidence: the study's results.
        cell: the cell.
        name: a metric's name.
        epoch: after which epoch, from 1; None for the finished trials. NaN in runs that had ended before.
    """
    metric, settings = METRICS[name], cell.settings
    if metric.exact:
        every = np.array([*evidence.values(cell, name).values()], dtype=np.float64)
        return Runs(readable_name(cell), every, whole=metric.whole, exact=True)
    values = _of_ended(evidence, cell, name, epoch)
    # A share of fewer test images than of others moves in the largest steps.
    grain = 1 / len(evidence.labels) if metric.unit in (Unit.SHARE, Unit.GAP) else 0.0
    known = replace(_runs(evidence, cell, values), whole=metric.whole, bounds=metric.bounds(settings), grain=grain)
    known = _with_like(evidence, cell, name, known) if epoch is None else _around(evidence, cell, name, epoch, known)
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


def _of_ended(evidence: Evidence, cell: Cell, name: str, epoch: int | None) -> Numbers:
    seeds = evidence.ended(cell)
    if epoch is None:
        by_seed = evidence.values(cell, name)
        return np.array([by_seed[seed] for seed in seeds], dtype=np.float64)
    return np.array([evidence.curve(cell, seed, name).get(epoch, np.nan) for seed in seeds], dtype=np.float64)


def _with_like(evidence: Evidence, cell: Cell, name: str, runs: Runs) -> Runs:
    plan = evidence.plan
    alone = cell.alternative or plan.study.variants[cell.variant].comparison
    return replace(
        runs,
        kind=_kind(name, cell),
        like=lambda: [metric_runs(evidence, other, name) for other in _like(evidence, cell)],
        together="" if alone else _grid_of(evidence, cell),
    )


def _kind(name: str, cell: Cell) -> str:
    return f"{name} with {cell.alternative}" if cell.alternative else name


def _like(evidence: Evidence, cell: Cell) -> list[Cell]:
    """The cells whose spreads say something about this one's: of alternatives its own alone; none moves others."""
    return [other for other in evidence.plan.cells if other.alternative in ("", cell.alternative)]


def _grid_of(evidence: Evidence, cell: Cell) -> str:
    """The cells whose means lie about a common one: a variant's grid, or a protocol's variants where they have none."""
    protocol = evidence.plan.protocol_of(readable_name(cell))
    grid = [other for other in evidence.plan.under(protocol) if other.variant == cell.variant]
    return f"{protocol} {cell.variant}" if len(grid) > 1 else protocol


def _around(evidence: Evidence, cell: Cell, name: str, epoch: int, runs: Runs) -> Runs:
    near = range(max(1, epoch - EPOCHS_AROUND), epoch + EPOCHS_AROUND + 1)
    return replace(
        runs,
        kind=f"{name} of {cell.name} around epoch {epoch}",
        like=lambda: [metric_runs(evidence, cell, name, other) for other in near],
        member=f"epoch {epoch}",
    )


def _runs(evidence: Evidence, cell: Cell, values: Numbers, effects: Numbers | None = None) -> Runs:
    """Numbers of a cell's runs that ended, [runs], with what each image adds, [runs, N]."""
    seeds = evidence.ended(cell)
    diverged = len(cell.seeds) - len(seeds)
    return Runs(readable_name(cell), values, effects, seeds=tuple(seeds), diverged=diverged)


def score_runs(evidence: Evidence, cell: Cell, score: str, label: int) -> Runs:
    """Precision, recall or F1 of a class in each run that ended.

    Effects are the ratio's influence values (Hampel 1974). Its spread is like those of the other classes.
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
    return replace(
        _runs(evidence, cell, np.array(values, dtype=np.float64), of_images),
        bounds=(0.0, 1.0),
        grain=1 / max(int(labelled.sum()), 1),
        kind=f"{score} of {cell.name}",
        like=lambda: [score_runs(evidence, cell, score, each) for each in range(cell.settings["classes"])],
        member=str(label),
        together=cell.name,
    )


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
    like = {other.name: other for other in (*evidence.main_cells(), cell)}.values()
    return replace(
        _runs(evidence, cell, values, effects),
        bounds=(0.0, 1.0),
        kind=f"{'weighted' if weighted else 'mean'} {score}",
        like=lambda: [average_runs(evidence, other, score, weighted) for other in like],
    )


def loss_over_images(evidence: Evidence, cell: Cell) -> Runs:
    """The three parts' total losses together, divided by all of their images, in each run that ended: no mean loss."""
    totals = [metric_runs(evidence, cell, f"{part}_total_loss").values for part in ("train", "val", "test")]
    split = cell.settings["split"]
    images = split["train"] + split["val"] + len(evidence.labels)
    return replace(_runs(evidence, cell, np.sum(totals, axis=0) / images), bounds=(0.0, inf))


Pair = tuple[int, int]


def ways(pair: Pair, directed: bool) -> list[Pair]:
    """Label and prediction of the errors between two classes."""
    return [pair] if directed else [pair, (pair[1], pair[0])]


def every_error(cell: Cell) -> list[Pair]:
    """Label and prediction of all errors that there can be."""
    classes = range(cell.settings["classes"])
    return [(label, taken) for label in classes for taken in classes if label != taken]


def error_runs(evidence: Evidence, cells: Sequence[Cell], pairs: list[Pair], among_first: int | None = None) -> Runs:
    """How many test images of the first label were taken for the second, over all pairs and cells, in each seed.

    Only seeds of which a run of every cell ended.

    Args:
        evidence: the study's results.
        cells: the cells, whose errors are added up.
        pairs: label and prediction of each kind of error.
        among_first: how many of a seed's wrong predictions, in the images' order, are looked through; None for all.
    """
    ended = [seed for seed in evidence.plan.seeds if all(seed in evidence.ended(cell) for cell in cells)]
    images = len(evidence.labels)
    taken = np.zeros((len(ended), images))
    for row, seed in enumerate(ended):
        for predictions in (evidence.predictions(cell, seed) for cell in cells):
            looked_at = _until_error(predictions != evidence.labels, among_first)
            taken[row] += looked_at & np.any(
                [(evidence.labels == label) & (predictions == wrong) for label, wrong in pairs], axis=0
            )
    diverged = sum(all(seed in cell.seeds for cell in cells) for seed in evidence.plan.seeds) - len(ended)
    group = " ".join(readable_name(cell) for cell in cells)
    known = Runs(group, taken.sum(axis=1), images * taken, seeds=tuple(ended), diverged=diverged)
    return replace(known, whole=True, bounds=(0.0, inf))


def together(runs: Mapping[Pair, Runs], kind: str) -> dict[Pair, Runs]:
    """Counts of several kinds of errors as what they are: rare events, whose rates say something about each other."""
    found: dict[Pair, Runs] = {}
    found |= {
        pair: replace(each, kind=kind, like=lambda: [*found.values()], member=str(pair), rare=True)
        for pair, each in runs.items()
    }
    return found


def difference_runs(evidence: Evidence, cell: Cell, first: str, second: str) -> Runs:
    """One metric less another of the same cell, run by run."""
    one, other = metric_runs(evidence, cell, first), metric_runs(evidence, cell, second)
    (both,) = grouped([(1.0, one), (-1.0, other)]).values()
    return replace(
        both,
        seeds=one.seeds or other.seeds,
        diverged=max(one.diverged, other.diverged),
        bounds=(one.bounds[0] - other.bounds[1], one.bounds[1] - other.bounds[0]),
        kind=_kind(f"{first} less {second}", cell),
        like=lambda: [difference_runs(evidence, each, first, second) for each in _like(evidence, cell)],
    )


def _until_error(wrong: NDArray[np.bool_], number: int | None) -> NDArray[np.bool_]:
    """Whether an image stands no later than the error of this number, [N]."""
    return np.full(len(wrong), True) if number is None else np.cumsum(wrong) <= number
