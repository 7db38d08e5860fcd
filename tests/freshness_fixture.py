"""A plan of one study with a paper, and files as its jobs leave them, without their content."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from restudy.checksums import FILES, write_record
from restudy.core_yaml import read_yaml
from restudy.freshness.jobs import Job, jobs
from restudy.layout import Results
from restudy.papers.paper import Paper
from restudy.papers.reading import parse_paper
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan

STUDY = "mlp-optimizers"
REPOSITORY = Path(__file__).parents[1]
CLAIM = {"kind": "threshold", "text": "It learns.", "metric": "test_accuracy", "at_least": 0.5}
PAPER: dict[str, Any] = {"title": "Optimizers", "claims": {"A": CLAIM}}
NOW = 1_700_000_000 * 10**9


@cache
def planned() -> tuple[Plan, dict[str, Paper]]:
    """The plan of one study of the repository's for MNIST, and a small paper."""
    content = read_yaml(REPOSITORY / "params.yaml").content
    studies = {STUDY: content["studies"][STUDY]}
    plan = make_plan(parse_params(content | {"dataset": "mnist", "studies": studies}))
    return plan, {STUDY: parse_paper(PAPER, plan.studies[STUDY])}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the test runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def set_time(path: Path, time: int) -> None:
    """Give a file a time, in nanoseconds since 1970."""
    os.utime(path, ns=(time, time))


def time_of(path: Path) -> int:
    """A file's own time, in nanoseconds since 1970."""
    return path.lstat().st_mtime_ns


def leave_all(time: int = NOW) -> dict[str, Job]:
    """Leave what all jobs leave, each file of this time; job by name."""
    found = jobs(*planned())
    for job in found:
        for path in job.leaves:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        sums = dict.fromkeys((path.relative_to(Results.of("mnist").root).as_posix() for path in job.leaves), "")
        write_record(job.record, job.description | {FILES: sums})
        for path in (job.record, *job.leaves):
            set_time(path, time)
    return {job.name: job for job in found}
