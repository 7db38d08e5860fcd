"""What the page says of trials: their times, devices, settings and results."""

from pathlib import Path
from typing import Any

import pytest

from report_fixture import accuracy, leave_study, reported_plan
from restudy.evidence.material import Material
from restudy.report.trial_records import TrialRecord, read_records
from restudy.report.trial_view import HEADINGS, cost_text, flat, run_view, trials_view


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def material(results: Path) -> Material:
    return leave_study(results, reported_plan())


@pytest.fixture(scope="module")
def records(results: Path, material: Material) -> list[TrialRecord]:
    return read_records(material.evidence.plan, results)


def test_a_cell_has_a_row_for_each_seed(material: Material, records: list[TrialRecord]) -> None:
    view = trials_view(material.evidence, material.paper, records)
    cell, plan = view.cells[0], material.evidence.plan
    assert [found.name for found in view.cells] == [found.name for found in plan.cells]
    assert cell.files == f"results/mnist/evidence/training/reported/{plan.cells[0].name}.seed*.json"
    assert (cell.title, cell.time) == ("CNN, batch size 32, learning rate 0.02", "2 min 0 s")
    begun = "2026-01-02 03:04"
    device = "NVIDIA H200 (CUDA); interrupted 1×"
    assert cell.rows == [
        (
            *(str(seed), f"{100 * accuracy(0, turn):.2f}\u00a0%", f"{0.5 + turn:.4f}", str(3 - turn)),
            *(device, "1 min 0 s", "1,000", begun),
        )
        for turn, seed in enumerate(plan.seeds)
    ]
    assert {len(row) for found in view.cells for row in found.rows} == {len(HEADINGS)}


def test_settings_are_flat_and_in_words() -> None:
    settings: dict[str, Any] = {
        "model": {"name": "mlp", "hidden": [6, 5]},
        "early_stopping": None,
        "keep": [],
        "lr": 0.001,
    }
    assert dict(flat(settings)) == {
        "lr": "0.001",
        "early_stopping": "none",
        "keep": "none",
        "model.hidden": "6, 5",
        "model.name": "mlp",
    }


def test_the_run_s_cost_is_told_by_kind_of_device(records: list[TrialRecord]) -> None:
    """Two trials of one minute on a GPU; the others take 2 to 12 minutes on two threads, twice each."""
    run = run_view(records)
    assert run.time == "2.6 h"
    assert run.cost == "5.1 h of processor cores and 2 min 0 s of GPUs"
    assert run.memory == "1.2 GiB"
    assert list(run.devices.values()) == [2, 22]


def test_a_run_on_one_kind_of_device_costs_no_other(records: list[TrialRecord]) -> None:
    assert run_view(records[:2]).cost == "2 min 0 s of GPUs"
    assert cost_text(records[:1]) == "1 run, 1 min 0 s of training on NVIDIA H200 (CUDA)"
