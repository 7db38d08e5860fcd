"""A trial that was interrupted and gone on with leaves the bytes of one that was not."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from blocks_fixture import trained
from restudy.data.arrays import read_tensors
from restudy.params.merge import merge
from restudy.training.checkpoints import Checkpoints, NoCheckpoints
from restudy.training.loop import Images, Observer
from restudy.training.trial import load_split, write_trial

EPOCHS, SEED = 6, 3
ADAM = {"name": "adam", "lr": 0.03, "eps": 1e-8}
# Each family with what it alone has to remember; the CNN is that of `trial_settings`.
FAMILIES: dict[str, dict[str, Any]] = {
    "mlp-momentum": {
        "model": {"name": "mlp", "hidden": [16]},
        "optimizer": {"name": "sgd", "lr": 0.05, "momentum": 0.9},
        "early_stopping": None,
    },
    "cnn-adam": {"optimizer": ADAM, "early_stopping": {"patience": 1}},
    "cnn-average": {"model": {"pool": "average"}, "optimizer": ADAM, "early_stopping": {"patience": 4}},
    "lstm-adam": {
        "model": {"name": "lstm", "hidden": 8, "layers": 2},
        "optimizer": ADAM,
        "early_stopping": {"patience": 4},
        "keep": [],
    },
    "mlp-onecycle": {
        "model": {"name": "mlp", "hidden": [16]},
        "optimizer": {"name": "sgd", "lr": 0.05, "momentum": 0.9},
        "schedule": {"name": "onecyclelr", "max_lr": 0.1, "by": "step"},
        "augmentation": {"name": "affine", "rotation": 20.0, "shift": 0.1},
        "early_stopping": None,
    },
    "mlp-plateau": {
        "model": {"name": "mlp", "hidden": [16]},
        "optimizer": {"name": "rmsprop", "lr": 0.01, "momentum": 0.5, "centered": True},
        "schedule": {"name": "reducelronplateau", "patience": 0},
        "early_stopping": None,
    },
    "mlp-steps": {
        "model": {"name": "mlp", "hidden": [16]},
        "optimizer": {"name": "lbfgs", "lr": 0.1, "max_iter": 3},
        "schedule": {"name": "multisteplr", "milestones": [2, 4]},
        "loss": {"name": "cross_entropy", "label_smoothing": 0.1},
        "early_stopping": None,
    },
}


class InterruptedTrialError(Exception):
    """Stands for whatever ends a process between two epochs."""


class UntilEpoch:
    """Writes a file after each epoch, and ends the training after one of them."""

    def __init__(self, file: Path, last: int) -> None:
        self.file, self.last = file, last

    def load(self) -> dict[str, Any] | None:
        return torch.load(self.file) if self.file.exists() else None

    def save(self, state: dict[str, Any]) -> None:
        torch.save(state, self.file)
        if len(state["history"]) == self.last:
            raise InterruptedTrialError


@pytest.fixture
def val_images(val_images: Images) -> Images:
    """Validation images that training makes worse, so that early stopping has something to do."""
    return hard(val_images)


def hard(val: Images) -> Images:
    """The images with each other's labels."""
    return Images(val.images, val.labels.roll(1))


def settings_of(family: str, common: dict[str, Any]) -> dict[str, Any]:
    return merge(common, {"epochs": EPOCHS}, FAMILIES[family])


