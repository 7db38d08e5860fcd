"""What decides whether results are current, and the times that they get; no clock has a say."""

import os
from pathlib import Path
from time import time_ns

import pytest

from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan
from restudy.records import read_json, write_json
from restudy.steps import Job, jobs, prepare, versioned_files, wanted_file, wanted_files

PAST, FUTURE = 10**18, 4 * 10**18


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def plan(params_content: dict[str, object]) -> Plan:
    studies = params_content["studies"]
    assert isinstance(studies, dict)
    return make_plan(parse_params(params_content | {"studies": {"mlp-optimizers": studies["mlp-optimizers"]}}))


def leave(file: str, time: int) -> None:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    os.utime(path, ns=(time, time))


def leave_all(plan: Plan) -> dict[str, Job]:
    """Everything that the jobs read and leave, each file younger than what is made from it."""
    planned = jobs(plan)
    for age, job in enumerate(planned):
        for file in (*job.reads, *job.leaves):
            leave(file, PAST - age)
        write_json(Path(job.record), job.description)
        os.utime(job.record, ns=(PAST - age, PAST - age))
    return {job.name: job for job in planned}


def time_of(file: str) -> int:
    return Path(file).lstat().st_mtime_ns


def is_in_order(job: Job) -> bool:
    """Whether no result is older than anything that it was made from."""
    results = [time_of(file) for file in (job.record, *job.leaves)]
    return min(results) >= max(time_of(file) for file in (job.wanted, *job.reads))


def test_the_jobs_in_order(plan: Plan) -> None:
    names = [job.name for job in jobs(plan)]
    steps = ["select", "evaluate", "judge", "tabulate", "draw"]
    assert names == [*(f"{step}/mlp-optimizers" for step in steps), "report", "typeset"]


def test_current_results_get_times_in_the_order_of_the_jobs(here: Path, plan: Plan) -> None:
    found = leave_all(plan)
    prepare(plan)
    assert [name for name, job in found.items() if not is_in_order(job)] == []
    before = {file: time_of(file) for job in found.values() for file in job.leaves}
    prepare(plan)
    assert {file: time_of(file) for file in before} == before


def test_links_and_what_they_lead_to_are_in_order(here: Path, plan: Plan) -> None:
    found = leave_all(plan)
    for number, file in enumerate(found["evaluate/mlp-optimizers"].leaves):
        Path(file).rename(f"object{number}")
        Path(file).symlink_to(Path(f"object{number}").resolve())
    prepare(plan)
    for file in found["evaluate/mlp-optimizers"].leaves:
        assert Path(file).lstat().st_mtime_ns == Path(file).stat().st_mtime_ns
    assert [name for name, job in found.items() if not is_in_order(job)] == []


def test_results_of_another_description_are_older_than_it(here: Path, plan: Plan) -> None:
    found = leave_all(plan)
    stale = found["judge/mlp-optimizers"]
    write_json(Path(stale.record), stale.description | {"code": "other"})
    for file in stale.leaves:
        leave(file, FUTURE)
    prepare(plan)
    assert max(time_of(file) for file in stale.leaves) < time_of(stale.wanted)
    assert {name for name, job in found.items() if not is_in_order(job)} == {stale.name}


def test_nothing_is_of_the_future(here: Path, plan: Plan) -> None:
    found = leave_all(plan)
    checkpoint = found["evaluate/mlp-optimizers"].reads[-1]
    leave(checkpoint, FUTURE)
    prepare(plan)
    assert time_of(checkpoint) <= time_ns()


def test_a_missing_result_is_not_current(here: Path, plan: Plan) -> None:
    found = leave_all(plan)
    job = found["tabulate/mlp-optimizers"]
    assert job.is_current
    Path(job.leaves[0]).unlink()
    assert not job.is_current


def test_a_change_reaches_the_steps_behind_it(params_content: dict[str, object], plan: Plan) -> None:
    changed = make_plan(parse_params(params_content | {"studies": _with_title(plan, params_content)}))
    before, after = ({job.name: job.description for job in jobs(each)} for each in (plan, changed))
    assert all(before[name] != after[name] for name in before)
    assert before["select/mlp-optimizers"]["code"] == after["select/mlp-optimizers"]["code"]
    assert set(before["report"]["after"]) == set(before) - {"report", "typeset"}
    assert set(before["typeset"]["after"]) == {"report", "draw/mlp-optimizers"}


def _with_title(plan: Plan, content: dict[str, object]) -> dict[str, object]:
    studies = content["studies"]
    assert isinstance(studies, dict)
    return {name: studies[name] | {"title": "Another title"} for name in plan.studies}


def test_a_description_is_what_the_file_holds(here: Path, plan: Plan) -> None:
    prepare(plan)
    for job in jobs(plan):
        commit = {"commit": None} if job.name == "report" else {}
        assert read_json(Path(job.wanted)) == job.description | commit


def commit_named(plan: Plan, overridden: bool = False) -> str | None:
    """The commit that the report is to name."""
    prepare(plan, overridden)
    commit: str | None = read_json(Path(wanted_file("mnist", "report")))["commit"]
    return commit


def test_a_report_names_the_commit_of_its_code_and_settings(
    here: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("restudy.steps.present_commit", lambda: "first")
    assert commit_named(plan) == "first"
    assert commit_named(plan, overridden=True) is None


def test_the_commit_stays_while_the_description_does(here: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    report = leave_all(plan)["report"]
    monkeypatch.setattr("restudy.steps.present_commit", lambda: "later")
    write_json(Path(report.record), report.description | {"commit": "first"})
    assert commit_named(plan) == "first"
    assert report.is_current
    write_json(Path(report.record), report.description | {"code": "other", "commit": "first"})
    assert commit_named(plan) == "later"
    assert not report.is_current


def test_a_report_that_is_put_back_names_the_commit_of_the_committed_one(
    here: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = leave_all(plan)["report"]
    monkeypatch.setattr("restudy.steps.present_commit", lambda: "later")
    monkeypatch.setattr("restudy.steps.committed_json", lambda path: report.description | {"commit": "first"})
    Path(report.record).unlink()
    assert commit_named(plan) == "first"


def test_a_paper_is_wanted_where_it_can_be_typeset(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("restudy.steps.can_typeset", lambda: True)
    assert wanted_files(plan) == versioned_files(plan)
    monkeypatch.setattr("restudy.steps.can_typeset", lambda: False)
    left_out = {"results/mnist/report/report.pdf", "results/mnist/made_from/typeset.json"}
    assert set(versioned_files(plan)) - set(wanted_files(plan)) == left_out
