"""Where each table and figure comes from: its numbers, the command and the jobs that make it, and its trials."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from restudy.checksums import file_digest
from restudy.data.origin import data_code
from restudy.datasets import dataset_named
from restudy.layout import Results
from restudy.papers.items import Captioned
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell, data_identity
from restudy.plan.plan import StudyPlan
from restudy.provenance import digest
from restudy.records import read_json
from restudy.report.trial_records import TrialRecord

SHORT = 12
Kind = Literal["tables", "figures"]


@dataclass(frozen=True)
class SourceFile:
    """A file with its path relative to the project, and the hexadecimal SHA-256 of its bytes."""

    path: str
    digest: str


@dataclass(frozen=True)
class Hashes:
    """Digests of what decides the results of one study or of several: settings and papers, training code, data."""

    params: str
    code: str
    data: str


@dataclass(frozen=True)
class JobOrigin:
    """Jobs of one rule that a table or a figure rests on.

    Attributes:
        rule: the rule's name in the workflow.
        jobs: how many of them there are.
        does: what they do, in words.
        code: digest of the code that they ran; empty where a step that was called by hand left no record.
        record: the file that describes what their results were made from; None where there is none.
    """

    rule: str
    jobs: int
    does: str
    code: str
    record: str | None


@dataclass(frozen=True)
class Origin:
    """Where one table or one figure comes from.

    Attributes:
        name: STUDY/ID.
        kind: "tables" or "figures".
        shown: the file that the report shows: a table's CSV, a figure's SVG.
        numbers: the CSV behind it; a table's own.
        command: what makes it again, at any revision.
        local_command: what makes it again in this folder.
        hashes: digests of the study's settings and paper, training code and data.
        jobs: what made it, from the data to the file.
        trials: the records of the trials that its numbers are of.
    """

    name: str
    kind: Kind
    shown: SourceFile
    numbers: SourceFile
    command: str
    local_command: str
    hashes: Hashes
    jobs: tuple[JobOrigin, ...]
    trials: tuple[TrialRecord, ...]


def report_hashes(studies: Sequence[tuple[StudyPlan, Paper]]) -> Hashes:
    """The digests of studies, which have their data set in common."""
    data = digest(data_identity(dataset_named(studies[0][0].dataset)))
    code = digest(sorted({cell.code for plan, _ in studies for cell in plan.cells}))
    return Hashes(digest({plan.name: _said(plan, paper) for plan, paper in studies}), code, data)


def _said(plan: StudyPlan, paper: Paper) -> dict[str, Any]:
    """All that params.yaml and its paper say of a study; its cells' settings hold the defaults and splits too."""
    settings = [dict(cell.settings) for cell in plan.cells]
    study, published = (each.model_dump(mode="json") for each in (plan.study, paper))
    return {"study": study, "paper": published, "seeds": [cell.seeds for cell in plan.cells], "settings": settings}


def rule_of(step: str, study: str) -> str:
    """The workflow's rule of a step of which every study has one of its own."""
    return f"{step}_{study.replace('-', '_')}"


def project_path(file: Path, results: Path, dataset: str) -> str:
    """A file of a data set's results, as it is called from the project's folder."""
    return str(Results.of(dataset).root / file.relative_to(results))


class Origins:
    """The origins of a study's tables and figures.

    Args:
        plan: the study's plan.
        paper: what is said of it.
        results: the data set's results.
        records: of the study's trials.
    """

    def __init__(self, plan: StudyPlan, paper: Paper, results: Path, records: Sequence[TrialRecord]) -> None:
        self.plan, self.paper, self.records = plan, paper, records
        self.there = Results(results)

    def tables(self) -> dict[str, Origin]:
        """The tables' origins by ID."""
        return {name: self._of_table(name, item) for name, item in self.paper.tables.items()}

    def figures(self) -> dict[str, Origin]:
        """The figures' origins by ID."""
        return {name: self._of_figure(name, item) for name, item in self.paper.figures.items()}

    def _of_table(self, identifier: str, item: Captioned) -> Origin:
        file = self.there.table(self.plan.name, identifier)
        job = self._study_job("tabulate", "makes the study's tables")
        return self._origin("tables", identifier, identifier, item, (file, file), job)

    def _of_figure(self, identifier: str, item: Captioned) -> Origin:
        file, numbers = (self.there.figure(self.plan.name, identifier, ending) for ending in ("svg", "csv"))
        job = self._study_job("draw", "draws the study's figures")
        return self._origin("figures", identifier, f"{identifier}.svg", item, (file, numbers), job)

    def _origin(
        self, kind: Kind, identifier: str, asked: str, item: Captioned, files: tuple[Path, Path], job: JobOrigin
    ) -> Origin:
        cells = item.cells_behind(self.plan, self.paper)
        shown, numbers = map(self._source, files)
        return Origin(
            name=f"{self.plan.name}/{identifier}",
            kind=kind,
            shown=shown,
            numbers=numbers,
            command=f"restudy rebuild {self.plan.name}/{asked} --rev REVISION",
            local_command=f"snakemake --cores 1 --force {shown.path}",
            hashes=self.hashes,
            jobs=self._jobs(cells, job),
            trials=tuple(record for record in self.records if record.cell in cells),
        )

    @cached_property
    def hashes(self) -> Hashes:
        """The digests of the study."""
        return report_hashes([(self.plan, self.paper)])

    def _jobs(self, cells: Sequence[Cell], last: JobOrigin) -> tuple[JobOrigin, ...]:
        """From the data to the file; no training where no trial stands behind it."""
        first = JobOrigin("unpack", 1, "unpacks the images", data_code(self.plan.dataset), None)
        if not cells:
            return first, last
        trained = JobOrigin("train", len(cells), "trains a setting with all its seeds", self.hashes.code, None)
        code = digest(sorted({cell.evaluation for cell in cells}))
        evaluated = JobOrigin("evaluate", 1, "measures the study's runs on the test images", code, None)
        measured = self._made("measure", "measure", "works out the runs' numbers from their evidence")
        return first, trained, evaluated, measured, last

    def _study_job(self, step: str, does: str) -> JobOrigin:
        return self._made(step, rule_of(step, self.plan.name), does)

    def _made(self, step: str, rule: str, does: str) -> JobOrigin:
        """A step's job, with the code by which it left its results, and the record that says so."""
        record = self.there.record(f"{step}/{self.plan.name}")
        if not record.is_file():
            return JobOrigin(rule, 1, does, "", None)
        return JobOrigin(rule, 1, does, read_json(record)["code"], self._in_project(record))

    def _in_project(self, path: Path) -> str:
        return project_path(path, self.there.root, self.plan.dataset)

    def _source(self, path: Path) -> SourceFile:
        return SourceFile(self._in_project(path), file_digest(path))