def leave(
    folder: Path, settings: dict[str, Any], train: Images, val: Images, checkpoints: Checkpoints
) -> dict[str, bytes]:
    """Run a trial, and what its files hold."""
    write_trial(folder, settings, SEED, trained(settings, SEED, train, val, Observer(), checkpoints))
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.tried(
    "Killed, interrupted, begun again",
    "trials of each family, interrupted after an epoch",
    "they go on; results equal to the byte",
)
@pytest.mark.parametrize("last", [1, 2, EPOCHS - 1])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_resumed_trial_leaves_the_same_bytes(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images, family: str, last: int
) -> None:
    settings = settings_of(family, trial_settings)
    whole = leave(tmp_path / "whole", settings, train_images, val_images, NoCheckpoints())
    epochs_run = json.loads(whole["metrics.json"])["epochs_run"]
    state, last = tmp_path / "state", min(last, epochs_run)
    with pytest.raises(InterruptedTrialError):
        trained(settings, SEED, train_images, val_images, Observer(), UntilEpoch(state, last))
    torch.rand(7)  # Another process has drawn other numbers.
    resumed = leave(tmp_path / "resumed", settings, train_images, val_images, UntilEpoch(state, EPOCHS + 1))
    assert resumed == whole


def test_early_stopping_is_put_to_the_test(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    """One family stops early, and one has its best epoch neither first nor last; or little would be restored."""
    endings = []
    for family in ("cnn-adam", "cnn-average"):
        fit = trained(settings_of(family, trial_settings), SEED, train_images, val_images, Observer()).fit
        endings.append((fit.best_epoch, len(fit.history)))
    assert any(epochs_run < EPOCHS for _, epochs_run in endings)
    assert any(1 < best < epochs_run for best, epochs_run in endings)


def test_a_trial_that_was_over_is_only_finished(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    settings, state = settings_of("cnn-average", trial_settings), tmp_path / "state"
    whole = leave(tmp_path / "whole", settings, train_images, val_images, UntilEpoch(state, EPOCHS + 1))

    class Refusing(Observer):
        def on_step(self, epoch: int, step: int, steps: int) -> None:
            raise AssertionError("trained again")

    trial = trained(settings, SEED, train_images, val_images, Refusing(), UntilEpoch(state, EPOCHS + 1))
    write_trial(tmp_path / "again", settings, SEED, trial)
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == whole


def test_the_state_is_plain_enough_to_be_read_without_running_code(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    file = tmp_path / "state"
    settings = settings_of("cnn-adam", trial_settings)
    with pytest.raises(InterruptedTrialError):
        trained(settings, SEED, train_images, val_images, Observer(), UntilEpoch(file, 1))
    state = torch.load(file, weights_only=True)
    assert state["history"][0]["epoch"] == 1
    assert state["stopping"]["best_epoch"] == 1


FIRST_PROCESS = """
import json, sys
from pathlib import Path
from restudy.training.loop import Observer
from blocks_fixture import trained
from restudy.data.arrays import read_tensors
from restudy.training.trial import load_split
from test_resumed_trial import FAMILIES, SEED, InterruptedTrialError, UntilEpoch, hard, settings_of

train_file, split_file, common, folder = sys.argv[1:]
for family in FAMILIES:
    settings = settings_of(family, json.loads(common))
    train, val = load_split(Path(train_file), read_tensors(Path(split_file)), settings["pixels"], "cpu")
    try:
        trained(settings, SEED, train, hard(val), Observer(), UntilEpoch(Path(folder) / family, 2))
    except InterruptedTrialError:
        pass
"""


@pytest.mark.slow
def test_another_process_goes_on(
    tmp_path: Path, trial_settings: dict[str, Any], train_file: Path, split_file: Path, repository: Path
) -> None:
    (tmp_path / "states").mkdir()
    arguments = [str(train_file), str(split_file), json.dumps(trial_settings), str(tmp_path / "states")]
    variables = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path])}
    subprocess.run(
        [sys.executable, "-c", FIRST_PROCESS, *arguments], cwd=repository / "tests/training", env=variables, check=True
    )
    for family in FAMILIES:
        settings = settings_of(family, trial_settings)
        train, val = load_split(train_file, read_tensors(split_file), settings["pixels"], "cpu")
        assert val is not None
        whole = leave(tmp_path / "whole" / family, settings, train, hard(val), NoCheckpoints())
        state = UntilEpoch(tmp_path / "states" / family, EPOCHS + 1)
        assert leave(tmp_path / "resumed" / family, settings, train, hard(val), state) == whole, family
