"""Kill −9 again and again, in every step and of Snakemake itself: the run goes on, and its results are the same."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from workflow_project import Project, finished, new_project, timeless

__all__ = ["finished"]

pytestmark = pytest.mark.slow
KIND = "Killed, interrupted, begun again"

# How often a job of each step is killed; a step of fewer jobs is killed in each of its attempts.
KILLS = {
    "download": 4,
    "unpack": 4,
    "split": 4,
    "train": 16,
    "select": 2,
    "excerpt": 4,
    "evaluate": 6,
    "measure": 4,
    "judge": 4,
    "tabulate": 4,
    "draw": 4,
    "report": 4,
}
LONGEST_DELAYS = {"train": 0.4, "draw": 0.3, "report": 0.3}
# What has a run's times, and the records of it.
TIMED = {"report", "typeset"}
SNAKEMAKE_KILLS = 6


def content(project: Project) -> dict[Path, bytes]:
    """What two runs have in common: all but times, what speaks of them, and what dead writers left."""
    files = [file for file in project.files("data", "results") if not file.name.startswith(".")]
    kept = [file for file in files if file.name != "run.json" and not {file.parent.name, file.stem} & TIMED]
    return {file.relative_to(project.folder): timeless(file) for file in kept}


def jobs_of(process: psutil.Process) -> Iterator[tuple[psutil.Process, str]]:
    """The jobs that a Snakemake runs, each with its step."""
    try:
        children = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return
    for child in children:
        try:
            words = child.cmdline()
        except psutil.Error:
            continue
        if words[1:3] == ["-m", "restudy"] and len(words) > 3:
            yield child, words[3]


def kill_jobs(process: psutil.Process, wanted: Mapping[str, int], chance: random.Random) -> Counter[str]:
    """Kill so many jobs of each step while Snakemake runs, each a while after its start; how many there were."""
    seen, dates = set[int](), list[tuple[float, psutil.Process, str]]()
    killed, planned = Counter[str](), Counter[str]()
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        for job, step in jobs_of(process):
            if job.pid not in seen and planned[step] < wanted.get(step, 0):
                planned[step] += 1
                dates.append((time.monotonic() + chance.uniform(0, LONGEST_DELAYS.get(step, 0.1)), job, step))
            seen.add(job.pid)
        for date in [date for date in dates if date[0] < time.monotonic()]:
            dates.remove(date)
            _, job, step = date
            try:
                job.kill()
                killed[step] += 1
            except psutil.NoSuchProcess:
                # It had ended; another one is killed instead.
                planned[step] -= 1
        time.sleep(0.005)
    return killed


def start(project: Project, *arguments: str) -> subprocess.Popen[bytes]:
    """Snakemake in the background, in a group of its own."""
    with (project.folder / "output.txt").open("ab") as output:
        return subprocess.Popen(
            project.command("--cores", "2", *arguments),
            cwd=project.folder,
            env=project.environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


@pytest.mark.tried(
    KIND, "jobs of each step, by kill −9 at a chance moment", "they are run again; results equal to the byte"
)
@pytest.mark.parametrize("warm", ["true", "false"])
def test_jobs_of_every_step(
    finished: Project, tmp_path: Path, warm: str, record_property: Callable[[str, object], None]
) -> None:
    project = new_project(tmp_path / "project")
    # Half of them warm, half cold.
    wanted = {step: number // 2 for step, number in KILLS.items()}
    killed, chance = Counter[str](), random.Random(0)
    # Of steps that are over too soon some are missed at first.
    for more in ((), *[("--forceall",)] * 9):
        process = start(project, *more, "--retries", "40", "--config", f"warm_starts={warm}")
        left = {step: number - killed[step] for step, number in wanted.items()}
        killed += kill_jobs(psutil.Process(process.pid), left, chance)
        assert process.wait(60) == 0, (project.folder / "output.txt").read_text()
        if killed == wanted:
            break
    assert killed == wanted
    record_property("times", killed.total())
    assert content(project) == content(finished)


@pytest.mark.tried(
    KIND, "Snakemake, by kill −9 at a chance moment", "the same command goes on; results equal to the byte"
)
def test_snakemake_itself(finished: Project, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    project, chance = new_project(tmp_path / "project"), random.Random(1)
    for _ in range(SNAKEMAKE_KILLS):
        process = start(project)
        time.sleep(chance.uniform(1.5, 5))
        # Not its jobs, which must not go on without it for long.
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        project.call(*project.command("--unlock"))
    record_property("times", SNAKEMAKE_KILLS)
    project.run()
    assert content(project) == content(finished)
