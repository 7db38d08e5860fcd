"""The evidence of a study, as claims, tables and figures ask for it."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from restudy.evidence.images import Images
from restudy.evidence.of_test import OfTest
from restudy.layout import Evaluation, Results
from restudy.params.study import ProtocolName
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import SCORES
from restudy.store.training_evidence import read_training_evidence

NO_PREDICTION = -1
DIVERGED = "diverged_in_epoch"


class Evidence:
    """Numbers by cell and seed, and predictions on the test images.

    Args:
        plan: the study's plan.
        results: the data set's results, of which it reads evidence, and the numbers that were measured on it.
    """

    def __init__(self, plan: StudyPlan, results: Results) -> None:
        self.plan, self.results = plan, results
        self.files = Evaluation(results.evaluation(plan.name))
        self.images = Images(results.images(plan.excerpt))
        self._of_test: dict[tuple[str, int], OfTest] = {}
        self._scores: dict[tuple[str, int], pd.DataFrame] = {}
        self._of_images: dict[tuple[str, str], NDArray[np.float64]] = {}
        self._ended: dict[str, list[int]] = {}

    def read_as(self, plan: StudyPlan) -> Evidence:
        """The same results by a plan with other cells or seeds; what was read is not read again."""
        found = copy(self)
        found.plan, found._ended, found._of_images = plan, {}, {}
        return found

    @cached_property
    def trials(self) -> pd.DataFrame:
        """Numbers of each trial, indexed by cell and seed."""
        return _read(self.files.trials, ["cell", "seed"])

    @cached_property
    def epochs(self) -> pd.DataFrame:
        """Numbers of each epoch, indexed by cell, seed and epoch."""
        return _read(self.files.epochs, ["cell", "seed", "epoch"])

    def diverged(self, cell: Cell) -> dict[int, int]:
        """The seeds whose run diverged, each with the epoch in which it did."""
        # Results of earlier code do not say.
        epochs = self.values(cell, DIVERGED) if DIVERGED in self.trials else {}
        return {seed: int(epoch) for seed, epoch in epochs.items() if not np.isnan(epoch)}

    def ended(self, cell: Cell) -> list[int]:
        """The seeds whose run came to its end; the others diverged, and count in no number."""
        if cell.name not in self._ended:
            diverged = self.diverged(cell)
            self._ended[cell.name] = [seed for seed in cell.seeds if seed not in diverged]
        return self._ended[cell.name]

    @property
    def labels(self) -> NDArray[np.int64]:
        """Labels of the test images, [N]."""
        return self.images.labels

    def of_test(self, cell: Cell, seed: int) -> OfTest:
        """A trial on the test images."""
        key = (cell.name, seed)
        if key not in self._of_test:
            path = self.results.test_evidence(self.plan.name, cell.name, seed, cell.evaluation)
            self._of_test[key] = OfTest.read(path, self.labels, cell.settings["classes"])
        return self._of_test[key]

    def steps(self, cell: Cell, seed: int) -> list[float]:
        """Losses of the first epoch's steps in nats, where training kept them."""
        path = self.results.training_evidence(self.plan.name, cell.name, seed)
        steps: list[float] = read_training_evidence(path, cell.digest, seed)["steps"]
        return steps

    def cell(self, name: str) -> Cell:
        """The cell that a paper calls so."""
        return self.plan.cell(name)

    def main_cells(self) -> list[Cell]:
        """The cells of the first protocol that are not run for comparison alone."""
        variants = self.plan.study.variants
        return [cell for cell in self.plan.under(self.plan.first_protocol) if not variants[cell.variant].comparison]

    def values(self, cell: Cell, metric: str) -> dict[int, float]:
        """A metric of a cell, by seed; NaN where the trial has none."""
        return {seed: float(self.trials.at[(cell.name, seed), metric]) for seed in cell.seeds}

    def chosen_by(self, protocol: ProtocolName) -> dict[str, list[float]]:
        """The number by which a protocol chooses: its cells' names to a value of each seed."""
        criterion = self.plan.study.protocols[protocol].choose_by
        return {cell.name: list(self.values(cell, criterion).values()) for cell in self.plan.under(protocol)}

    def curve(self, cell: Cell, seed: int, metric: str) -> pd.Series:
        """A metric by epoch, indexed from 1."""
        return self.epochs.loc[(cell.name, seed), metric]

    def predictions(self, cell: Cell, seed: int) -> NDArray[np.int64]:
        """The trial's most probable classes, [N]; NO_PREDICTION where it diverged."""
        test = self.of_test(cell, seed)
        return np.full(len(self.labels), NO_PREDICTION) if test.diverged_in_epoch else test.predictions

    def right(self, cell: Cell) -> NDArray[np.float64]:
        """1 where a run that ended recognised an image, else 0, [runs, N]."""
        return self._of_each_image("right", cell, lambda seed: self.predictions(cell, seed) == self.labels)

    def losses(self, cell: Cell) -> NDArray[np.float64]:
        """Cross-entropy of each run that ended on each image in nats, [runs, N]."""
        return self._of_each_image("losses", cell, lambda seed: self.of_test(cell, seed).losses)

    def _of_each_image(self, quantity: str, cell: Cell, values: Callable[[int], NDArray[Any]]) -> NDArray[np.float64]:
        key = (quantity, cell.name)
        if key not in self._of_images:
            rows = [values(seed) for seed in self.ended(cell)]
            self._of_images[key] = np.array(rows, dtype=np.float64).reshape(len(rows), len(self.labels))
        return self._of_images[key]

    def confusion(self, cell: Cell, seed: int) -> NDArray[np.int64]:
        """Confusion matrix of a trial, [label, prediction]."""
        classes, predictions = cell.settings["classes"], self.predictions(cell, seed)
        pairs = np.bincount((classes * self.labels + predictions)[predictions >= 0], minlength=classes**2)
        return pairs.reshape(classes, classes)

    def class_scores(self, cell: Cell, seed: int) -> pd.DataFrame:
        """Precision, recall, F1 and support of each class, indexed by class; 0 where a score has nothing to count."""
        key = (cell.name, seed)
        if key not in self._scores:
            counts = self.confusion(cell, seed)
            right, support, predicted = counts.diagonal(), counts.sum(axis=1), counts.sum(axis=0)
            ratios = ((right, predicted), (right, support), (2 * right, support + predicted))
            scores = (upper / np.maximum(lower, 1) for upper, lower in ratios)
            self._scores[key] = pd.DataFrame(dict(zip(SCORES, scores, strict=True)) | {"support": support})
        return self._scores[key].copy()


def _read(path: Path, index: list[str]) -> pd.DataFrame:
    """A CSV of numbers, indexed; an infinity is NaN like other numbers that are missing."""
    return pd.read_csv(path).replace([np.inf, -np.inf], np.nan).set_index(index).sort_index()
