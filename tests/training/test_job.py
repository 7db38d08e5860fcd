"""One training job: finished trials are placed, the others are trained."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from restudy.checksums import DamageError
from restudy.layout import LAST_FILE, TRIAL_FILES, Results
from restudy.params.settings import TrialSettings
from restudy.store.attempt import read_attempt
from restudy.store.store import Store, is_finished
from restudy.store.training_evidence import read_training_evidence, write_training_evidence
from restudy.training.job import CellPlaces, TrialData, train_cell

DIGEST = "0123abcd"
# Enough to be killed in the middle.
EPOCHS = 30
Train = Callable[..., str]


@pytest.fixture
def data(train_file: Path, split_file: Path, trial_settings: dict[str, Any]) -> TrialData:
    """A tiny cell."""
    return TrialData(train_file, split_file, trial_settings, "cpu")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store."""
    return Store(tmp_path / "store")


def places_in(root: Path, store: Store, digest: str = DIGEST, weights: bool = False) -> CellPlaces:
    """Where the cell's trials go in a data set's results."""
    return CellPlaces(digest, store, Results(root), "study", "cell", weights)


@pytest.fixture
def places(tmp_path: Path, store: Store) -> CellPlaces:
    return places_in(tmp_path / "results", store)


@pytest.fixture
def results(places: CellPlaces) -> Path:
    """The cell's folder."""
    return places.trial(0).parent


@pytest.fixture
def train(data: TrialData, places: CellPlaces, capsys: pytest.CaptureFixture[str]) -> Train:
    """Trains the cell with some seeds, and returns what it printed."""

    def run(*seeds: int, data: TrialData = data, weights: bool = False) -> str:
        train_cell(data, replace(places, weights=weights), seeds)
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
    shutil.rmtree(results / "seed0")
    nowhere = Path("not", "there")
    elsewhere = replace(data, train_file=nowhere, split_file=nowhere)
    assert train(0, data=elsewhere) == "", "there is evidence, and nobody asks for weights"
    printed = train(0, data=elsewhere, weights=True)
    assert printed.startswith("seed 0: finished earlier")
    assert "epoch" not in printed
    assert contents_of(results / "seed0") == before
    assert (results / "seed0" / LAST_FILE).read_bytes() == record
    assert times_of(store.folder(DIGEST, 0)) == times


def test_an_added_seed_is_all_that_is_trained(train: Train, results: Path) -> None:
    train(0)
    printed = train(0, 1)
    assert "seed 0" not in printed
    assert "seed 1 epoch 3 " in printed
    assert is_finished(results / "seed1")


def test_a_half_written_trial_is_redone(train: Train, store: Store, results: Path) -> None:
    train(0)
    before, half = contents_of(results / "seed0"), store.folder(DIGEST, 0)
    (half / LAST_FILE).unlink()
    (half / "checkpoint.safetensors").write_bytes(b"half")
    (half / "history.csv").unlink()
    shutil.rmtree(results / "seed0")
    assert "seed 0 epoch 1 " in train(0, weights=True)
    assert contents_of(half) == contents_of(results / "seed0") == before


