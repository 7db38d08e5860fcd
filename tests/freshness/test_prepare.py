"""What Snakemake is told by files of the project's own, whatever times results have; results are left alone."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from freshness_fixture import NOW, STUDY, here, leave_all, planned, set_time, time_of
from restudy.checksums import read_record, write_record
from restudy.disk_clock import disk_time_ns
from restudy.freshness.files import files_of
from restudy.freshness.jobs import TYPESET, Job, jobs
from restudy.freshness.prepare import end_the_future, prepare, wanted_files
from restudy.layout import wanted_file
from restudy.records import read_json

__all__ = ["here"]

# 1980, as some archives give it; the present; 2096.
TIMES = [315532800 * 10**9, NOW, 4 * 10**18]
JUDGE, TABULATE = f"judge/{STUDY}", f"tabulate/{STUDY}"


def marked(found: Iterable[Job]) -> set[str]:
    """The jobs that Snakemake would not run: their stamp is there and nothing is older than their description."""
    return {
        job.name
        for job in found
        if job.done.is_file()
        and min(map(time_of, (job.done, job.record, *job.leaves))) >= time_of(job.wanted)
        and time_of(job.done) <= min(map(time_of, (job.record, *job.leaves)))
    }


def spoil(job: Job) -> None:
    """Let a job's results be of another description."""
    time = time_of(job.record)
    write_record(job.record, job.description | {"code": "other"})
    set_time(job.record, time)


@pytest.mark.parametrize("time", TIMES)
def test_current_jobs_are_marked(here: Path, time: int) -> None:
    found = leave_all(time)
    prepare(jobs(*planned()))
    assert marked(found.values()) == set(found)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("marked_before", [False, True])
def test_a_description_is_newer_than_results_of_another_one(here: Path, time: int, marked_before: bool) -> None:
    """By a second, since Snakemake keeps times as floats."""
    found = leave_all(time)
    if marked_before:
        prepare(jobs(*planned()))
    spoil(found[JUDGE])
    prepare(jobs(*planned()))
    job = found[JUDGE]
    assert marked(found.values()) == set(found) - {JUDGE}
    assert not job.done.exists()
    assert time_of(job.wanted) / 1e9 > max(map(time_of, (job.record, *job.leaves))) / 1e9


@pytest.mark.parametrize("lost", ["record", "leaves"])
def test_a_job_of_which_a_file_is_missing_is_not_marked(here: Path, lost: str) -> None:
    found = leave_all()
    prepare(jobs(*planned()))
    (found[TABULATE].record if lost == "record" else found[TABULATE].leaves[0]).unlink()
    prepare(jobs(*planned()))
    assert marked([job for job in found.values() if job.name != TABULATE]) == set(found) - {TABULATE}
    assert not found[TABULATE].done.exists()


def test_a_job_that_ends_while_another_snakemake_looks_keeps_its_mark(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_as_it_ends(job: Job) -> bool:
        job.done.parent.mkdir(parents=True, exist_ok=True)
        job.done.touch()
        return False

    monkeypatch.setattr(Job, "is_current", property(look_as_it_ends))
    prepare(jobs(*planned()))
    assert all(job.done.is_file() for job in jobs(*planned()))


def test_what_is_put_back_is_marked_again(here: Path) -> None:
    job = leave_all()[JUDGE]
    before = job.record.read_bytes()
    spoil(job)
    prepare(jobs(*planned()))
    job.record.write_bytes(before)
    prepare(jobs(*planned()))
    assert marked([job]) == {JUDGE}


def test_results_keep_content_and_times(here: Path) -> None:
    found = leave_all()
    spoil(found[JUDGE])
    before = state(here)
    prepare(jobs(*planned()))
    prepare(jobs(*planned()))
    assert {path: content for path, content in state(here).items() if ".restudy" not in path.parts} == before


def state(folder: Path) -> dict[Path, tuple[bytes, int]]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder): (path.read_bytes(), time_of(path)) for path in files}


