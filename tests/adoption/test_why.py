"""`restudy why`: what a cell that lacks trials differs in from the nearest that exists."""

import io
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
from rich.console import Console

from existing_fixture import PRESENT, STUDY, cell_of, digest_of, leave, leave_cell, leave_evidence, two_cells
from restudy.adoption.why import Explainer, Reason, differences, show_reasons
from restudy.layout import Results
from restudy.plan.plan import Plan
from terminal import shown_on


class Make(Protocol):
    def __call__(
        self, seeds: tuple[int, ...] = ..., study: str = ..., variants: str = ..., **defaults: Any
    ) -> Plan: ...


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes the plan of one study with the two cells `adam` and `sgd`, whose store is in the test's own folder."""
    return partial(two_cells, tmp_path / "store")


def leave_cells(plan: Plan, results: Path, code: str = PRESENT, started: str = "2026-01-01T00:00:00+00:00") -> None:
    """A trial of each of a plan's cells, by the present code or another one."""
    for cell in plan.cells.values():
        leave_cell(cell, results, code, started=started)


def lose_cell(results: Path, name: str) -> None:
    shutil.rmtree(results / "mnist/cells/small" / name)
    Results(results / "mnist").training_evidence("small", name, 0).unlink()


def reasons_of(plan: Plan, results: Path) -> dict[str, Reason]:
    """Variant to its reason."""
    return {reason.cell.variant: reason for reason in Explainer(plan, results).reasons(list(plan.cells.values()))}


def test_finished_cells_have_no_reason(make: Make, tmp_path: Path) -> None:
    leave_cells(make(), tmp_path)
    assert reasons_of(make(), tmp_path) == {}


def test_before_the_first_run_nothing_exists(make: Make, tmp_path: Path) -> None:
    assert {reason.kind for reason in reasons_of(make(), tmp_path).values()} == {"new"}


def test_a_changed_setting_is_named_with_both_values(make: Make, tmp_path: Path) -> None:
    leave_cells(make(), tmp_path)
    reasons = reasons_of(make(batch_size=16), tmp_path)
    assert {name: (reason.kind, reason.text) for name, reason in reasons.items()} == {
        "adam": ("settings", "batch_size 8 → 16"),
        "sgd": ("settings", "batch_size 8 → 16"),
    }
    assert reasons["sgd"].nearest == cell_of(make(), "sgd").name


def test_the_newest_of_equally_near_cells_is_meant(make: Make, tmp_path: Path) -> None:
    for epochs, day in ((4, 1), (5, 3), (6, 2)):
        leave_cells(make(epochs=epochs), tmp_path, started=f"2026-01-0{day}T00:00:00+00:00")
    assert reasons_of(make(), tmp_path)["adam"].text == "epochs 5 → 3"


def test_a_cell_that_is_no_longer_wanted_is_meant_before_one_that_is(make: Make, tmp_path: Path) -> None:
    """It is what the new cell replaced, be it older."""
    wide = STUDY + "  wide: {settings: {model: {name: mlp, hidden: [16]}}}"
    plan, replaced = make(variants=wide), make(optimizer={"name": "adam", "lr": 0.1})
    leave_cells(replaced, tmp_path)
    lose_cell(tmp_path, cell_of(replaced, "sgd").name)
    leave_cells(plan, tmp_path, started="2026-01-02T00:00:00+00:00")
    lose_cell(tmp_path, cell_of(plan, "adam").name)
    assert [(reason.text, reason.nearest) for reason in reasons_of(plan, tmp_path).values()] == [
        ("optimizer.lr 0.1 → 0.001", cell_of(replaced, "adam").name)
    ]


def test_changed_code_is_told_from_changed_settings(make: Make, tmp_path: Path) -> None:
    leave_cells(make(), tmp_path, "other code")
    assert {(reason.kind, reason.text) for reason in reasons_of(make(), tmp_path).values()} == {
        ("code", "training code alone")
    }
    assert reasons_of(make(epochs=5), tmp_path)["sgd"].text == "epochs 3 → 5, training code"


def test_a_record_without_its_code_is_said_to_have_none(make: Make, tmp_path: Path) -> None:
    cell = cell_of(make(), "sgd")
    leave_evidence(cell, tmp_path, "sgd-00000000", {"digest": digest_of(cell.given, "unknown")})
    reason = reasons_of(make(), tmp_path)["sgd"]
    assert (reason.kind, reason.text) == ("code", "training code, which its record does not name")


