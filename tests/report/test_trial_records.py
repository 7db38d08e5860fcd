"""What trials' records say of time, devices and memory."""

from pathlib import Path

import pytest

from evidence_fixture import leave_training_evidence
from report_fixture import leave_study, reported_plan
from restudy.layout import Results
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.report.trial_records import TrialRecord, cost, devices, read_records


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return reported_plan()


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, plan: StudyPlan) -> Path:
    folder = tmp_path_factory.mktemp("results")
    leave_study(folder, plan)
    return folder


@pytest.fixture(scope="module")
def records(plan: StudyPlan, results: Path) -> list[TrialRecord]:
    return read_records(plan, results)


def test_every_trial_has_a_record_with_its_file(plan: StudyPlan, results: Path, records: list[TrialRecord]) -> None:
    assert [(record.cell.name, record.seed) for record in records] == [
        (cell.name, seed) for cell in plan.cells for seed in plan.seeds
    ]
    for record in records:
        assert (results / record.file.removeprefix("results/mnist/")).is_file()


def test_a_trial_on_a_gpu_names_it_and_others_their_processor(records: list[TrialRecord]) -> None:
    assert {(record.device, record.processor) for record in records[:2]} == {("cuda", "NVIDIA H200")}
    assert {(record.device, record.processor) for record in records[2:]} == {("cpu", "AMD EPYC")}
    assert devices(records) == {"NVIDIA H200 (CUDA)": 2, "AMD EPYC (CPU, 2 threads)": len(records) - 2}


def test_times_add_up_by_device(plan: StudyPlan, records: list[TrialRecord]) -> None:
    """Cells take 1, 2, 3 … minutes with each of two seeds, the first of them on a GPU, the others on 2 threads."""
    minutes = [place + 1 for place in range(len(plan.cells)) for _ in plan.seeds]
    whole = cost(records)
    assert whole.trials == len(records)
    assert whole.seconds == 60 * sum(minutes)
    assert whole.gpu_seconds == 120
    assert whole.core_seconds == 2 * 60 * (sum(minutes) - 2)
    assert whole.memory == 500 + 60 * len(plan.cells)


def test_records_of_early_and_of_adopted_trials_are_read(plan: StudyPlan, results: Path, tmp_path: Path) -> None:
    for cell in plan.cells:
        for seed in plan.seeds:
            run = read_json(Results(results).training_evidence(plan.name, cell.name, seed))["run"]
            del run["gpu"], run["interruptions"]
            leave_training_evidence(tmp_path, cell, seed, run | {"adopted": [{"code": "a"}, {"code": "b"}]})
    first = read_records(plan, tmp_path)[0]
    assert (first.processor, first.interruptions, first.adoptions) == ("AMD EPYC", 0, 2)
