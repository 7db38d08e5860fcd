"""A finished run of the tiny studies, made by the workflow's commands one after the other in this process."""

import contextlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from filelock import FileLock

from restudy import layout
from restudy.cli import main
from restudy.core_yaml import read_yaml
from restudy.freshness.jobs import jobs
from restudy.freshness.prepare import prepare
from restudy.papers.paper import Paper
from restudy.papers.reading import read_papers
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, make_plan, write_study_plan
from tiny_studies import tiny_papers, tiny_params
from workflow_project import write_yaml

STUDY, OTHER = "mlp-optimizers", "cnn-lstm-grid"
DATA, RESULTS = "data/digits", "results/digits"
STUDY_STEPS = ("select", "evaluate", "measure", "judge", "tabulate", "draw")


@dataclass(frozen=True)
class Said:
    """What a command left on the terminal: its exit status, and both streams."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Run:
    """A project's folder, in which commands are run."""

    folder: Path

    @cached_property
    def plan(self) -> Plan:
        return make_plan(parse_params(read_yaml(self.folder / "params.yaml").content))

    @cached_property
    def papers(self) -> dict[str, Paper]:
        return read_papers(self.plan, self.folder / layout.PAPERS)

    @property
    def cells(self) -> list[Cell]:
        return list(self.plan.cells.values())

    def cell(self, study: str = STUDY, place: int = 0) -> Cell:
        return self.plan.studies[study].cells[place]

    def restudy(self, *words: str) -> Said:
        """Run `restudy` with these arguments, as its command line would."""
        out, err, status = io.StringIO(), io.StringIO(), 0
        argv = mock.patch.object(sys, "argv", ["restudy", *words])
        with contextlib.chdir(self.folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), argv:
            try:
                main()
            except SystemExit as end:
                status = end.code if isinstance(end.code, int) else int(end.code is not None)
        return Said(status, out.getvalue(), err.getvalue())

    def prepare(self) -> None:
        """What the Snakefile does before there is a job."""
        with contextlib.chdir(self.folder):
            for study in self.plan.studies.values():
                write_study_plan(layout.plan_file("digits", study.name), study)
            prepare(jobs(self.plan, self.papers), overridden=True)

    def step(self, job: str, store: str = ".restudy/store") -> Said:
        """Run a job by its name, such as judge/STUDY, with the arguments that its rule gives."""
        step, _, rest = job.partition("/")
        return self.restudy(step, *getattr(self, f"_{step}", self._of_study)(step, rest, store))

    def _of_study(self, step: str, study: str, store: str) -> list[str]:
        words = ["--plan", f".restudy/plan/digits/{study}.json", "--results", RESULTS]
        words += ["--made-from", f".restudy/steps/digits/{step}/{study}.json"]
        return [*words, *(["--test", f"{DATA}/test.safetensors"] if step == "evaluate" else [])]

    def _excerpt(self, step: str, rest: str, store: str) -> list[str]:
        files = [word for part in ("train", "test") for word in (f"--{part}", f"{DATA}/{part}.safetensors")]
        plan = f".restudy/plan/digits/{next(iter(self.plan.studies))}.json"
        return [*files, "--plan", plan, "--results", RESULTS, "--made-from", ".restudy/steps/digits/excerpt.json"]

    def _report(self, step: str, rest: str, store: str) -> list[str]:
        plans = [word for study in self.plan.studies for word in ("--plan", f".restudy/plan/digits/{study}.json")]
        return [*plans, "--results", RESULTS, "--made-from", ".restudy/steps/digits/report.json"]

    def _typeset(self, step: str, rest: str, store: str) -> list[str]:
        source, output = (f"{RESULTS}/report/{name}" for name in (layout.PAPER_SOURCE, layout.PAPER))
        return ["--source", source, "--output", output, "--made-from", ".restudy/steps/digits/typeset.json"]

    def _download(self, step: str, rest: str, store: str) -> list[str]:
        return ["digits", "--raw", f"{DATA}/raw"]

    def _unpack(self, step: str, rest: str, store: str) -> list[str]:
        files = [word for part in ("train", "test") for word in (f"--{part}", f"{DATA}/{part}.safetensors")]
        return ["digits", "--raw", f"{DATA}/raw", *files]

    def _split(self, step: str, name: str, store: str) -> list[str]:
        output = f"{DATA}/splits/{name}.safetensors"
        sizes = json.dumps(self.plan.splits[name])
        return ["--train", f"{DATA}/train.safetensors", "--sizes", sizes, "--output", output]

    def _train(self, step: str, name: str, store: str) -> list[str]:
        study, _, cell_name = name.partition("/")
        cell = self.plan.cells[study, cell_name]
        words: dict[str, Any] = {"images": f"{DATA}/train.safetensors", "settings": json.dumps(cell.given)}
        words |= {"split": f"{DATA}/splits/{cell.split}.safetensors", "digest": cell.digest, "store": store}
        words |= {"device": "cpu", "results": RESULTS, "cell": name}
        seeds = [word for seed in self.plan.params.seeds for word in ("--seed", str(seed))]
        return [*(word for key, value in words.items() for word in (f"--{key}", value)), *seeds]

    @property
    def jobs(self) -> list[str]:
        """All jobs, each behind those whose results it reads."""
        splits = [f"split/{name}" for name in self.plan.splits]
        trained = [f"train/{cell.study}/{cell.name}" for cell in self.cells]
        steps = [f"{step}/{study}" for step in STUDY_STEPS for study in self.plan.studies]
        return ["download", "unpack", "excerpt", *splits, *trained, *steps, "report", "typeset"]

    def files(self) -> dict[str, bytes]:
        """The content of each file under data and results, by its path in the folder."""
        found = (path for part in ("data", "results") for path in (self.folder / part).rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}


def _made(folder: Path) -> Run:
    """A run from its beginning to its end."""
    folder.mkdir(parents=True)
    write_yaml(folder / "params.yaml", tiny_params())
    for study, paper in tiny_papers().items():
        write_yaml(folder / f"papers/{study}.yaml", paper)
    run = Run(folder)
    run.prepare()
    for job in run.jobs:
        said = run.step(job)
        assert said.status == 0, f"{job}: {said.err}"
    return run


@pytest.fixture(scope="session")
def whole_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run, one for all workers; nobody changes it."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder = shared / "finished_run"
    with FileLock(shared / "finished_run.lock"):
        if not (shared / "finished_run.txt").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _made(folder)
            (shared / "finished_run.txt").touch()
    return Run(folder)


@pytest.fixture
def run(whole_run: Run, tmp_path: Path) -> Run:
    """A copy of it to change by replacing files, as all commands do: what is not replaced is shared."""
    subprocess.run(["cp", "-al", str(whole_run.folder), str(tmp_path / "run")], check=True)
    return Run(tmp_path / "run")
