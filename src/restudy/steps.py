"""The steps after training: what decides what each of them leaves, in digests that a file of results keeps.

No clock has a say. A step is described by the study's plan, the code and the templates that it reads, and the
descriptions of the steps before it; cells are named in the plan by what decides their content. The description
lies in `.restudy/steps/` before the step runs, and the step leaves a copy among the results. So it is known
after any clone, checkout or copy whether results are what the present plan and code would make again.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISLNK
from time import time_ns
from typing import Any

from restudy import layout
from restudy.plan.plan import Plan, StudyPlan
from restudy.provenance import PACKAGE_FOLDER, code_digest, digest, file_digest
from restudy.records import read_json, to_json, write_text_if_changed
from restudy.report.typesetting import can_typeset
from restudy.revisions import committed_json, present_commit

TEMPLATES = PACKAGE_FOLDER / "report" / "templates"


@dataclass(frozen=True)
class Step:
    """What a step runs and reads.

    Attributes:
        code: the modules that it runs; what they import counts too.
        after: the steps whose results it reads.
        leaves: its results for a study, without its description.
        reads_cells: whether it reads files of trials.
    """

    code: tuple[str, ...]
    after: tuple[str, ...]
    leaves: Callable[[StudyPlan], list[str]]
    reads_cells: bool = False


STUDY_STEPS = {
    "select": Step(("restudy.selection",), (), layout.selection_files, reads_cells=True),
    "evaluate": Step(("restudy.evaluation.evaluate",), (), layout.evaluation_files, reads_cells=True),
    "judge": Step(("restudy.claims.judge",), ("select", "evaluate"), layout.judgement_files),
    "tabulate": Step(("restudy.report.tables",), ("evaluate",), layout.table_files),
    "draw": Step(("restudy.report.figures",), ("evaluate",), layout.drawn_files, reads_cells=True),
}
REPORT_CODE = ("restudy.report.files",)
TYPESETTING_CODE = ("restudy.report.typesetting",)
REPORT, TYPESET = "report", "typeset"
COMMIT = "commit"


@dataclass(frozen=True)
class Job:
    """One step for one study, or for all of them.

    Attributes:
        name: STEP/STUDY, or STEP for a step that is for all of them.
        description: what decides what it leaves.
        reads: the files that it reads, as far as Snakemake compares their times.
        leaves: its results, without its description.
    """

    dataset: str
    name: str
    description: dict[str, Any]
    reads: list[str]
    leaves: list[str]

    @property
    def wanted(self) -> str:
        """The file with the description that results should have."""
        return wanted_file(self.dataset, self.name)

    @property
    def record(self) -> str:
        """The copy that the job leaves among the results."""
        return record_file(self.dataset, self.name)

    @property
    def is_current(self) -> bool:
        """Whether its results are there and are what it would make again."""
        if not all(Path(file).is_file() for file in (self.record, *self.leaves)):
            return False
        return self.is_described_by(read_json(Path(self.record)))

    def is_described_by(self, record: Mapping[str, Any]) -> bool:
        """Whether a record says that results are of this description, whichever commit it names."""
        return {key: record[key] for key in record if key != COMMIT} == self.description


def wanted_file(dataset: str, name: str) -> str:
    """Where the present description of a job lies."""
    return f".restudy/steps/{dataset}/{name}.json"


def record_file(dataset: str, name: str) -> str:
    """Where a job leaves the description that it ran with."""
    return f"results/{dataset}/made_from/{name}.json"


def jobs(plan: Plan) -> list[Job]:
    """All jobs after training, each behind those whose results it reads."""
    found: dict[str, Job] = {}
    code = {name: code_digest(step.code) for name, step in STUDY_STEPS.items()}
    for study in plan.studies.values():
        for name, step in STUDY_STEPS.items():
            found[f"{name}/{study.name}"] = _study_job(name, step, code[name], study, found)
    found[REPORT] = _report_job(plan, found)
    return [*found.values(), _typesetting_job(plan, found)]


def _study_job(name: str, step: Step, code: str, study: StudyPlan, before: Mapping[str, Job]) -> Job:
    sources = [before[f"{earlier}/{study.name}"] for earlier in step.after]
    description = _description(code, [study], sources)
    reads = [layout.plan_file(study), *layout.image_files(study.dataset), *_results(sources)]
    if step.reads_cells:
        reads += layout.trial_files(study)
    return Job(study.dataset, f"{name}/{study.name}", description, reads, step.leaves(study))


def _report_job(plan: Plan, before: Mapping[str, Job]) -> Job:
    studies, dataset = list(plan.studies.values()), plan.params.dataset
    sources = list(before.values())
    description = _description(code_digest(REPORT_CODE), studies, sources)
    description["templates"] = {path.name: file_digest(path) for path in sorted(TEMPLATES.iterdir())}
    records = [file for study in studies for file in layout.trial_files(study, ["run.json"])]
    reads = [*map(layout.plan_file, studies), *records, *_results(sources)]
    return Job(dataset, REPORT, description, reads, layout.report_files(dataset))


def _typesetting_job(plan: Plan, before: Mapping[str, Job]) -> Job:
    dataset = plan.params.dataset
    sources = [before[name] for name in before if name == REPORT or name.startswith("draw/")]
    description = _description(code_digest(TYPESETTING_CODE), [], sources)
    return Job(dataset, TYPESET, description, _results(sources), [layout.paper_file(dataset)])


def _description(code: str, studies: list[StudyPlan], sources: list[Job]) -> dict[str, Any]:
    return {
        "code": code,
        "plan": {study.name: study.digest for study in studies},
        "after": {source.name: digest(source.description) for source in sources},
    }


def _results(sources: list[Job]) -> list[str]:
    return [file for source in sources for file in (source.record, *source.leaves)]


def versioned_files(plan: Plan) -> list[str]:
    """Every file of a finished run that a version of the project holds: data, results and their descriptions."""
    return _versioned(plan, jobs(plan))


def _versioned(plan: Plan, planned: list[Job]) -> list[str]:
    return [*layout.content_files(plan), *(job.record for job in planned)]


def wanted_files(plan: Plan) -> list[str]:
    """The files that a run is to leave: all versioned ones, but a paper only where it can be typeset."""
    planned = jobs(plan)
    left_out = set() if can_typeset() else {planned[-1].record, *planned[-1].leaves}
    return [file for file in _versioned(plan, planned) if file not in left_out]


def prepare(plan: Plan, overridden: bool = False) -> None:
    """Describe every job, and give the results of those that are current times in the order of the jobs.

    Git, DVC and copying give files times of their own; a result that is older than what it was made from
    would be made again, though its description says that the same would come out.

    Args:
        plan: the plan.
        overridden: whether the command line changed params, so that no commit holds them.
    """
    planned = jobs(plan)
    _end_the_future({file for job in planned for file in (*job.reads, *job.leaves)})
    for job in planned:
        commit = {COMMIT: _commit_of(job, overridden)} if job.name == REPORT else {}
        write_text_if_changed(Path(job.wanted), to_json(job.description | commit))
        (_renew if job.is_current else _age)(job)


def _commit_of(job: Job, overridden: bool) -> str | None:
    """The commit that a job's results name: the present one at first, which stays while their description does.

    So a commit alone makes nothing again, and results that are put back name the commit that they named before.
    """
    record = Path(job.record)
    for known in (read_json(record) if record.is_file() else None, committed_json(record)):
        if known is not None and job.is_described_by(known):
            commit: str | None = known.get(COMMIT)
            return commit
    return None if overridden else present_commit()


def _end_the_future(files: set[str]) -> None:
    """Give files whose times are yet to come the present one; what is made from them now would look older."""
    now = time_ns()
    for path in map(Path, files):
        if any(time > now for time in _times(path)):
            _set_time(path, now)


def _renew(job: Job) -> None:
    """Make no result older than what it was made from."""
    newest = max(time for file in (job.wanted, *job.reads) for time in _times(Path(file)))
    for result in _existing(job):
        if min(_times(result)) < newest:
            _set_time(result, newest)


def _age(job: Job) -> None:
    """Make every result older than the description that it should have."""
    wanted = Path(job.wanted).stat().st_mtime_ns
    for result in _existing(job):
        if max(_times(result)) >= wanted:
            _set_time(result, wanted - 1)


def _existing(job: Job) -> list[Path]:
    # Snakemake counts a job's benchmark among its results when it compares times.
    benchmark = f"logs/{job.dataset}/{job.name}.tsv"
    return [path for path in map(Path, (job.record, *job.leaves, benchmark)) if path.is_file()]


def _times(path: Path) -> list[int]:
    """The time of a file, in nanoseconds, or of a link and of what it leads to; none where there is none."""
    try:
        status = path.lstat()
        linked = [path.stat().st_mtime_ns] if S_ISLNK(status.st_mode) else []
    except FileNotFoundError:
        return []
    return [status.st_mtime_ns, *linked]


def _set_time(path: Path, time: int) -> None:
    """Set the time of a file, or of a link and of what it leads to, in nanoseconds."""
    os.utime(path, ns=(time, time))
    if path.is_symlink():
        os.utime(path, ns=(time, time), follow_symlinks=False)
