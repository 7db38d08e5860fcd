"""A tiny project in a folder of its own, which the real Snakemake runs: two studies on digits, six cells."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from filelock import FileLock

from restudy.core_yaml import read_yaml
from restudy.params.params import read_params
from restudy.plan.cells import Cell
from restudy.plan.plan import make_plan
from tiny_studies import CELLS, REPOSITORY, repository_params, tiny_papers, tiny_params

__all__ = ["CELLS", "REPOSITORY", "repository_params"]

PARTS = ("Snakefile", "workflow", "profiles", "src", "custom")

Content = dict[str, Any]
JOB = re.compile(r"^(?:local)?rule (\w+):\n((?: {4}\w.*\n)*)(?:Shell command: *\n((?: {8}.*\n)*))?", re.MULTILINE)
DIGEST = re.compile(r"-[0-9a-f]{8}$")
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Job:
    """One job as Snakemake announces it, in a dry run or when it starts."""

    rule: str
    wildcards: Mapping[str, str]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    command: str


@dataclass(frozen=True)
class Outcome:
    """What one call of Snakemake left: exit status and everything that it showed."""

    status: int
    text: str

    @property
    def jobs(self) -> list[Job]:
        """The jobs that were planned or started."""
        return [_job(*match.groups()) for match in JOB.finditer(self.text)]

    @property
    def counts(self) -> dict[str, int]:
        """Rule to its number of jobs."""
        return dict(Counter(job.rule for job in self.jobs))

    @property
    def trained(self) -> dict[str, set[str]]:
        """Study to the cells that training jobs are of, their digests taken off."""
        cells: dict[str, set[str]] = {}
        for job in self.jobs:
            if job.rule == "train":
                cells.setdefault(job.wildcards["study"], set()).add(DIGEST.sub("", job.wildcards["cell"]))
        return cells

    @property
    def complaints(self) -> list[str]:
        """The lines for the user, without those that Snakemake repeats from a failed job's log."""
        return [line for line in self.text.splitlines() if line.startswith("restudy: ")]


def _job(rule: str, properties: str, command: str | None) -> Job:
    values = dict(line.strip().split(": ", 1) for line in properties.splitlines() if ": " in line)
    names = (item.partition("=") for item in _items(values.get("wildcards", "")))
    return Job(
        rule=rule,
        wildcards={name: value for name, _, value in names},
        inputs=_items(values.get("input", "")),
        outputs=_items(values.get("output", "")),
        command=command or "",
    )


def _items(text: str) -> tuple[str, ...]:
    return tuple(text.split(", ")) if text else ()