def test_nothing_is_written_twice(here: Path) -> None:
    leave_all()
    prepare(jobs(*planned()))
    before = state(here)
    prepare(jobs(*planned()))
    assert state(here) == before


def test_results_that_are_links_and_what_they_lead_to_are_left_alone(here: Path) -> None:
    found = leave_all()
    job = found[f"evaluate/{STUDY}"]
    for number, path in enumerate(job.leaves):
        path.rename(here / f"object{number}")
        path.symlink_to(here / f"object{number}")
    times = [time_of(path) for link in job.leaves for path in (link, link.resolve())]
    prepare(jobs(*planned()))
    assert marked([job]) == {job.name}
    assert [time_of(path) for link in job.leaves for path in (link, link.resolve())] == times


def test_files_of_the_future_become_present_ones(here: Path) -> None:
    """Of a link its own time alone; what is past stays as it is, and what is not there is no matter."""
    past, future, link, target = (here / name for name in ("past", "future", "link", "target"))
    for path, time in ((past, NOW), (future, TIMES[-1]), (target, TIMES[-1])):
        path.touch()
        set_time(path, time)
    link.symlink_to(target)
    os.utime(link, ns=(TIMES[-1], TIMES[-1]), follow_symlinks=False)
    before = disk_time_ns(here)
    end_the_future([past, future, link, here / "missing"])
    assert (time_of(past), time_of(target)) == (NOW, TIMES[-1])
    assert all(before <= time_of(path) <= disk_time_ns(here) for path in (future, link))


def test_where_nothing_was_left_nothing_is_marked(here: Path) -> None:
    prepare(jobs(*planned()))
    assert [job.name for job in jobs(*planned()) if job.done.exists()] == []


def test_a_description_is_what_the_file_holds(here: Path) -> None:
    prepare(jobs(*planned()))
    for job in jobs(*planned()):
        commit = {"commit": None} if job.name == "report" else {}
        assert read_record(job.wanted) == job.description | commit


def commit_named(overridden: bool = False) -> str | None:
    """The commit that the report is to name."""
    prepare(jobs(*planned()), overridden=overridden)
    commit: str | None = read_json(wanted_file("mnist", "report"))["commit"]
    return commit


def commit(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("restudy.freshness.prepare.present_commit", lambda: name)


def test_a_report_names_the_commit_of_its_code_and_settings(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(monkeypatch, "first")
    assert commit_named() == "first"
    assert commit_named(overridden=True) is None


def test_the_commit_stays_while_the_description_does(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = leave_all()["report"]
    commit(monkeypatch, "later")
    write_record(report.record, report.description | {"commit": "first"})
    assert commit_named() == "first"
    assert report.is_current
    write_record(report.record, report.description | {"code": "other", "commit": "first"})
    assert commit_named() == "later"
    assert not report.is_current


def test_a_report_that_is_put_back_names_the_commit_of_the_committed_one(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = leave_all()["report"]
    commit(monkeypatch, "later")
    committed = report.description | {"commit": "first"}
    monkeypatch.setattr("restudy.freshness.prepare.committed_json", lambda path: committed)
    report.record.unlink()
    assert commit_named() == "first"


def test_every_stamp_is_wanted_a_paper_s_where_it_can_be_typeset(monkeypatch: pytest.MonkeyPatch) -> None:
    planned_jobs = jobs(*planned())
    # Data that is there would be asked for too.
    monkeypatch.setattr("restudy.freshness.prepare.data_files", lambda _: [])
    for can in (True, False):
        monkeypatch.setattr("restudy.freshness.prepare.can_typeset", lambda can=can: can)
        stamps = {job.done for job in planned_jobs if can or job.name != TYPESET}
        files = files_of(*planned())[STUDY]
        assert {*wanted_files(*planned(), planned_jobs)} == {*stamps, *files.trained_marks}
