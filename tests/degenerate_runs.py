"""Results of whole studies, made without training, in which runs diverge or say next to nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evidence_fixture import leave_images, leave_test_evidence, leave_training_evidence
from report_fixture import network_of, trial_record
from restudy.drawing.draw import draw
from restudy.evidence.material import Material
from restudy.evidence.measure import EPOCH_COLUMNS, TRIAL_COLUMNS
from restudy.judging.judge import judge
from restudy.judging.tabulate import tabulate
from restudy.layout import Evaluation, Results
from restudy.metric import TrialRecords
from restudy.metrics import METRICS
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import write_csv, write_json
from restudy.report.files import write_report
from restudy.selection import select

CLASSES, PER_CLASS, EPOCHS, STEPS = 10, 5, 3, 60
Logits = NDArray[np.float32]
Predict = Callable[[NDArray[np.int64], int, int], NDArray[np.int64]]


def _usual(labels: NDArray[np.int64], place: int, seed: int) -> NDArray[np.int64]:
    """One image in ten wrong, others in each run."""
    wrong = np.random.default_rng([place, seed]).random(len(labels)) < 0.1
    return np.where(wrong, (labels + 1) % CLASSES, labels)


@dataclass(frozen=True)
class Kind:
    """What is odd about a study's runs.

    Attributes:
        predict: labels, the cell's place and the seed to predictions.
        diverged: place and seed to whether the run diverged.
        labels: of the test images.
        alike: whether all numbers of training are the same in every run.
        seeds: the study's.
    """

    predict: Predict = _usual
    diverged: Callable[[int, int], bool] = lambda place, seed: False
    labels: Callable[[NDArray[np.int64]], NDArray[np.int64]] = lambda labels: labels
    alike: bool = False
    seeds: tuple[int, ...] = (0, 1, 2)


KINDS: dict[str, Kind] = {
    "usual": Kind(),
    "one run of one cell diverged": Kind(diverged=lambda place, seed: (place, seed) == (0, 1)),
    "all but one run of a cell diverged": Kind(diverged=lambda place, seed: place == 0 and seed != 1),
    "every run of the first cell diverged": Kind(diverged=lambda place, seed: place == 0),
    "every run of every other cell diverged": Kind(diverged=lambda place, seed: place % 2 == 0),
    "one run of every cell diverged": Kind(diverged=lambda place, seed: seed == place % 3),
    "no two cells ended with one seed": Kind(diverged=lambda place, seed: seed != place % 3),
    "all diverged": Kind(diverged=lambda place, seed: True),
    "all diverged with one seed": Kind(diverged=lambda place, seed: True, seeds=(0,)),
    "one seed": Kind(seeds=(4,)),
    "one seed, one diverged": Kind(diverged=lambda place, seed: place == 0, seeds=(4,)),
    "all right": Kind(predict=lambda labels, place, seed: labels, alike=True),
    "all wrong": Kind(predict=lambda labels, place, seed: (labels + 1) % CLASSES, alike=True),
    "one class alone is predicted": Kind(predict=lambda labels, place, seed: np.zeros_like(labels), alike=True),
    "a class that changes is predicted alone": Kind(
        predict=lambda labels, place, seed: np.full_like(labels, (place + seed) % CLASSES)
    ),
    "a class is never predicted": Kind(
        predict=lambda labels, place, seed: np.where(_usual(labels, place, seed) == 3, 5, _usual(labels, place, seed))
    ),
    "equal networks": Kind(predict=lambda labels, place, seed: _usual(labels, 0, 0), alike=True),
    "equal cells": Kind(predict=lambda labels, place, seed: _usual(labels, 0, seed)),
    "test images of one class": Kind(labels=np.zeros_like),
}


def leave(results: Path, plan: StudyPlan, paper: Paper, kind: Kind) -> Material:
    """Write what training and evaluation would have left of a study, and open it."""
    labels = kind.labels(np.repeat(np.arange(CLASSES), PER_CLASS)).tolist()
    files = Evaluation(Results(results).evaluation(plan.name))
    trials, epochs = list[dict[str, Any]](), list[dict[str, Any]]()
    pictures = leave_images(results, plan, labels)
    for place, cell in enumerate(plan.cells):
        for seed in cell.seeds:
            diverged = kind.diverged(place, seed)
            predictions = kind.predict(np.array(labels), place, seed)
            records = _records(plan, cell, predictions == labels, 0 if kind.alike else place + seed)
            name: dict[str, Any] = {"cell": cell.name, "seed": seed}
            trials.append(name | {"variant": cell.variant} | _row(records, diverged))
            epochs += [] if diverged else [{**dict.fromkeys(EPOCH_COLUMNS), **name, **row} for row in records.epochs]
            logits, network = _logits(predictions), network_of(cell)
            leave_test_evidence(results, cell, seed, logits, labels, pictures, network, int(diverged))
            _leave_training(results, cell, seed, records, diverged)
    write_csv(files.trials, trials, TRIAL_COLUMNS)
    write_csv(files.epochs, epochs, EPOCH_COLUMNS)
    return Material.of(plan, paper, results)


def _records(plan: StudyPlan, cell: Cell, right: NDArray[np.bool_], shift: int) -> TrialRecords:
    accuracy, kept = float(right.mean()), cell.settings["keep"]
    validated = bool(cell.settings["split"]["val"])
    loss = 0.5 + shift / 100
    numbers = {"loss": loss, "accuracy": accuracy, "total_loss": 10 * loss}
    training: dict[str, Any] = {f"train_{name}": value for name, value in numbers.items()}
    training |= {f"val_{name}": value for name, value in numbers.items()} if validated else {}
    training |= {"best_epoch": 2, "epochs_run": EPOCHS, "parameters": {"trainable": 100, "non_trainable": 0}}
    epochs = [
        {"epoch": epoch, "train_loss": loss / epoch, "train_accuracy": accuracy}
        | {f"val_{name}": value if validated else None for name, value in numbers.items()}
        | {f"test_{name}": numbers[name] if "epoch_weights" in kept else None for name in ("loss", "accuracy")}
        for epoch in range(1, EPOCHS + 1)
    ]
    steps = [loss] * STEPS if "first_epoch_steps" in kept else []
    test = numbers | {"errors": int((~right).sum())}
    return TrialRecords(training, epochs, steps, test, target=plan.study.target_accuracy)


def _row(records: TrialRecords, diverged: bool) -> dict[str, Any]:
    values = {name: metric.value(records) if metric.exact or not diverged else None for name, metric in METRICS.items()}
    return {"diverged_in_epoch": 1 if diverged else None} | values


def _logits(predictions: NDArray[np.int64]) -> Logits:
    logits = np.zeros((len(predictions), CLASSES), dtype=np.float32)
    logits[np.arange(len(predictions)), predictions] = 4
    return logits


def _leave_training(results: Path, cell: Cell, seed: int, records: TrialRecords, diverged: bool) -> None:
    lost = {"diverged_in_epoch": 1, "parameters": records.training["parameters"]}
    metrics, steps = (lost, []) if diverged else (records.training, records.steps)
    leave_training_evidence(results, cell, seed, trial_record(cell.digest, 60.0), metrics, steps=steps)


def report_of(results: Path, studies: list[tuple[StudyPlan, Paper]], kind: Kind) -> None:
    """Make all that follows from such results, up to the report."""
    files = Results(results)
    for plan, paper in studies:
        material = leave(results, plan, paper, kind)
        select(plan, files)
        judge(material, files.selection(plan.name), files.claims(plan.name), files.metrics(plan.name))
        tabulate(material, files)
        draw(material, files)
        for step in ("measure", "tabulate", "draw"):
            write_json(files.record(f"{step}/{plan.name}"), {"code": f"{step}'s code"})
    write_report(studies, results, None)
