"""Every file that a finished run of a plan leaves, kind by kind."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Self

from restudy.datasets import dataset_named
from restudy.layout import (
    FIGURE_ENDINGS,
    LAST_FILE,
    PAPER,
    PLOTS,
    REPORT_FILES,
    TRIAL_FILES,
    Data,
    Evaluation,
    Results,
)
from restudy.papers.items import Captioned
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan, StudyPlan


@dataclass(frozen=True)
class StudyFiles:
    """The files of one study's results.

    Attributes:
        plan: what is run of it.
        paper: what is said of it, which decides its tables and figures.
        results: the data set's results.
        data: the data set.
    """

    plan: StudyPlan
    paper: Paper
    results: Results
    data: Data

    @classmethod
    def of(cls, plan: StudyPlan, paper: Paper) -> Self:
        """Those of a project."""
        return cls(plan, paper, Results.of(plan.dataset), Data.of(plan.dataset))

    def trials(self, names: Iterable[str] = TRIAL_FILES) -> list[Path]:
        """These files of all of its trials."""
        trials = product(self.plan.cells, self.plan.seeds, tuple(names))
        return [self.results.trial(self.plan.name, cell.name, seed) / name for cell, seed, name in trials]

    def asked(self, names: Iterable[str] = TRIAL_FILES) -> list[Path]:
        """What rules ask for of these files: of each trial the last one, and beside it those that are missing.

        A job leaves all files of a trial, and Snakemake takes as long over each file that is asked for as over a job.
        """
        names = {*names} - {LAST_FILE}
        return [
            trial / name
            for trial, there in self._trials.items()
            for name in ([LAST_FILE, *sorted(names - there)] if LAST_FILE in there else [LAST_FILE])
        ]

    @cached_property
    def _trials(self) -> dict[Path, set[str]]:
        """The files that each trial's folder has now."""
        trials = product(self.plan.cells, self.plan.seeds)
        folders = (self.results.trial(self.plan.name, cell.name, seed) for cell, seed in trials)
        return {folder: _files_in(folder) for folder in folders}

    @property
    def selection(self) -> list[Path]:
        """What validation images choose."""
        return [self.results.selection(self.plan.name)]

    @property
    def evaluation(self) -> list[Path]:
        """Numbers and predictions on the test images."""
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

    def images(self, kind: str) -> list[Path]:
        """The images or labels that its "tables" or "figures" read."""
        items: Mapping[str, Captioned] = {**(self.paper.tables if kind == "tables" else self.paper.figures)}
        parts = sorted({part for item in items.values() for part in item.parts()})
        return [self.data.images(part) for part in parts]

    def data_read(self, kind: str) -> list[Path]:
        """The same, with the record of them where there are any."""
        images = self.images(kind)
        return [*images, self.data.origin] if images else []

    @property
    def after_training(self) -> list[Path]:
        """All of its results but trials."""
        return [*self.selection, *self.evaluation, *self.judgement, *self.tabulated, *self.figures, *self.plots]


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


def content_files(
    plan: Plan, papers: Mapping[str, Paper], trials: Callable[[StudyFiles], Iterable[Path]] = StudyFiles.trials
) -> Iterator[Path]:
    """All data and results of a finished run, or `trials` of a study alone with all the rest."""
    yield from data_files(plan)
    for study in files_of(plan, papers).values():
        yield from trials(study)
        yield from study.after_training
    yield from report_files(plan.params.dataset)
    yield paper_file(plan.params.dataset)
