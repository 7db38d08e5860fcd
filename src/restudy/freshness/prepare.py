"""Telling Snakemake which jobs are current, by files of the project's own, since Git and copies set times at will.

Results are ancient to the rules: their times count for nothing. What counts is the description of a job, which is as
old as can be while results have it and new otherwise, and the file that says they have it, which is missing otherwise.
It also carries a job's news to those behind it: where one edge between two jobs is not ancient, Snakemake 9.27 runs
the second after the first.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from restudy.checksums import sealed, sound_record
from restudy.disk_clock import disk_time_ns
from restudy.freshness.files import StudyFiles, data_files, files_of
from restudy.freshness.jobs import COMMIT, REPORT, TYPESET, Job
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan
from restudy.records import to_json, write_text, write_text_if_changed
from restudy.report.typesetting import can_typeset
from restudy.repository import refusal
from restudy.revisions import committed_json, present_commit

SECOND = 10**9
# Older than any result, also one that an archive gave a time of 1980; not 0, which Snakemake takes for no time at all.
LONG_AGO = SECOND
NO_COMMIT = {COMMIT: None}


def prepare(planned: Iterable[Job], overridden: bool = False) -> list[str]:
    """Describe every job, and mark those whose results have their description.

    Args:
        planned: the jobs after training.
        overridden: whether the command line changed params, so that no commit holds them.

    Returns:
        A line for the user where the report cannot name its commit.
    """
    notes = []
    for job in planned:
        commit = {COMMIT: _commit_of(job, overridden)} if job.name == REPORT else {}
        write_text_if_changed(job.wanted, to_json(sealed(job.description | commit)))
        marked = job.done.is_file()
        if job.is_current:
            _mark(job)
        else:
            _unmark(job, marked)
            notes += _why_unnamed(job) if commit == NO_COMMIT and not overridden else []
    return notes


def _mark(job: Job) -> None:
    _mark_done(job.done)
    _set_time(job.wanted, LONG_AGO)


def _mark_done(mark: Path) -> None:
    if not mark.is_file():
        write_text(mark, "")
    _set_time(mark, LONG_AGO)


def mark_trained(studies: Iterable[StudyFiles]) -> None:
    """Mark the cells of which every trial was trained, for the rules that wait for that."""
    for study in studies:
        for cell in study.plan.cells:
            mark = study.trained_mark(cell)
            # Looked at before: a job that another Snakemake runs may just end.
            marked = mark.is_file()
            if study.is_trained(cell):
                _mark_done(mark)
            elif marked:
                mark.unlink(missing_ok=True)


def _unmark(job: Job, marked: bool) -> None:
    """Let the description be newer than any result, of which a clock may have said that it is yet to come.

    A mark that was not there before is left: a job that another Snakemake runs has just ended.
    """
    if marked:
        job.done.unlink(missing_ok=True)
    newest = max((path.stat().st_mtime_ns for path in (job.record, *job.leaves) if path.is_file()), default=0)
    now = disk_time_ns(job.wanted.parent)
    # A time to come only where results have one: it may be that a run is just making them. Snakemake keeps times as
    # floats, which tell no nanoseconds apart.
    time = newest + SECOND if newest > now else now
    _set_time(job.wanted, time)


def _set_time(path: Path, time: int) -> None:
    """Set a file's time, in ns; another user's file, of which only they may, is written again."""
    try:
        os.utime(path, ns=(time, time))
    except PermissionError:
        write_text(path, path.read_text(encoding="utf-8"))
        os.utime(path, ns=(time, time))


def end_the_future(files: Iterable[Path]) -> None:
    """Give files whose times are yet to come the present one.

    Snakemake 9.27 fails a job whose results are older than any file that it read, `ancient()` or not.

    Args:
        files: what the jobs that are about to run read.
    """
    now = disk_time_ns(Path())
    for path in {path for path in files if os.path.lexists(path)}:
        if path.lstat().st_mtime_ns > now:
            # Of a link its own time: what it leads to may be in a cache.
            os.utime(path, ns=(now, now), follow_symlinks=False)


def _commit_of(job: Job, overridden: bool) -> str | None:
    """The commit that a job's results name: the present one at first, which stays while their description does.

    So a commit alone makes nothing again, and results that are put back name the commit that they named before.
    """
    for known in (sound_record(job.record), committed_json(job.record)):
        if isinstance(known, dict) and job.is_described_by(known):
            commit: str | None = known.get(COMMIT)
            return commit
    return None if overridden else present_commit()


def _why_unnamed(job: Job) -> list[str]:
    """What Git has against this folder; nothing where it is merely not committed."""
    refused = refusal()
    if refused is None or not refused.is_there:
        return []
    return [f"the report names no commit: {refused.why}; then `rm -f {job.record}` and the same command name it"]


def wanted_files(plan: Plan, papers: Mapping[str, Paper], planned: Iterable[Job]) -> list[Path]:
    """What a run is asked for: that each cell is trained and each job done, a paper only where it can be typeset.

    Their marks say that all of their files are there. Data that is there is asked for too: where a job before it is
    forced, Snakemake 9.27 looks for jobs behind that one only in what the target itself asks for.
    """
    marks = [mark for study in files_of(plan, papers).values() for mark in study.trained_marks]
    marks += [job.done for job in planned if job.name != TYPESET or can_typeset()]
    return [*marks, *(file for file in data_files(plan) if file.is_file())]
