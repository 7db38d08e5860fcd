"""A trial's state on disk: what is read is what was written, or nothing."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from blocks_fixture import trained
from restudy.store.sessions import Sessions
from restudy.store.state_folder import STATE_FILE, STATE_FOLDER, StateFolder
from restudy.training.loop import Images, Observer
from restudy.training.trial import write_trial

IDENTITY = {"digest": "0123abcd", "seed": 3, "torch": "2", "device": "cpu"}
SEED = 3
Run = Callable[..., list[str]]


class StoppedError(Exception):
    """Ends a training after an epoch."""


class StopAfter(Observer):
    """Ends a training while an epoch is under way."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        if epoch > self.epoch:
            raise StoppedError


@pytest.fixture
def settings(trial_settings: dict[str, Any]) -> dict[str, Any]:
    return trial_settings | {"epochs": 5, "early_stopping": {"patience": 5}}


@pytest.fixture
def run(tmp_path: Path, settings: dict[str, Any], train_images: Images, val_images: Images) -> Run:
    """Trains in `tmp_path` until the end of an epoch, and returns what was said."""

    def begin(until: int, identity: dict[str, Any] = IDENTITY) -> list[str]:
        said: list[str] = []
        with StateFolder(tmp_path, identity, Sessions("cpu"), said.append) as state:
            try:
                trial = trained(settings, SEED, train_images, val_images, StopAfter(until), state)
            except StoppedError:
                return said
            write_trial(tmp_path / "trial", settings, SEED, trial)
            state.remove()
        return said

    return begin


@pytest.fixture
def whole(
    tmp_path_factory: pytest.TempPathFactory, settings: dict[str, Any], train_images: Images, val_images: Images
) -> dict[str, bytes]:
    """The files of the trial that nothing interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    write_trial(folder, settings, SEED, trained(settings, SEED, train_images, val_images, Observer()))
    return contents_of(folder)


def contents_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_trial_interrupted_twice_leaves_the_same_bytes(run: Run, tmp_path: Path, whole: dict[str, bytes]) -> None:
    assert run(1) == []
    assert run(3) == ["goes on after epoch 1, where session 1 left it"]
    assert run(5) == ["goes on after epoch 3, where session 2 left it"]
    assert contents_of(tmp_path / "trial") == whole


def test_a_finished_trial_leaves_no_state(run: Run, tmp_path: Path) -> None:
    run(2)
    assert (tmp_path / STATE_FOLDER / STATE_FILE).is_file()
    run(5)
    assert [path.name for path in tmp_path.iterdir()] == ["trial"]


def test_weights_of_an_epoch_are_written_once(run: Run, tmp_path: Path) -> None:
    run(1)
    first = tmp_path / STATE_FOLDER / "weights1"
    before = first.stat().st_mtime_ns, first.stat().st_ino
    run(3)
    assert (first.stat().st_mtime_ns, first.stat().st_ino) == before
    names = {path.name for path in (tmp_path / STATE_FOLDER).iterdir()}
    assert names == {STATE_FILE, "weights1", "weights2", "weights3"}


@pytest.mark.parametrize("key", ["digest", "seed", "torch", "device"])
def test_a_state_of_something_else_is_not_gone_on_from(
    run: Run, tmp_path: Path, whole: dict[str, bytes], key: str
) -> None:
    run(2, IDENTITY | {key: "other"})
    (said,) = run(5)
    assert said.startswith("begins anew: ")
    assert f"{key} other, here {IDENTITY[key]}" in said
    assert contents_of(tmp_path / "trial") == whole


@pytest.mark.parametrize("name", [STATE_FILE, "weights2"])
@pytest.mark.parametrize("damage", ["flipped", "short", "empty", "missing"])
def test_a_damaged_state_is_not_gone_on_from(
    run: Run, tmp_path: Path, whole: dict[str, bytes], name: str, damage: str
) -> None:
    run(2)
    file = tmp_path / STATE_FOLDER / name
    content = file.read_bytes()
    middle = len(content) // 2
    if damage == "missing":
        file.unlink()
    else:
        flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        file.write_bytes({"flipped": flipped, "short": content[:middle], "empty": b""}[damage])
    (said,) = run(5)
    assert said.startswith("begins anew: ")
    assert name in said
    assert contents_of(tmp_path / "trial") == whole


def test_weights_of_something_else_are_not_gone_on_from(run: Run, tmp_path: Path, whole: dict[str, bytes]) -> None:
    """Their file is as whole as the right one."""
    run(2)
    (tmp_path / STATE_FOLDER / "weights2").write_bytes((tmp_path / STATE_FOLDER / "weights1").read_bytes())
    (said,) = run(5)
    assert said.endswith("cannot be gone on from (weights2 is damaged)")
    assert contents_of(tmp_path / "trial") == whole


def test_a_file_of_another_version_of_this_program_is_not_gone_on_from(
    run: Run, tmp_path: Path, whole: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(2)
    read = torch.load
    monkeypatch.setattr(torch, "load", lambda *arguments, **options: {"other": read(*arguments, **options)})
    (said,) = run(5)
    assert said.startswith("begins anew: ")
    assert contents_of(tmp_path / "trial") == whole


def test_the_time_of_all_sessions_counts(tmp_path: Path) -> None:
    first = Sessions("cpu")
    time.sleep(0.05)
    second = Sessions("cuda", {"name": "a GPU"})
    second.go_on(first.so_far(2))
    time.sleep(0.03)
    record = second.record(4)
    assert record["interruptions"] == 1
    assert [session["last_epoch"] for session in record["sessions"]] == [2, 4]
    assert record["seconds"] == pytest.approx(sum(session["seconds"] for session in record["sessions"]))
    assert 0.08 <= record["seconds"] < 1
    assert record["started"] == record["sessions"][0]["started"]
    assert (record["device"], record["gpu"]) == ("cuda", {"name": "a GPU"})
    assert json.loads(json.dumps(record)) == record
