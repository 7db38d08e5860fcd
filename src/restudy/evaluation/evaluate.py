"""A study's trials on the test images, each of them once: what there is already is not measured again."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from restudy.array_files import read_arrays, write_arrays
from restudy.checksums import FILES, checksums, sound_record, write_record
from restudy.data.arrays import write_tensors
from restudy.data.origin import check_images
from restudy.evaluation.trial import Measured, TestImages, evaluate_trial, read_test_images
from restudy.layout import METRICS_FILE, WEIGHTS_FILES, WEIGHTS_SUM, Results
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.store.training_evidence import read_training_evidence
from restudy.store.trial_files import check_trial
from restudy.training.allocator import keep_freed_memory


def evaluate(plan: StudyPlan, results: Results, test_file: Path, predictions: bool = False) -> list[Path]:
    """Leave evidence and predictions of each trial that has none.

    Args:
        plan: the study's plan.
        results: the data set's results.
        test_file: the test images, which are read if there is something to measure.
        predictions: whether trials that have evidence but no predictions are measured too.

    Returns:
        Evidence of other weights than the present ones, which was replaced.

    Raises:
        DamageError: images, or a trial's files, are not there or damaged.
    """
    trials = [Trial(cell, seed, results) for cell in plan.cells for seed in cell.seeds]
    replaced = [trial.evidence for trial in trials if trial.is_of_other_weights]
    for evidence in replaced:
        evidence.unlink()
    asked = [trial for trial in trials if trial.is_lacking(predictions)]
    records: dict[Trial, dict[str, Any]] = {}
    if asked:
        keep_freed_memory()
        check_images(test_file)
        records = {trial: trial.check() for trial in asked}
    for cell, of_cell in groupby(asked, key=attrgetter("cell")):
        test = read_test_images(test_file, cell.settings["pixels"])
        for trial in of_cell:
            trial.evaluate(test, records[trial])
    _record_predictions(plan, results, [trial.predictions for trial in trials], {trial.predictions for trial in asked})
    return replaced


def _record_predictions(plan: StudyPlan, results: Results, files: list[Path], made: set[Path]) -> None:
    """Record the SHA-256 of those just made, beside what was recorded of others that are still there."""
    record = results.predictions_record(plan.name)
    known = (sound_record(record) or {}).get(FILES, {})
    there = {file.relative_to(results.root).as_posix(): file for file in files if file.is_file()}
    anew = [file for name, file in there.items() if file in made or name not in known]
    sums = {name: known.get(name) for name in there} | checksums(anew, results.root)
    if sums != known:
        write_record(record, {"study": plan.name, FILES: sums})


@dataclass(frozen=True, eq=False)
class Trial:
    """A trial, and where what is known of it lies."""

    cell: Cell
    seed: int
    results: Results

    @property
    def evidence(self) -> Path:
        """What the test images gave of it."""
        return self.results.test_evidence(self.cell.study, self.cell.name, self.seed, self.cell.evaluation)

    @property
    def predictions(self) -> Path:
        """Its logits of the test images."""
        return self.results.predictions(self.cell.study, self.cell.name, self.seed)

    @property
    def is_of_other_weights(self) -> bool:
        """Whether its evidence is of other weights than training says it left."""
        if not self.evidence.is_file():
            return False
        path = self.results.training_evidence(self.cell.study, self.cell.name, self.seed)
        training = read_training_evidence(path, self.cell.digest, self.seed)
        return str(read_arrays(self.evidence)[WEIGHTS_SUM]) != training["run"][FILES][WEIGHTS_FILES[0]]

    def is_lacking(self, predictions: bool) -> bool:
        """Whether it has no evidence, or if asked no predictions."""
        return not self.evidence.is_file() or (predictions and not self.predictions.is_file())

    @property
    def folder(self) -> Path:
        """Where its weights are."""
        return self.results.trial(self.cell.study, self.cell.name, self.seed)

    def check(self) -> dict[str, Any]:
        """Compare what is to be read of it with its record, and return that.

        Raises:
            DamageError: a file is not there or damaged.
        """
        return check_trial(self.folder, self.cell.digest, self.seed, [*WEIGHTS_FILES, METRICS_FILE])

    def evaluate(self, test: TestImages, record: Mapping[str, Any]) -> None:
        """Leave its predictions and its evidence; `record` is what training says of it."""
        settings, metrics = self.cell.settings, read_json(self.folder / METRICS_FILE)
        diverged, best = metrics["diverged_in_epoch"], metrics.get("best_epoch")
        measured = evaluate_trial(settings, self.folder, diverged, best, test)
        # Before evidence: a trial that has it is not measured again.
        write_tensors(self.predictions, {"logits": measured.logits})
        if not self.evidence.is_file():
            weights = np.array(record[FILES][WEIGHTS_FILES[0]])
            write_arrays(self.evidence, {**measured.evidence, WEIGHTS_SUM: weights})
        print(f"{self.cell.name} seed {self.seed}: {_words(measured)}", flush=True)


def _words(measured: Measured) -> str:
    diverged = int(measured.evidence["diverged_in_epoch"])
    if diverged:
        return f"diverged in epoch {diverged}"
    return f"test accuracy {(measured.evidence['prediction_minus_label'] == 0).mean():.4f}"
