"""Runs of the workflow on the tests' SLURM cluster, and what SLURM says of their jobs."""

import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from restudy.layout import LAST_FILE, TRIAL_FILES
from restudy.plan.cells import Cell
from restudy.records import read_json
from slurm_cluster import SlurmCluster
from workflow_project import DIGEST, Project

PROFILE = "workflow/profiles/slurm"
COMMAND = ("snakemake", "--profile", PROFILE)
SUBMITTED = re.compile(r"submitted with SLURM jobid (\d+) \(log: \S*/rule_(\w+)/(\S+)/\d+\.log\)")
# A hang is a failure.
LIMIT_SECONDS = 500
EPOCHS = 60


def submitted(text: str) -> dict[str, list[str]]:
    """Study and cell, or study alone, to the numbers of its jobs in SLURM, from what Snakemake shows."""
    jobs: dict[str, list[str]] = {}
    for number, _, wildcards in SUBMITTED.findall(text):
        jobs.setdefault(DIGEST.sub("", wildcards.removeprefix("digits_")), []).append(number)
    return jobs


@dataclass(frozen=True)
class Run:
    """Snakemake at work on the cluster, in a process group of its own."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def text(self) -> str:
        """What it has shown so far."""
        return self.log.read_text(encoding="utf-8")

    def end(self) -> str:
        """Wait for its success, and return what it showed."""
        assert self.process.wait(LIMIT_SECONDS) == 0, self.text
        return self.text


@contextmanager
def at_work(
    project: Project, cluster: SlurmCluster, targets: list[str], variables: Mapping[str, str] | None = None
) -> Iterator[Run]:
    """A run, with further variables in its environment; killed if it has not ended by itself."""
    log = project.folder.parent / "log.txt"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [*COMMAND, *targets],
            cwd=project.folder,
            env=project.environment | cluster.variables(project.environment) | dict(variables or {}),
            stdout=stream,
            stderr=stream,
        )
    try:
        yield Run(process, log)
    finally:
        process.kill()
        process.wait()


def prolonged(project: Project, *names: str) -> list[Cell]:
    """Some cells of the optimizers' study, with one seed; Adam's and SGD's of many epochs."""
    # What it says of epochs, of which no weights are kept here, can't be answered.
    (project.folder / "papers/mlp-optimizers.yaml").unlink()
    with project.params() as content:
        content["seeds"] = [0]
        study = content["studies"]["mlp-optimizers"]
        study["protocols"]["published"]["choose_by"] = "test_accuracy"
        for variant in study["variants"].values():
            variant["settings"] |= {"epochs": EPOCHS, "keep": []}
    return [project.planned_cell("mlp-optimizers", name) for name in names]


def first_trial(project: Project, cell: Cell) -> Path:
    """The folder of the cell's trial with the first seed."""
    return project.folder / f"results/digits/cells/{cell.study}/{cell.name}/seed0"


def assert_trained_once(project: Project, cell: Cell) -> None:
    """Every file is there, every epoch once, each process going on where the one before it ended."""
    trial = first_trial(project, cell)
    assert {path.name for path in trial.iterdir()} == set(TRIAL_FILES)
    epochs = [line.split(",")[0] for line in (trial / "history.csv").read_text(encoding="utf-8").splitlines()]
    assert epochs == ["epoch", *map(str, range(1, EPOCHS + 1))]
    lasts = [session["last_epoch"] for session in read_json(trial / LAST_FILE)["sessions"]]
    assert lasts == sorted(set(lasts))


def states(cluster: SlurmCluster, job: str) -> list[str]:
    """How a job ended, by SLURM's own record; one that SLURM ran again ended twice."""
    return [record["JobState"] for record in cluster.ended() if record["JobId"] == job]


def asked(cluster: SlurmCluster, job: str) -> tuple[str, str]:
    """Memory and minutes that a job asked for."""
    (record, *_) = (record for record in cluster.ended() if record["JobId"] == job)
    return dict(part.split("=") for part in record["Tres"].split(","))["mem"], record["TimeLimit"]


def label(cell: Cell) -> str:
    """How `submitted` names a cell."""
    return f"{cell.study}_{DIGEST.sub('', cell.name)}"


def suspended(project: Project, cell: Cell) -> psutil.Process:
    """The process that trains the cell, stopped in the middle."""
    process = project.in_mid_training(cell)
    process.suspend()
    return process
