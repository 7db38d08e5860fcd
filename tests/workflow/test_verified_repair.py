"""Damage that `restudy verify` finds, set aside, through the real Snakemake: only what was damaged is made again."""

import re

import pytest

from damage import DAMAGES, KEPT, RECORDS, inflict
from finished_run import OTHER, STUDY, Run
from workflow_project import Outcome, Project, finished, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

NAMED = re.compile(r"^damaged  ([^\s:]+): ", re.MULTILINE)


def contents(project: Project) -> dict[str, bytes]:
    files = project.files("data", "results")
    return {file.relative_to(project.folder).as_posix(): file.read_bytes() for file in files}


def set_aside(run: Run, finished: Project, kinds: list[str], *more: str) -> None:
    """Flip a bit in a file of each kind, and in some more files: exactly those are named and set aside."""
    files = [inflict(run, DAMAGES["flipped"], kind, Run(finished.folder)).relative_to(run.folder) for kind in kinds]
    for name in more:
        file = run.folder / name
        file.write_bytes(DAMAGES["flipped"](file.read_bytes(), b"") or b"")
    said = run.restudy("verify", "--set-aside")
    assert said.status == 1
    assert sorted(NAMED.findall(said.out)) == sorted([*map(str, files), *more])


def assert_repaired(run: Run, again: Outcome, before: dict[str, bytes], after: dict[str, bytes]) -> None:
    assert again.complaints == []
    assert after == before
    said = run.restudy("verify")
    assert said.status == 0
    assert len(said.out.splitlines()) == 1


@pytest.mark.tried(
    "Damaged files",
    "a bit in what no later job reads, through `restudy verify --set-aside` and Snakemake",
    "only their jobs and those behind them run; results equal to the byte",
    4,
)
def test_what_no_job_reads_is_made_again_and_no_more(project: Project, finished: Project) -> None:
    """First what the last two jobs leave, then what two studies' jobs left before them."""
    before, run = contents(project), Run(project.folder)
    set_aside(run, finished, ["page", "paper"])
    last = {"report": 1, "typeset": 1, "all": 1}
    assert project.plan().counts == last
    set_aside(run, finished, ["table"], f"results/digits/plots/curves/{OTHER}.csv")
    again = project.run()
    jobs = (f"tabulate_{STUDY}", f"draw_{OTHER}")
    assert again.counts == {job.replace("-", "_"): 1 for job in jobs} | last
    assert_repaired(run, again, before, contents(project))


@pytest.mark.tried(
    "Damaged files",
    "a bit in one file of each kind at once, through `restudy verify --set-aside` and Snakemake",
    "exactly those are named, nothing is trained; results equal to the byte",
    len(KEPT),
)
def test_a_file_of_each_kind_is_named_and_made_again(project: Project, finished: Project) -> None:
    """Records come second, since of what a damaged one speaks of nothing is known."""
    before, run = contents(project), Run(project.folder)
    set_aside(run, finished, [kind for kind in KEPT if kind not in RECORDS])
    set_aside(run, finished, RECORDS)
    (project.folder / "logs").rename(project.folder / "earlier-logs")
    assert_repaired(run, project.run("weights"), before, contents(project))
    logs = project.files("logs/digits/train", "logs/digits/retrain")
    assert not any(" epoch " in log.read_text(encoding="utf-8") for log in logs if log.suffix == ".log")
