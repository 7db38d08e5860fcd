"""Every file that a finished run of a plan leaves, kind by kind."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Self

from restudy.datasets import dataset_named
from restudy.layout import (
    FIGURE_ENDINGS,
    PAPER,
    PLOTS,
    REPORT_FILES,
    TRIAL_FILES,
    Data,
    Evaluation,
    Results,
    done_file,
)
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, StudyPlan
from restudy.store.store import is_finished


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study's results.

    Attributes:
        plan: what is run of it.
        paper: what is said of it, which decides its tables and figures.
        results: the data set's results.
    """

    plan: StudyPlan
    paper: Paper
    results: Results

    @classmethod
    def of(cls, plan: StudyPlan, paper: Paper) -> Self:
        """Those of a project."""
        return cls(plan, paper, Results.of(plan.dataset))

    @property
    def runs(self) -> list[tuple[Cell, int]]:
        """All of its trials."""
        return _runs(self.plan)

    @property
    def training_evidence(self) -> list[Path]:
        """What training left of its trials."""
        return [self.results.training_evidence(self.plan.name, cell.name, seed) for cell, seed in self.runs]

    @property
    def test_evidence(self) -> list[Path]:
        """What the test images gave of its trials."""
        return test_evidence(self.plan, self.results)

    @property
    def heavy(self) -> list[Path]:
        """What DVC keeps of its trials: their weights with all that training left beside them, and predictions."""
        name, results = self.plan.name, self.results
        trials = [results.trial(name, cell.name, seed) / file for cell, seed in self.runs for file in TRIAL_FILES]
        predictions = [results.predictions(name, cell.name, seed) for cell, seed in self.runs]
        return [*trials, *predictions, results.predictions_record(name)]

    @property
    def images(self) -> list[Path]:
        """Labels and images that tables and figures show."""
        return [self.results.images(self.plan.excerpt)]

    @cached_property
    def _there(self) -> set[Path]:
        """The files of evidence that there are, by one look at each of its folders."""
        folders = {file.parent for file in (*self.training_evidence[:1], *self.test_evidence[:1])}
        return {folder / name for folder in folders for name in _files_in(folder)}

    def trained_mark(self, cell: Cell) -> Path:
        """What is there while there is evidence of the training of all trials of a cell."""
        return done_file(self.plan.dataset, f"train/{self.plan.name}/{cell.name}")

    @property
    def trained_marks(self) -> list[Path]:
        """Those of all of its cells."""
        return [self.trained_mark(cell) for cell in self.plan.cells]

    def is_trained(self, cell: Cell) -> bool:
        """Whether there is evidence of the training of all trials of a cell."""
        name = self.plan.name
        return all(self.results.training_evidence(name, cell.name, seed) in self._there for seed in cell.seeds)

    def is_evaluated(self, cell: Cell) -> bool:
        """Whether there is evidence on the test images of all trials of a cell."""
        name, code = self.plan.name, cell.evaluation
        return all(self.results.test_evidence(name, cell.name, seed, code) in self._there for seed in cell.seeds)

    def lacks_weights(self, cell: Cell) -> bool:
        """Whether the cell was trained, and weights of one of its trials are not here."""
        return bool(self._without_weights(cell))

    def lacks_weights_to_evaluate(self, cell: Cell) -> bool:
        """The same of a trial that was not evaluated."""
        files = (
            self.results.test_evidence(self.plan.name, cell.name, seed, cell.evaluation)
            for seed in self._without_weights(cell)
        )
        return any(file not in self._there for file in files)

    def _without_weights(self, cell: Cell) -> list[int]:
        """The seeds of its trials that were trained and whose weights are not here."""
        name, results = self.plan.name, self.results
        return [
            seed
            for seed in cell.seeds
            if results.training_evidence(name, cell.name, seed) in self._there
            and not is_finished(results.trial(name, cell.name, seed))
        ]

    @property
    def without_weights(self) -> list[Path]:
        """Evidence of the training of those of its trials whose weights are not here."""
        trials = ((cell, seed) for cell in self.plan.cells for seed in self._without_weights(cell))
        return [self.results.training_evidence(self.plan.name, cell.name, seed) for cell, seed in trials]

    @property
    def is_done(self) -> bool:
        """Whether there is all evidence of all of its trials."""
        return all(self.is_trained(cell) and self.is_evaluated(cell) for cell in self.plan.cells)

    @property
    def lost_predictions(self) -> list[Path]:
        """Predictions of its trials, and the record of them, that are not here."""
        files = [self.results.predictions(self.plan.name, cell.name, seed) for cell, seed in self.runs]
        files.append(self.results.predictions_record(self.plan.name))
        return [file for file in files if not file.is_file()]

    @property
    def selection(self) -> list[Path]:
        """What validation images choose."""
        return [self.results.selection(self.plan.name)]

    @property
    def evaluation(self) -> list[Path]:
        """The numbers of its trials, which follow from evidence."""
        return [*Evaluation(self.results.evaluation(self.plan.name)).files]

    @property
    def judgement(self) -> list[Path]:
        """Its claims and its headline numbers."""
        return [self.results.claims(self.plan.name), self.results.metrics(self.plan.name)]

    @property
    def tables(self) -> list[Path]:
        """Its tables."""
        return [self.results.table(self.plan.name, name) for name in self.paper.tables]

    @property
    def tabulated(self) -> list[Path]:
        """Its tables, and the rows of all of them."""
        return [*self.tables, self.results.table_rows(self.plan.name)]

    @property
    def figures(self) -> list[Path]:
        """Its figures for the page and for the paper, each with the numbers that it shows."""
        each = product(self.paper.figures, FIGURE_ENDINGS)
        return [self.results.figure(self.plan.name, name, ending) for name, ending in each]

    @property
    def plots(self) -> list[Path]:
        """The numbers that DVC plots, in files of the same columns for every study."""
        return [self.results.plot(kind, self.plan.name) for kind in PLOTS]

    @property
    def after_training(self) -> list[Path]:
        """All of its results but trials and their evidence."""
        return [*self.selection, *self.evaluation, *self.judgement, *self.tabulated, *self.figures, *self.plots]


