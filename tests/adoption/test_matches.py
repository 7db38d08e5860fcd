"""Which finished trials can stand for those that a plan names."""

from pathlib import Path

import pytest

from existing_fixture import PRESENT, cell_of, digest_of, leave, leave_cell, two_cells
from restudy.adoption.matches import Stock
from restudy.errors import UserError
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return two_cells(tmp_path / "store", seeds=(0, 1))


@pytest.fixture
def sgd(plan: Plan) -> Cell:
    return cell_of(plan, "sgd")


def stock(plan: Plan, folder: Path, other: Path | None = None) -> Stock:
    return Stock(plan, folder / "results", other)


def test_a_match_has_equal_settings_seed_and_data(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    results = tmp_path / "results"
    leave_cell(sgd, results, "other", 0)
    leave_cell(sgd, results, "other", 5)
    leave_cell(cell_of(two_cells(tmp_path, epochs=9), "sgd"), results, "other")
    data = {"digest": digest_of(sgd.given, "other", {"x": "0"}), "code": "other"}
    leave(results / "mnist/cells/small/sgd-00000000", sgd.given, data, 1)
    matches = stock(plan, tmp_path).of_code([sgd, cell_of(plan, "adam")], "other")
    assert [(match.cell.variant, match.seed) for match in matches] == [("sgd", 0)]
    assert str(matches[0]) == f"small/{sgd.name} seed 0"
    assert matches[0].network == "mlp"


def test_trials_come_from_results_the_store_and_another_folder(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    adam = cell_of(plan, "adam")
    leave_cell(sgd, tmp_path / "results", "other", 0)
    stored = {"digest": digest_of(sgd.given, "other"), "code": "other"}
    leave(tmp_path / "store" / stored["digest"], sgd.given, stored, 1)
    leave_cell(adam, tmp_path / "elsewhere", "other", 1)
    cells = [sgd, adam]
    here = stock(plan, tmp_path).of_code(cells, "other")
    everywhere = stock(plan, tmp_path, tmp_path / "elsewhere").of_code(cells, "other")
    assert [(match.cell.variant, match.seed) for match in here] == [("sgd", 0), ("sgd", 1)]
    assert [(match.cell.variant, match.seed) for match in everywhere] == [("sgd", 0), ("sgd", 1), ("adam", 1)]


def test_another_folder_without_trials_is_a_mistake(tmp_path: Path, plan: Plan) -> None:
    with pytest.raises(UserError, match=f"--from: no finished trial is under {tmp_path}; give a folder"):
        stock(plan, tmp_path, tmp_path)


def test_of_several_trials_of_unknown_code_the_newest_is_taken(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    for day in (1, 3, 2):
        record = {"digest": str(day), "started": f"2026-01-0{day}T00:00:00+00:00"}
        leave(tmp_path / f"results/mnist/cells/small/sgd-{day}", sgd.given, record)
    (match,) = stock(plan, tmp_path).of_code([sgd], None)
    assert match.source.digest == "3"


def test_codes_are_tried_from_the_newest_and_unknown_code_last(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    for code, day in (("a", 2), ("b", 3), ("c", 1), (PRESENT, 4)):
        leave_cell(sgd, tmp_path / "results", code, started=f"2026-01-0{day}T00:00:00+00:00")
    leave(tmp_path / "store/x", sgd.given, {"digest": "x", "started": "2026-01-09T00:00:00+00:00"})
    assert stock(plan, tmp_path).other_codes([sgd, cell_of(plan, "adam")]) == ["b", "a", "c", None]


def test_a_trial_is_finished_under_the_plan_s_digest_in_results_or_in_the_store(
    tmp_path: Path, plan: Plan, sgd: Cell
) -> None:
    placed = leave_cell(sgd, tmp_path / "results", seed=0)
    stored = leave(tmp_path / "store" / sgd.digest, sgd.given, {"digest": sgd.digest}, 1)
    leave_cell(cell_of(plan, "adam"), tmp_path / "results", "other")
    here = stock(plan, tmp_path)
    assert [here.finished(sgd, seed) for seed in (0, 1)] == [placed, stored]
    assert here.finished(cell_of(plan, "adam"), 0) is None


def test_only_what_the_present_code_itself_trained_is_evidence(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    trained = leave_cell(sgd, tmp_path / "results", seed=0)
    leave_cell(sgd, tmp_path / "results", seed=1, adopted=[{"code": PRESENT}])
    here = stock(plan, tmp_path)
    assert [trial and trial.place for trial in (here.retrained(sgd, seed) for seed in (0, 1))] == [trained, None]


def test_a_cell_under_another_name_has_the_digest_and_needs_no_adoption(tmp_path: Path, plan: Plan, sgd: Cell) -> None:
    record = {"digest": sgd.digest, "code": PRESENT}
    leave(tmp_path / "results/mnist/cells/renamed/other-name", sgd.given, record, 1)
    here = stock(plan, tmp_path)
    assert [(match.cell, match.seed) for match in here.of_present_code([sgd])] == [(sgd, 1)]
    leave_cell(sgd, tmp_path / "results", seed=1)
    assert stock(plan, tmp_path).of_present_code([sgd]) == []
