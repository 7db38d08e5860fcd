"""What a run would cost."""

from pathlib import Path

import pytest
from rich.console import Console

from existing_fixture import cell_of, leave_cell, two_cells
from restudy.checking.cost import costs, show_costs

WEIGHTS = (784 + 1) * 8 + (8 + 1) * 10


def test_without_records_hours_are_unknown(tmp_path: Path) -> None:
    plan = two_cells(tmp_path / "store", (0, 1), keep=[])
    (cost,) = costs(plan, tmp_path / "results")
    assert (cost.cells, cost.trials, cost.finished, cost.hours) == (2, 4, 0, None)
    assert cost.size == 4 * WEIGHTS * 4


def test_kept_weights_of_each_epoch_count(tmp_path: Path) -> None:
    (cost,) = costs(two_cells(tmp_path / "store", keep=["epoch_weights"], epochs=5), tmp_path / "results")
    assert cost.size == 2 * WEIGHTS * 4 * (1 + 5)


def test_hours_are_of_the_nearest_finished_cell_by_what_it_learned_from(tmp_path: Path) -> None:
    """One cell ran for three epochs in half an hour; its other seed, and a cell of six epochs, are to be trained."""
    plan = two_cells(tmp_path / "store", (0, 1), keep=[], epochs=3)
    leave_cell(cell_of(plan, "adam"), tmp_path / "results", seconds=1800.0)
    (cost,) = costs(plan, tmp_path / "results")
    assert cost.finished == 1
    assert cost.hours == pytest.approx(3 * 0.5)
    (longer,) = costs(two_cells(tmp_path / "store", (0,), keep=[], epochs=6), tmp_path / "results")
    assert longer.finished == 0
    assert longer.hours == pytest.approx(2 * 1.0)


def test_what_is_finished_costs_nothing(tmp_path: Path) -> None:
    plan = two_cells(tmp_path / "store", keep=[])
    for variant in ("adam", "sgd"):
        leave_cell(cell_of(plan, variant), tmp_path / "results", seconds=9.0)
    (cost,) = costs(plan, tmp_path / "results")
    assert (cost.finished, cost.hours, cost.size) == (2, 0, 0)


def test_a_table_has_a_row_for_each_study_and_their_sum(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    show_costs(costs(two_cells(tmp_path / "store", (0, 1)), tmp_path), Console(width=200, highlight=False))
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["study", "cells", "trials", "finished", "hours", "disk,", "MB"]
    assert lines[1][:5] == ["small", "2", "4", "0", "unknown"]
    assert lines[2][:4] == ["total", "2", "4", "0"]