def test_evidence(plan: StudyPlan, results: Results) -> list[Path]:
    """What the test images gave of a study's trials."""
    return [results.test_evidence(plan.name, cell.name, seed, cell.evaluation) for cell, seed in _runs(plan)]


def _runs(plan: StudyPlan) -> list[tuple[Cell, int]]:
    return [(cell, seed) for cell in plan.cells for seed in cell.seeds]


def _files_in(folder: Path) -> set[str]:
    """Names of a folder's files, a link to nothing left out; none where there is no folder."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name for entry in entries if entry.is_file()}
    except (FileNotFoundError, NotADirectoryError):
        return set()


def files_of(plan: Plan, papers: Mapping[str, Paper]) -> dict[str, StudyFiles]:
    """Each study's files."""
    return {name: StudyFiles.of(study, papers[name]) for name, study in plan.studies.items()}


def archive_files(dataset: str) -> list[Path]:
    """What was downloaded."""
    return [Data.of(dataset).raw / archive for archive in dataset_named(dataset).archives]


def image_files(dataset: str) -> list[Path]:
    """Training and test images."""
    return [Data.of(dataset).images(part) for part in ("train", "test")]


def data_files(plan: Plan) -> list[Path]:
    """Archives, images, which code unpacked them, and the splits that cells use."""
    data, dataset = Data.of(plan.params.dataset), plan.params.dataset
    return [*archive_files(dataset), *image_files(dataset), data.origin, *map(data.split, plan.splits)]


def report_files(dataset: str) -> list[Path]:
    """The page, the paper's source, and the data of both."""
    return [Results.of(dataset).report(name) for name in REPORT_FILES]


def paper_file(dataset: str) -> Path:
    """The paper, which is typeset where LaTeX is installed."""
    return Results.of(dataset).report(PAPER)


def content_files(plan: Plan, papers: Mapping[str, Paper]) -> Iterator[Path]:
    """All data and results of a finished run."""
    yield from data_files(plan)
    for study in files_of(plan, papers).values():
        yield from study.heavy
        yield from study.training_evidence
        yield from study.test_evidence
        yield from study.after_training
    yield Results.of(plan.params.dataset).images(plan.excerpt)
    yield from report_files(plan.params.dataset)
    yield paper_file(plan.params.dataset)
