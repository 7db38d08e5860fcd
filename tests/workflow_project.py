"""A tiny project in a folder of its own, which the real Snakemake runs: two studies on digits, six cells."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import yaml
from filelock import FileLock

from restudy.params.params import read_params
from restudy.plan.cells import Cell
from restudy.plan.plan import make_plan

REPOSITORY = Path(__file__).parents[1]
PARTS = ("Snakefile", "workflow", "profiles", "src")
CELLS = {
    "cnn-lstm-grid": ["cnn-bs64-lr0.001", "cnn-bs128-lr0.001"],
    "mlp-optimizers": ["sgd", "adam", "sgd-held-out", "adam-held-out"],
}

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
    """A folder with the repository's workflow and package, and params of its own."""

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

    @contextmanager
    def params(self) -> Iterator[dict[str, Any]]:
        """The content of params.yaml; what a test changes is written back."""
        path = self.folder / "params.yaml"
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield content
        path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")

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
        (process,) = (
            process
            for process in psutil.process_iter(["cmdline"])
            if cell.digest in (process.info["cmdline"] or []) and str(self.folder) in process.cwd()
        )
        return process

    def cell_folder(self, study: str, cell: str) -> Path:
        """The results of the one cell that has this name before its digest."""
        cells = (self.folder / "results/digits/cells" / study).iterdir()
        (found,) = (path for path in cells if DIGEST.sub("", path.name) == cell)
        return found


def _successful(outcome: Outcome) -> Outcome:
    assert outcome.status == 0, outcome.text
    return outcome


def new_project(folder: Path, content: Mapping[str, Any] | None = None) -> Project:
    """A project in which nothing has run yet, with the given params or the tiny ones."""
    folder.mkdir()
    for part in PARTS:
        source = REPOSITORY / part
        if source.is_symlink():
            (folder / part).symlink_to(source.readlink())
        elif source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, folder / part)
    text = yaml.safe_dump(content or tiny(repository_params()), sort_keys=False)
    (folder / "params.yaml").write_text(text, encoding="utf-8")
    return Project(folder)


def repository_params() -> dict[str, Any]:
    """The content of the repository's params.yaml."""
    content: dict[str, Any] = yaml.safe_load((REPOSITORY / "params.yaml").read_text(encoding="utf-8"))
    return content


def tiny(content: dict[str, Any]) -> dict[str, Any]:
    """The repository's params, cut down to CELLS with two seeds, on digits, for two epochs and two figures a study."""
    grid, optimizers = (content["studies"][name] for name in CELLS)
    for study, variant in ((grid, "lstm"), (optimizers, "momentum")):
        study["base"]["epochs"] = 2
        del study["variants"][variant]
        _forget(study, variant)
        study["figures"] = dict(list(study["figures"].items())[:2])
    grid["grid"] = {"batch_size": [64, 128], "optimizer.lr": [0.001]}
    table = grid["tables"]["T1.1"]
    table["published"] = [row[:1] for row in table["published"][:2]]
    del grid["claims"]["A4"]  # speaks of the learning rate 0.010
    _keep_answered(grid)
    _keep_answered(optimizers)
    studies = dict(zip(CELLS, (grid, optimizers), strict=True))
    return content | {"dataset": "digits", "seeds": [0, 1], "studies": studies}


def _forget(study: dict[str, Any], variant: str) -> None:
    """Drop what names a variant, and the figures of tables so dropped."""

    def names(item: Any, words: Iterable[str]) -> bool:
        return any(json.dumps(word) in json.dumps(item) for word in words)

    lost = {name for name, table in study["tables"].items() if names(table, [variant])}
    for part in ("tables", "figures", "claims"):
        study[part] = {name: item for name, item in study[part].items() if not names(item, [variant, *lost])}
    for part in ("headline", "contradictions"):
        study[part] = [item for item in study[part] if not names(item, [variant])]


def _keep_answered(study: dict[str, Any]) -> None:
    """Drop from the rubric what is no longer in the study, and the steps that nothing answers then."""
    kinds = ("tables", "figures", "claims")
    for step in study["rubric"]:
        step |= {kind: [name for name in step.get(kind, []) if name in study[kind]] for kind in kinds}
    study["rubric"] = [step for step in study["rubric"] if any(step[kind] for kind in kinds) or "parts" in step]


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