def test_other_data_shows_in_the_digest(make: Make, tmp_path: Path) -> None:
    cell, code = cell_of(make(), "sgd"), PRESENT
    record = {"digest": digest_of(cell.given, code, {"other.gz": "0"}), "code": code}
    leave_evidence(cell, tmp_path, "sgd-00000000", record)
    reason = reasons_of(make(), tmp_path)["sgd"]
    assert (reason.kind, reason.text) == ("data", "data")


def test_a_seed_that_is_missing_is_named(make: Make, tmp_path: Path) -> None:
    leave_cells(make(), tmp_path)
    reason = reasons_of(make((0, 1, 2)), tmp_path)["adam"]
    assert (reason.kind, reason.text) == ("seed", "missing: seed 1, 2")


def test_what_the_store_has_is_placed(make: Make, tmp_path: Path) -> None:
    plan = make((0, 1))
    for seed in (0, 1):
        leave(tmp_path / "store" / cell_of(plan, "sgd").digest, {}, {"digest": cell_of(plan, "sgd").digest}, seed)
    leave(tmp_path / "store" / cell_of(plan, "adam").digest, {}, {"digest": cell_of(plan, "adam").digest}, 1)
    reasons = reasons_of(plan, tmp_path)
    assert reasons["sgd"].kind == "store"
    assert (reasons["adam"].kind, reasons["adam"].text) == ("seed", "missing: seed 0")


def test_a_cell_that_only_the_store_has_is_compared_too(make: Make, tmp_path: Path) -> None:
    old = cell_of(make(epochs=9), "sgd")
    leave(tmp_path / "store" / old.digest, old.given, {"digest": old.digest, "code": PRESENT})
    reason = reasons_of(make(), tmp_path)["sgd"]
    assert (reason.text, reason.nearest) == ("epochs 9 → 3", f"store {old.digest[:8]}")


def test_other_studies_cells_are_no_relatives(make: Make, tmp_path: Path) -> None:
    leave_cells(make(study="another", epochs=9), tmp_path)
    assert reasons_of(make(), tmp_path)["sgd"].kind == "new"
    shutil.rmtree(tmp_path / "mnist")
    leave_cells(make(study="renamed"), tmp_path)
    assert reasons_of(make(), tmp_path)["sgd"].text == "nothing but its name"


def test_of_a_block_with_another_name_only_the_name_is_said() -> None:
    old = {"optimizer": {"name": "sgd", "lr": 0.1, "momentum": 0.0}, "early_stopping": {"patience": 3}}
    new = {"optimizer": {"name": "adam", "lr": 0.1, "eps": 1e-8}, "early_stopping": None}
    assert differences(old, new) == [
        "early_stopping.patience 3 → none",
        "optimizer.name sgd → adam",
    ]


def test_numbers_of_another_type_are_other_settings() -> None:
    """Their digests differ."""
    assert differences({"scale": 255}, {"scale": 255.0}) == ["scale 255 → 255.0"]


def test_the_lines_are_plain_in_a_pipe_and_a_table_in_a_terminal(make: Make, tmp_path: Path) -> None:
    leave_cells(make(), tmp_path, "other code")
    reasons = list(reasons_of(make(), tmp_path).values())
    pipe, terminal = (
        Console(file=io.StringIO(), width=100, force_terminal=tty, no_color=True) for tty in (False, True)
    )
    for console in (pipe, terminal):
        show_reasons(reasons, console)
    lines, table = (shown_on(console) for console in (pipe, terminal))
    assert lines.startswith(f"small/adam: training code alone (from {reasons[0].nearest})\n")
    assert "2 cells to be trained, 2 of them for changed code and no other reason" in lines
    assert "─" in table
    assert table.count("training code alone") == 2


def test_the_command_is_quick_and_leaves_nothing_behind(make: Make, tmp_path: Path, repository: Path) -> None:
    """Quick is without torch, whose import alone takes longer than the command may."""
    shutil.copy2(repository / "params.yaml", tmp_path)
    code = (
        "import sys; from restudy.cli import app; app(['why', 'batchnorm-cnn/*'], standalone_mode=False); "
        "print([name for name in ('torch', 'pandas', 'matplotlib', 'scipy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "batchnorm-cnn/cnn: nothing has been trained",
        "batchnorm-cnn/mlp: nothing has been trained",
        "batchnorm-cnn/cnn-keras-initialisation: nothing has been trained",
        "batchnorm-cnn/mlp-one-layer: nothing has been trained",
        "batchnorm-cnn/cnn-split-varies: nothing has been trained",
        "batchnorm-cnn/cnn-weights-alone: nothing has been trained",
        "batchnorm-cnn/cnn-order-alone: nothing has been trained",
        "batchnorm-cnn/cnn-split-alone: nothing has been trained",
        "",
        "8 cells to be trained",
        "[]",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["params.yaml"]