def test_a_trial_that_was_taken_into_the_store_is_not_trained(
    train: Train, data: TrialData, tmp_path: Path, results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    train(2)
    emptied = Store(tmp_path / "emptied")
    emptied.take(DIGEST, 2, results / "seed2")
    again = places_in(tmp_path / "again", emptied)
    train_cell(data, again, [2])
    assert "epoch" not in capsys.readouterr().out
    assert contents_of(again.trial(2)) == contents_of(results / "seed2")


def test_another_digest_is_another_trial(train: Train, data: TrialData, store: Store, tmp_path: Path) -> None:
    train(0)
    train_cell(data, places_in(tmp_path / "other", store, "another"), [0])
    assert store.folder("another", 0) != store.folder(DIGEST, 0)
    assert is_finished(store.folder("another", 0))


def test_the_evidence_is_the_trial_s_without_its_weights(train: Train, places: CellPlaces, results: Path) -> None:
    """Numbers have 8 digits; whole ones and words are as they were."""
    train(3)
    found = read_training_evidence(places.evidence(3), DIGEST, 3)
    metrics = json.loads((results / "seed3/metrics.json").read_text())
    assert found["metrics"].pop("parameters") == metrics.pop("parameters")
    assert found["metrics"].pop("diverged_in_epoch") is metrics.pop("diverged_in_epoch") is None
    assert found["metrics"] == pytest.approx(metrics, rel=1e-7) and found["metrics"] != metrics
    history, steps = (pd.read_csv(results / "seed3" / name) for name in ("history.csv", "steps.csv"))
    np.testing.assert_allclose(pd.DataFrame(found["history"])[[*history]], history, rtol=1e-7)
    np.testing.assert_allclose(found["steps"], steps["train_loss"], rtol=1e-7)
    record = json.loads((results / "seed3/run.json").read_text())
    assert found["run"] == {key: record[key] for key in record if key not in ("digest", "seed", "sha256")}
    assert found["settings"] == {
        key: value for key, value in json.loads((results / "seed3/config.json").read_text()).items() if key != "seed"
    }


def test_evidence_of_a_training_that_learned_the_same_stays(train: Train, places: CellPlaces, results: Path) -> None:
    """Times differ, as the two runs' records do."""
    train(0)
    before = places.evidence(0).read_bytes()
    shutil.rmtree(results / "seed0")
    shutil.rmtree(places.store.root)
    assert "seed 0 epoch 3 " in train(0, weights=True)
    assert places.evidence(0).read_bytes() == before


def test_evidence_of_a_training_that_learned_something_else_is_made_anew(
    train: Train, places: CellPlaces, results: Path
) -> None:
    train(0)
    known = read_training_evidence(places.evidence(0), DIGEST, 0)
    other = known | {"metrics": known["metrics"] | {"train_loss": 0.125}}
    write_training_evidence(places.evidence(0), other)
    shutil.rmtree(results / "seed0")
    assert f"seed 0: learned something else than {places.evidence(0)} says" in train(0, weights=True)
    assert read_training_evidence(places.evidence(0), DIGEST, 0)["metrics"] == known["metrics"]


@pytest.mark.parametrize("damage", ["flipped", "empty", "of another"])
def test_evidence_that_is_damaged_is_taken_again(train: Train, places: CellPlaces, damage: str) -> None:
    train(0, 1)
    file, before = places.evidence(0), places.evidence(0).read_text()
    damaged = {"flipped": before.replace("1", "2", 1), "empty": "", "of another": places.evidence(1).read_text()}
    file.write_text(damaged[damage])
    assert "epoch" not in train(0)
    assert file.read_text() == before


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
    assert record["versions"].keys() == {"torch", "numpy", "safetensors", "onednn"}
    assert (record["interruptions"], len(record["sessions"]), record["gpu"]) == (0, 1, None)
    assert record["started"] <= record["finished"]


def test_nothing_but_the_trial_is_left_in_the_store(train: Train, store: Store) -> None:
    train(0)
    left = sorted(str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file())
    assert left == sorted(f"{DIGEST}/seed0/{name}" for name in TRIAL_FILES)


def test_an_error_stays_to_be_read_until_the_next_attempt(
    train: Train, data: TrialData, store: Store, tmp_path: Path
) -> None:
    with pytest.raises(DamageError):
        train(0, data=replace(data, train_file=tmp_path / "nowhere"))
    failed = read_attempt(store.folder(DIGEST, 0))
    assert failed is not None
    assert failed.error is not None
    assert failed.error.splitlines()[-1].startswith("restudy.checksums.DamageError: ")
    assert str(os.getpid()) in failed.where
    train(0)
    assert read_attempt(store.folder(DIGEST, 0)) is None


JOB = """
import json, sys
from pathlib import Path
from restudy.layout import Results
from restudy.training.job import CellPlaces, TrialData, train_cell
from restudy.store.store import Store

train_file, split_file, settings, store, results, seeds, at_once = sys.argv[1:]
data = TrialData(Path(train_file), Path(split_file), json.loads(settings), "cpu")
places = CellPlaces("0123abcd", Store(Path(store)), Results(Path(results)), "study", "cell")
train_cell(data, places, json.loads(seeds), int(at_once))
"""
Command = Callable[..., list[str]]


@pytest.fixture
def command(data: TrialData, store: Store, places: CellPlaces) -> Command:
    """The command line of a job of so many epochs."""

    def line(seeds: list[int], at_once: int = 1, epochs: int = EPOCHS) -> list[str]:
        data.given = {**data.given, "epochs": epochs, "early_stopping": None}
        arguments = [data.train_file, data.split_file, json.dumps(data.given), store.root, places.results.root]
        arguments += [seeds, at_once]
        return [sys.executable, "-u", "-c", JOB, *map(str, arguments)]

    return line


def read_until(job: subprocess.Popen[str], beginning: str) -> None:
    """Read the job's log up to the first line that begins so."""
    assert job.stdout is not None
    assert any(line.startswith(beginning) for line in job.stdout)


def check_gone_on_from(log: str, seed: int, at_least: int) -> None:
    """Check that a trial went on from one of its first epochs, and trained each of the others once."""
    lines = [line for line in log.splitlines() if line.startswith(f"seed {seed}")]
    begun = re.fullmatch(rf"seed {seed}: goes on after epoch (\d+), where session 1 left it", lines[0])
    assert begun
    first = int(begun[1])
    assert at_least <= first < EPOCHS
    epochs = [line.split()[3] for line in lines[1:]]
    assert epochs == [str(epoch) for epoch in range(first + 1, EPOCHS + 1)]


@pytest.mark.tried(
    "Killed, interrupted, begun again",
    "a training job, by kill −9 and by SIGTERM",
    "it goes on after its last epoch; results equal to the byte",
    2,
)
@pytest.mark.slow
def test_a_job_killed_and_one_told_to_stop_are_gone_on_from_with_the_same_bytes(
    command: Command, data: TrialData, store: Store, results: Path, tmp_path: Path
) -> None:
    for seed, number, status in ((0, signal.SIGKILL, -signal.SIGKILL), (1, signal.SIGTERM, 128 + signal.SIGTERM)):
        with subprocess.Popen(command([seed]), stdout=subprocess.PIPE, text=True) as job:
            read_until(job, f"seed {seed} epoch 3 ")
            clock = time.monotonic()
            job.send_signal(number)
            rest = job.communicate()[0]
            assert time.monotonic() - clock < 5
        assert job.returncode == status
        assert not is_finished(results / f"seed{seed}")
        # What was killed said no farewell; what was told to stop is no failure.
        assert (read_attempt(store.folder(DIGEST, seed)) is None) == (number == signal.SIGTERM)
        assert ("told to stop" in rest) == (number == signal.SIGTERM)
    log = subprocess.run(command([0, 1]), check=True, capture_output=True, text=True).stdout
    # An epoch's line comes before its state is handed over, and a kill while the one before is being written.
    check_gone_on_from(log, 0, at_least=1)
    check_gone_on_from(log, 1, at_least=2)
    reference = places_in(tmp_path / "reference", Store(tmp_path / "undisturbed"))
    train_cell(data, reference, [0, 1])
    for seed in (0, 1):
        assert contents_of(results / f"seed{seed}") == contents_of(reference.trial(seed))
        record = json.loads((results / f"seed{seed}" / LAST_FILE).read_text())
        assert record["interruptions"] == 1
        assert record["seconds"] == pytest.approx(sum(session["seconds"] for session in record["sessions"]))


@pytest.mark.slow
def test_seeds_side_by_side_leave_what_seeds_in_turn_leave(
    command: Command, data: TrialData, store: Store, results: Path, tmp_path: Path
) -> None:
    """Three seeds in two processes: all run, each once, and two at a time."""
    log = subprocess.run(command([0, 1, 2], at_once=2, epochs=3), check=True, capture_output=True, text=True).stdout
    order = [line.split()[1] for line in log.splitlines() if " epoch " in line]
    assert {seed: order.count(seed) for seed in "012"} == {"0": 3, "1": 3, "2": 3}
    reference = places_in(tmp_path / "reference", Store(tmp_path / "in turn"))
    train_cell(data, reference, [0, 1, 2])
    for seed in (0, 1, 2):
        assert contents_of(results / f"seed{seed}") == contents_of(reference.trial(seed))
    assert not list(store.root.rglob("*.lock"))


@pytest.mark.tried(
    "Killed, interrupted, begun again", "a job whose seeds train side by side", "its processes leave with it"
)
@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_seeds_side_by_side_leave_with_their_job(
    command: Command, data: TrialData, store: Store, results: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(command([0, 1], at_once=2), stdout=subprocess.PIPE, text=True) as job:
        assert job.stdout is not None
        seen = set[str]()
        while seen != {"0", "1"}:
            line = job.stdout.readline()
            assert line
            seen |= {line.split()[1]} if " epoch 2 " in line else set()
        clock = time.monotonic()
        job.send_signal(number)
        while any(store.is_held(DIGEST, seed) for seed in (0, 1)):
            assert time.monotonic() - clock < 5
        log = job.communicate()[0]
    assert job.returncode == (128 + number if number == signal.SIGTERM else -number)
    assert log.count("told to stop") == 2
    again = subprocess.run(command([0, 1], at_once=2), check=True, capture_output=True, text=True).stdout
    for seed in (0, 1):
        check_gone_on_from(again, seed, at_least=1)


@pytest.mark.slow
def test_a_seed_that_fails_side_by_side_fails_the_job_and_no_other_seed(
    command: Command, store: Store, results: Path
) -> None:
    """A file where a seed's folder should be stands for whatever goes wrong in one of them."""
    results.mkdir(parents=True)
    (results / "seed1").write_text("in the way")
    done = subprocess.run(command([0, 1], at_once=2, epochs=3), capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("SeedsFailedError: seed 1: exit status 2")
    assert is_finished(results / "seed0")


def test_seeds_that_vary_the_split_learn_from_images_of_their_own(data: TrialData) -> None:
    """Where `split` is left out, all seeds learn from the images of the split's file."""
    every = [*TrialSettings.model_validate(data.given).seeds_vary, "split"]
    varied = TrialData(data.train_file, data.split_file, {**data.given, "seeds_vary": every}, "cpu")
    ours, others = [data.images(seed)[0] for seed in (0, 1)], [varied.images(seed)[0] for seed in (0, 1, 0)]
    assert torch.equal(ours[0].images, ours[1].images)
    assert torch.equal(others[0].images, others[2].images)
    assert not torch.equal(others[0].images, others[1].images)
    assert not torch.equal(others[0].images, ours[0].images)


def test_seeds_that_vary_the_split_alone_begin_with_the_same_weights(
    data: TrialData, places: CellPlaces, results: Path
) -> None:
    frozen = {"optimizer": {"name": "sgd", "lr": 1e-30}, "seeds_vary": ["split"], "early_stopping": None, "epochs": 1}
    model = {key: value for key, value in data.given["model"].items() if key != "batch_norm"}
    train_cell(
        TrialData(data.train_file, data.split_file, {**data.given, **frozen, "model": model}, "cpu"), places, [0, 1]
    )
    weights = [(results / f"seed{seed}" / "checkpoint.safetensors").read_bytes() for seed in (0, 1)]
    losses = [(results / f"seed{seed}" / "history.csv").read_text() for seed in (0, 1)]
    assert weights[0] == weights[1]
    assert losses[0] != losses[1]
