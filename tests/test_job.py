"""One training job: finished trials are placed, the others are trained."""

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from restudy.training.job import TrialData, train_cell
from restudy.training.store import LAST_FILE, TRIAL_FILES, Store, is_finished

DIGEST = "0123abcd"
Train = Callable[..., str]


@pytest.fixture
def data(train_file: Path, split_file: Path, trial_settings: dict[str, Any]) -> TrialData:
    """A tiny cell."""
    return TrialData(train_file, split_file, trial_settings, "cpu")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """The cell's folder."""
    return tmp_path / "results"


@pytest.fixture
def train(data: TrialData, store: Store, results: Path, capsys: pytest.CaptureFixture[str]) -> Train:
    """Trains the cell with some seeds, and returns what it printed."""

    def run(*seeds: int, data: TrialData = data) -> str:
        train_cell(data, DIGEST, seeds, store, results)
        return capsys.readouterr().out

    return run


def contents_of(folder: Path) -> dict[str, bytes]:
    """The content of a trial's files, but for the one that may differ between equal runs."""
    return {name: (folder / name).read_bytes() for name in TRIAL_FILES if name != LAST_FILE}


def times_of(folder: Path) -> dict[str, int]:
    """When each file was last written, in nanoseconds."""
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_every_seed_s_trial_is_left_where_it_is_wanted(train: Train, results: Path) -> None:
    printed = train(0, 4)
    for seed in (0, 4):
        folder = results / f"seed{seed}"
        assert sorted(path.name for path in folder.iterdir()) == sorted(TRIAL_FILES)
        assert json.loads((folder / "config.json").read_text())["seed"] == seed
        assert [f"seed {seed} epoch {epoch} " in printed for epoch in (1, 2, 3, 4)] == [True, True, True, False]
    assert contents_of(results / "seed0") != contents_of(results / "seed4")


def test_a_finished_trial_is_placed_and_not_trained_again(
    train: Train, data: TrialData, store: Store, results: Path
) -> None:
    train(0)
    before, times = contents_of(results / "seed0"), times_of(store.folder(DIGEST, 0))
    record = (results / "seed0" / LAST_FILE).read_bytes()
    for path in (results / "seed0").iterdir():
        path.unlink()
    nowhere = Path("not", "there")
    printed = train(0, data=replace(data, train_file=nowhere, split_file=nowhere))
    assert printed.startswith("seed 0: finished earlier")
    assert "epoch" not in printed
    assert contents_of(results / "seed0") == before
    assert (results / "seed0" / LAST_FILE).read_bytes() == record
    assert times_of(store.folder(DIGEST, 0)) == times


def test_an_added_seed_is_all_that_is_trained(train: Train, results: Path) -> None:
    train(0)
    printed = train(0, 1)
    assert "seed 0: finished earlier" in printed
    assert "seed 0 epoch" not in printed
    assert "seed 1 epoch 3 " in printed
    assert is_finished(results / "seed1")


def test_a_half_written_trial_is_redone(train: Train, store: Store, results: Path) -> None:
    train(0)
    before, half = contents_of(results / "seed0"), store.folder(DIGEST, 0)
    (half / LAST_FILE).unlink()
    (half / "checkpoint.safetensors").write_bytes(b"half")
    (half / "history.csv").unlink()
    assert "seed 0 epoch 1 " in train(0)
    assert contents_of(half) == contents_of(results / "seed0") == before


def test_a_trial_that_was_taken_into_the_store_is_not_trained(
    train: Train, data: TrialData, tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(2)
    emptied = Store(tmp_path / "emptied")
    emptied.take(DIGEST, 2, results / "seed2")
    train_cell(data, DIGEST, [2], emptied, tmp_path / "again")
    assert "epoch" not in capsys.readouterr().out
    assert contents_of(tmp_path / "again" / "seed2") == contents_of(results / "seed2")


def test_another_digest_is_another_trial(train: Train, data: TrialData, store: Store, tmp_path: Path) -> None:
    train(0)
    train_cell(data, "another", [0], store, tmp_path / "other")
    assert store.folder("another", 0) != store.folder(DIGEST, 0)
    assert is_finished(store.folder("another", 0))


def test_the_log_has_each_epoch_s_numbers(train: Train) -> None:
    first = train(0).splitlines()[0]
    assert first.startswith("seed 0 epoch 1 train_loss=")
    names = [part.split("=")[0] for part in first.split()[4:]]
    assert names == ["train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_total_loss"]


def test_the_record_says_when_where_and_how_fast(train: Train, results: Path) -> None:
    train(0)
    record = json.loads((results / "seed0" / LAST_FILE).read_text())
    assert record["digest"] == DIGEST
    assert datetime.fromisoformat(record["started"]).tzinfo is not None
    assert record["images_per_second"] == pytest.approx(40 * 3 / record["seconds"], rel=0.05)
    assert (record["device"], record["torch_threads"]) == ("cpu", 1)
    assert 50 < record["peak_memory_mib"] < 10_000
    assert record["versions"].keys() == {"torch", "numpy", "safetensors"}


KILLED_JOB = """
import json, sys
from pathlib import Path
from restudy.training.job import TrialData, train_cell
from restudy.training.store import Store

train_file, split_file, settings, store, results = sys.argv[1:]
data = TrialData(Path(train_file), Path(split_file), json.loads(settings), "cpu")
train_cell(data, "0123abcd", [0], Store(Path(store)), Path(results))
"""


@pytest.mark.slow
def test_a_killed_job_is_redone_by_another_process_with_the_same_bytes(
    data: TrialData, store: Store, results: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    data.settings = {**data.settings, "epochs": 100, "early_stopping": None}
    arguments = [data.train_file, data.split_file, json.dumps(data.settings), store.root, results]
    command = [sys.executable, "-u", "-c", KILLED_JOB, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        assert job.stdout.readline().startswith("seed 0 epoch 1 ")
        job.send_signal(signal.SIGKILL)
    assert not is_finished(results / "seed0")
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    train_cell(data, DIGEST, [0], Store(tmp_path / "undisturbed"), tmp_path / "reference")
    assert contents_of(results / "seed0") == contents_of(tmp_path / "reference" / "seed0")
