"""Finished trials are taken into the store before a job whose outputs are about to be deleted."""

from dataclasses import replace
from pathlib import Path

import pytest

from restudy.layout import TRIAL_FILES
from restudy.plan.cells import Cell
from restudy.store.safekeeping import take_finished
from restudy.store.store import Store, is_finished
from restudy.store.trial_files import OTHERS, write_run
from results_fixture import small_plan

SEEDS = (0, 1, 2)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def cells() -> tuple[Cell, ...]:
    return small_plan().cells


def leave(results: Path, cell: Cell, seed: int, text: str = "") -> Path:
    """A finished trial where the plan wants it."""
    folder = results / cell.study / cell.name / f"seed{seed}"
    folder.mkdir(parents=True)
    for name in OTHERS:
        (folder / name).write_text(f"{cell.name} {seed} {name} {text}")
    write_run(folder, cell.digest, seed, {})
    return folder


def held(store: Store, cell: Cell) -> list[int]:
    """The seeds of a cell that the store has finished trials of."""
    return [seed for seed in SEEDS if is_finished(store.folder(cell.digest, seed))]


def test_trials_of_a_cell_that_lacks_one_are_taken(tmp_path: Path, store: Store, cells: tuple[Cell, ...]) -> None:
    trials = {seed: leave(tmp_path / "results", cells[0], seed) for seed in (0, 2)}
    take_finished(store, tmp_path / "results", cells, SEEDS)
    assert [held(store, cell) for cell in cells] == [[0, 2], [], [], []]
    for seed, trial in trials.items():
        for name in TRIAL_FILES:
            assert (store.folder(cells[0].digest, seed) / name).read_bytes() == (trial / name).read_bytes()
            assert (trial / name).is_file()


def test_only_the_cells_named_are_taken(tmp_path: Path, store: Store, cells: tuple[Cell, ...]) -> None:
    """The others' jobs do not run, and a copy would only take space."""
    for cell in cells[:2]:
        for seed in SEEDS:
            leave(tmp_path / "results", cell, seed)
    take_finished(store, tmp_path / "results", cells[:1], SEEDS)
    assert [held(store, cell) for cell in cells] == [[0, 1, 2], [], [], []]


@pytest.mark.parametrize("missing", TRIAL_FILES)
def test_a_trial_that_lacks_a_file_is_not_taken(
    tmp_path: Path, store: Store, cells: tuple[Cell, ...], missing: str
) -> None:
    for seed in SEEDS:
        leave(tmp_path / "results", cells[0], seed)
    (tmp_path / "results" / cells[0].study / cells[0].name / "seed1" / missing).unlink()
    take_finished(store, tmp_path / "results", cells, SEEDS)
    assert held(store, cells[0]) == [0, 2]


@pytest.mark.parametrize("damaged", TRIAL_FILES)
def test_a_damaged_trial_is_not_taken_and_said_to_be_damaged(
    tmp_path: Path, store: Store, cells: tuple[Cell, ...], damaged: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for seed in SEEDS:
        leave(tmp_path / "results", cells[0], seed)
    file = tmp_path / "results" / cells[0].study / cells[0].name / "seed1" / damaged
    file.write_bytes(file.read_bytes()[:9])
    take_finished(store, tmp_path / "results", cells, SEEDS)
    assert held(store, cells[0]) == [0, 2]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"restudy: not brought to safety: {file}: damaged: ")


def test_what_the_store_holds_is_kept(tmp_path: Path, store: Store, cells: tuple[Cell, ...]) -> None:
    leave(tmp_path / "results", cells[0], 0, "first")
    take_finished(store, tmp_path / "results", cells, SEEDS)
    leave(tmp_path / "later", cells[0], 0, "second")
    take_finished(store, tmp_path / "later", cells, SEEDS)
    assert (store.folder(cells[0].digest, 0) / TRIAL_FILES[0]).read_text().endswith("first")


def test_trials_are_kept_by_digest_so_that_another_study_finds_them(
    tmp_path: Path, store: Store, cells: tuple[Cell, ...]
) -> None:
    leave(tmp_path / "results", cells[0], 0)
    take_finished(store, tmp_path / "results", cells, SEEDS)
    assert held(store, replace(cells[0], study="renamed")) == [0]


def test_before_the_first_run_there_is_nothing_to_take(tmp_path: Path, store: Store, cells: tuple[Cell, ...]) -> None:
    take_finished(store, tmp_path / "results", cells, SEEDS)
    assert not store.root.exists()
