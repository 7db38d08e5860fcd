"""`restudy store`: what the store holds, and emptying it."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from restudy.cli import app
from restudy.errors import UserError
from restudy.layout import TRIAL_FILES
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, make_plan
from restudy.store.contents import empty, holdings, show_store, stored_trials
from restudy.store.store import Store
from terminal import shown_on

MEBIBYTE = 1 << 20


@pytest.fixture
def plans(params_content: dict[str, object]) -> list[Plan]:
    return [make_plan(parse_params(params_content | {"dataset": dataset})) for dataset in ("mnist", "digits")]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def leave(store: Store, digest: str, seed: int, size: int, finished: bool = True) -> Path:
    """A trial of so many bytes."""
    folder = store.folder(digest, seed)
    (folder / "state").mkdir(parents=True)
    for name in TRIAL_FILES if finished else TRIAL_FILES[:2]:
        (folder / name).touch()
    (folder / "state" / "training").write_bytes(b"x" * size)
    return folder


@pytest.fixture
def cells(store: Store, plans: list[Plan]) -> list[Cell]:
    """Two cells of one study and one of another data set, with their trials and another's in the store."""
    mnist, digits = ([*plan.studies["mlp-optimizers"].cells] for plan in plans)
    leave(store, mnist[0].digest, 0, MEBIBYTE)
    leave(store, mnist[0].digest, 11, 2 * MEBIBYTE)
    leave(store, mnist[1].digest, 0, MEBIBYTE, finished=False)
    leave(store, digits[0].digest, 0, MEBIBYTE // 2)
    leave(store, "f00d", 0, 3 * MEBIBYTE)
    return [mnist[0], mnist[1], digits[0]]


def table(store: Store, plans: list[Plan], by_cell: bool) -> list[list[str]]:
    console = Console(file=io.StringIO(), width=120)
    show_store(store, plans, console, by_cell)
    text: str = shown_on(console)
    return [line.split() for line in text.splitlines() if line]


def test_trials_are_counted_by_study(store: Store, plans: list[Plan], cells: list[Cell]) -> None:
    assert table(store, plans, by_cell=False)[1:] == [
        ["study", "cells", "finished", "begun", "MiB"],
        ["mnist/mlp-optimizers", "2", "2", "1", "4.0"],
        ["digits/mlp-optimizers", "1", "1", "0", "0.5"],
        ["not", "in", "params.yaml", "1", "1", "0", "3.0"],
        ["total", "4", "4", "1", "7.5"],
    ]


def test_trials_are_counted_by_cell(store: Store, plans: list[Plan], cells: list[Cell]) -> None:
    rows = holdings(stored_trials(store), plans)
    found = [(row.cell, [trial.seed for trial in row.trials], row.size) for row in rows]
    assert found == [
        (cells[0].name, [0, 11], 3 * MEBIBYTE),
        (cells[1].name, [0], MEBIBYTE),
        (cells[2].name, [0], MEBIBYTE // 2),
        ("", [0], 3 * MEBIBYTE),
    ]
    assert table(store, plans, by_cell=True)[2] == ["mnist/mlp-optimizers", cells[0].name, "1", "2", "0", "3.0"]


def test_an_empty_store_says_so(store: Store, plans: list[Plan]) -> None:
    assert table(store, plans, by_cell=False) == [[f"{store.root}:", "empty"]]
    assert not store.root.exists()


def test_it_can_be_emptied(store: Store, cells: list[Cell]) -> None:
    other = store.root / "notes.txt"
    other.write_text("not a trial")
    assert empty(store) == {"finished": 4, "begun": 1}
    assert list(store.root.iterdir()) == [other]


def test_it_is_not_emptied_while_a_trial_is_worked_on(store: Store, plans: list[Plan], cells: list[Cell]) -> None:
    before = sorted(store.root.rglob("*"))
    said = rf"{cells[1].digest}/seed0: process \d+ on .* works on it; .*"
    with store.writing(cells[1].digest, 0), pytest.raises(UserError, match=said):
        empty(store)
    assert sorted(store.root.rglob("*")) == before


def test_the_command_asks_first(
    store: Store,
    plans: list[Plan],
    cells: list[Cell],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    repository: Path,
) -> None:
    text = (repository / "params.yaml").read_text(encoding="utf-8")
    (tmp_path / "params.yaml").write_text(text.replace("store: .restudy/store", "store: store"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    refused = CliRunner().invoke(app, ["store", "--empty"], input="n\n")
    assert refused.exit_code == 0
    assert "4.0" in refused.output
    assert len(list(stored_trials(store))) == 5
    done = CliRunner().invoke(app, ["store", "--empty", "--yes"])
    assert done.output.splitlines()[-1] == "4 finished and 1 begun trials removed"
    assert list(stored_trials(store)) == []