@dataclass(frozen=True)
class Project:
    """A folder with the repository's workflow and package, and params and papers of its own."""

    folder: Path

    def command(self, *arguments: str) -> list[str]:
        """The command line of Snakemake."""
        return [sys.executable, "-m", "snakemake", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """This process' environment, with the folder's package before the installed one."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
        own.pop("PYTHONDONTWRITEBYTECODE", None)
        path = os.pathsep.join([str(Path(sys.executable).parent), own["PATH"]])
        return own | {"PYTHONPATH": str(self.folder / "src"), "PATH": path}

    def call(self, *command: str, **variables: str) -> Outcome:
        """Run any command in the folder, with further variables of the environment."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Outcome(done.returncode, done.stdout)

    def snakemake(self, *arguments: str) -> Outcome:
        """Call Snakemake in the folder."""
        return self.call(*self.command(*arguments))

    def run(self, *arguments: str) -> Outcome:
        """Run the workflow, which must succeed."""
        return _successful(self.snakemake("--cores", "2", *arguments))

    def plan(self, *arguments: str) -> Outcome:
        """What Snakemake would run."""
        return _successful(self.snakemake("--dry-run", *arguments))

    def copy(self, folder: Path) -> "Project":
        """A copy that the clock cannot tell from this one; by a program that is several times as fast as Python."""
        subprocess.run(["cp", "-a", str(self.folder), str(folder)], check=True)
        return Project(folder)

    def params(self) -> AbstractContextManager[Content]:
        """The content of params.yaml; what a test changes is written back."""
        return _edited(self.folder / "params.yaml")

    def paper(self, study: str) -> AbstractContextManager[Content]:
        """The content of a study's paper, empty where it has none; what a test changes is written back."""
        return _edited(self.folder / f"papers/{study}.yaml")

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that stands once in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
        path.write_text(text.replace(old, new), encoding="utf-8")

    def files(self, *folders: str) -> list[Path]:
        """The files under some of the project's folders."""
        return sorted(path for folder in folders for path in (self.folder / folder).rglob("*") if path.is_file())

    def planned_cell(self, study: str, name: str) -> Cell:
        """The cell that has this name before its digest."""
        plan = make_plan(read_params(self.folder / "params.yaml", {}))
        return next(cell for cell in plan.studies[study].cells if DIGEST.sub("", cell.name) == name)

    def in_mid_training(self, cell: Cell) -> psutil.Process:
        """The process that trains the cell, after its log says that an epoch is over."""
        log = self.folder / f"logs/digits/train/{cell.study}/{cell.name}.log"
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (log.is_file() and " epoch " in log.read_text(encoding="utf-8")):
            assert time.monotonic() < deadline, "training did not begin"
            time.sleep(0.01)
        found = {
            process.pid: process
            for process in psutil.process_iter(["cmdline", "ppid"])
            if cell.digest in (process.info["cmdline"] or []) and str(self.folder) in process.cwd()
        }
        # What it has just forked, and is about to become another program, has its command line.
        (process,) = (process for process in found.values() if process.info["ppid"] not in found)
        return process

    def forget_training(self) -> None:
        """Remove what training and evaluation left, in results and in the store; data stays."""
        results = self.folder / "results/digits"
        for folder in (results / "cells", results / "predictions", results / "evidence/training", self.store):
            shutil.rmtree(folder)
        shutil.rmtree(results / "evidence/test")

    @property
    def store(self) -> Path:
        """The trial store."""
        return self.folder / ".restudy/store"

    def cell_folder(self, study: str, cell: str) -> Path:
        """The results of the one cell that has this name before its digest."""
        cells = (self.folder / "results/digits/cells" / study).iterdir()
        (found,) = (path for path in cells if DIGEST.sub("", path.name) == cell)
        return found


def trained_mark(cell: Cell) -> str:
    """What a training job leaves to say that its cell is trained: what one asks Snakemake for."""
    return f".restudy/steps/digits/train/{cell.study}/{cell.name}.done"


def timeless(file: Path) -> bytes:
    """A file's content, evidence of training without the record of its run."""
    if "training" not in file.parts:
        return file.read_bytes()
    evidence = json.loads(file.read_text(encoding="utf-8"))
    return json.dumps({key: evidence[key] for key in evidence if key not in ("run", "sha256")}).encode()


@contextmanager
def _edited(path: Path) -> Iterator[Content]:
    content: Content = read_yaml(path).content if path.exists() else {}
    yield content
    write_yaml(path, content)


def write_yaml(path: Path, content: Mapping[str, Any]) -> None:
    """Write a file as a user of PyYAML would."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True), encoding="utf-8")


def _successful(outcome: Outcome) -> Outcome:
    assert outcome.status == 0, outcome.text
    return outcome


def new_project(
    folder: Path, params: Mapping[str, Any] | None = None, papers: Mapping[str, Content] | None = None
) -> Project:
    """A project in which nothing has run yet: the tiny one, or one with the given params and papers alone."""
    folder.mkdir()
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, folder / part)
    if params is None:
        params, papers = tiny_params(), tiny_papers()
    write_yaml(folder / "params.yaml", params)
    for study, paper in (papers or {}).items():
        write_yaml(folder / f"papers/{study}.yaml", paper)
    return Project(folder)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that ran once from end to end; one for all workers, so it is copied before it is changed."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    project, mark = Project(shared / "finished"), shared / "finished.txt"
    with FileLock(shared / "finished.lock"):
        if not mark.exists():
            shutil.rmtree(project.folder, ignore_errors=True)
            mark.write_text(new_project(project.folder).run().text, encoding="utf-8")
    return project


@pytest.fixture
def project(finished: Project, tmp_path: Path) -> Project:
    """A copy of the finished project, for a test to change."""
    return finished.copy(tmp_path / "project")
