"""A training that diverges ends at the first loss that is not finite, and leaves nothing that could be used."""

import io
import json
from math import inf, isfinite, nan
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from blocks_fixture import trained
from restudy.data.arrays import read_tensors
from restudy.layout import LAST_FILE, TRIAL_FILES, Results
from restudy.store.store import Store
from restudy.store.training_evidence import read_training_evidence
from restudy.training import loop
from restudy.training.divergence import Divergence
from restudy.training.job import CellPlaces, TrialData, train_cell
from restudy.training.learner import Learner
from restudy.training.loop import Images, Observer, fit
from restudy.training.loop_settings import LoopSettings
from restudy.training.predict import accuracy
from restudy.training.trial import write_trial
from restudy.training.wording import words

STEPS, EPOCHS = 5, 4
SETTINGS = LoopSettings(
    epochs=EPOCHS,
    batch_size=8,
    drop_last=False,
    evaluation_batch_size=24,
    patience=None,
    keep_epoch_weights=True,
    keep_first_epoch_steps=True,
)
WILD: dict[str, Any] = {"optimizer": {"name": "sgd", "lr": 1e30}}


class Breaking(nn.Module):
    """A network whose logits are not finite in one training step, or in one validation, both counted from 1."""

    def __init__(self, step: int = 0, validation: int = 0, value: float = nan) -> None:
        super().__init__()
        self.layer = nn.Linear(784, 10)
        self.calls = {True: 0, False: 0}
        self.broken, self.value = {True: step, False: validation}, value

    def forward(self, images: Tensor) -> Tensor:
        self.calls[self.training] += 1
        logits: Tensor = self.layer(images.flatten(1))
        return logits * self.value if self.calls[self.training] == self.broken[self.training] else logits


class Seen(Observer):
    """Keeps the rows of the epochs."""

    def __init__(self) -> None:
        self.epochs: list[int] = []

    def on_epoch(self, row: dict[str, Any]) -> None:
        self.epochs.append(row["epoch"])


def run(model: nn.Module, train: Images, val: Images | None, **changes: Any) -> tuple[loop.Fit, list[int]]:
    """What training leaves, and the epochs that gave a row."""
    seen = Seen()
    learner = Learner(model, torch.optim.SGD(model.parameters(), lr=0.01))
    settings = LoopSettings(**{**vars(SETTINGS), **changes})
    return fit(learner, train, val, settings, torch.Generator().manual_seed(1), seen), seen.epochs


@pytest.mark.parametrize("between_looks", [1, 2, 3, 100])
@pytest.mark.parametrize("patience", [None, 1])
@pytest.mark.parametrize("value", [nan, inf, -inf])
@pytest.mark.parametrize("step", [1, 2, STEPS, STEPS + 1, 2 * STEPS + 4])
def test_training_ends_at_the_first_step_however_often_one_looks(
    train_images: Images,
    val_images: Images,
    monkeypatch: pytest.MonkeyPatch,
    step: int,
    value: float,
    patience: int | None,
    between_looks: int,
) -> None:
    monkeypatch.setattr(loop, "STEPS_BETWEEN_LOOKS", between_looks)
    result, rows = run(Breaking(step, value=value), train_images, val_images, patience=patience)
    assert result.divergence is not None
    epoch, of_epoch = (step - 1) // STEPS + 1, (step - 1) % STEPS + 1
    assert (result.divergence.epoch, result.divergence.step, result.divergence.part) == (epoch, of_epoch, "train")
    assert not isfinite(result.divergence.loss)
    assert rows == [row["epoch"] for row in result.history] == list(range(1, epoch))


@pytest.mark.parametrize("patience", [None, 1])
@pytest.mark.parametrize("epoch", [1, EPOCHS])
def test_a_validation_loss_that_is_not_finite_ends_it_too(
    train_images: Images, val_images: Images, epoch: int, patience: int | None
) -> None:
    result, rows = run(Breaking(validation=epoch), train_images, val_images, patience=patience)
    found = result.divergence
    if patience and len(rows) < epoch - 1:
        assert found is None, "it stopped early, before"
        return
    assert found is not None
    assert (found.epoch, found.step, found.part) == (epoch, None, "val")
    assert len(result.history) == epoch - 1


def test_what_stays_finite_is_no_divergence(train_images: Images, val_images: Images) -> None:
    result, rows = run(Breaking(), train_images, val_images)
    assert result.divergence is None
    assert len(rows) == EPOCHS


@pytest.fixture
def wild(trial_settings: dict[str, Any]) -> dict[str, Any]:
    """A trial whose second step is of weights beyond all numbers."""
    return trial_settings | WILD | {"model": {"name": "mlp", "hidden": [16]}}


@pytest.mark.parametrize("stopping", [None, {"patience": 1}])
def test_its_files_hold_no_number_and_no_weights(
    tmp_path: Path, wild: dict[str, Any], train_images: Images, val_images: Images, stopping: Any
) -> None:
    settings = wild | {"early_stopping": stopping}
    write_trial(tmp_path, settings, 0, trained(settings, 0, train_images, val_images, Observer()))
    assert {path.name for path in tmp_path.iterdir()} == set(TRIAL_FILES) - {LAST_FILE}
    metrics = json.loads((tmp_path / "metrics.json").read_text())
    assert metrics["diverged_in_epoch"] == 1
    assert set(metrics) == {"diverged_in_epoch", "parameters"}
    for name in ("checkpoint.safetensors", "epochs.safetensors"):
        assert read_tensors(tmp_path / name) == {}
    for name in ("history.csv", "steps.csv"):
        assert len((tmp_path / name).read_text().splitlines()) == 1


def test_the_last_step_of_all_counts_where_nothing_is_validated(wild: dict[str, Any], train_images: Images) -> None:
    """No loss follows the only step, after which the weights are of no use."""
    settings = wild | {"batch_size": 40, "epochs": 1, "early_stopping": None}
    trial = trained(settings, 0, train_images, None, Observer())
    assert trial.fit.divergence is not None
    assert (trial.fit.divergence.epoch, trial.fit.divergence.step) == (1, None)
    assert trial.metrics["diverged_in_epoch"] == 1
    assert "train_accuracy" not in trial.metrics


def test_a_trial_that_did_not_diverge_says_so(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    trial = trained(trial_settings, 0, train_images, val_images, Observer())
    assert trial.metrics["diverged_in_epoch"] is None
    assert trial.fit.divergence is None


def test_a_diverged_trial_is_finished_and_said_in_the_log(
    tmp_path: Path, train_file: Path, split_file: Path, wild: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "store")
    data = TrialData(train_file, split_file, wild, "cpu")
    places = CellPlaces("0123abcd", store, Results(tmp_path), "study", "cell")
    train_cell(data, places, [0])
    assert "seed 0: diverged in epoch 1 (step 2): the training loss is " in capsys.readouterr().out
    assert {path.name for path in places.trial(0).iterdir()} == set(TRIAL_FILES)
    evidence = read_training_evidence(places.evidence(0), "0123abcd", 0)
    assert (evidence["metrics"]["diverged_in_epoch"], evidence["history"], evidence["steps"]) == (1, {}, [])
    train_cell(data, places, [0])
    assert capsys.readouterr().out == ""


class Memory:
    """Keeps a training's state as a file would."""

    def __init__(self, states: list[bytes]) -> None:
        self.states = states

    def load(self) -> dict[str, Any] | None:
        return torch.load(io.BytesIO(self.states[-1])) if self.states else None

    def save(self, state: dict[str, Any]) -> None:
        buffer = io.BytesIO()
        torch.save(state, buffer)
        self.states.append(buffer.getvalue())


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_resumed_trial_diverges_where_one_that_was_not_interrupted_did(
    tmp_path: Path, wild: dict[str, Any], train_images: Images, val_images: Images, kept: int
) -> None:
    """The learning rate is a usual one until the second epoch has ended."""
    steep = {"name": "multisteplr", "milestones": [2], "gamma": 1e30}
    settings = wild | {"optimizer": {"name": "sgd", "lr": 0.01}, "schedule": steep}
    states: list[bytes] = []
    for folder in ("whole", "resumed"):
        memory = Memory(states if folder == "whole" else states[:kept])
        trial = trained(settings, 0, train_images, val_images, Observer(), memory)
        write_trial(tmp_path / folder, settings, 0, trial)
    assert len(states) == 2
    assert trial.metrics["diverged_in_epoch"] == 3
    for file in (tmp_path / "whole").iterdir():
        assert (tmp_path / "resumed" / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (Divergence(1, 2, "train", nan), "diverged in epoch 1 (step 2): the training loss is nan; "),
        (Divergence(3, None, "val", inf), "diverged in epoch 3: the validation loss is inf; "),
    ],
)
def test_one_line_says_where_it_diverged(found: Divergence, expected: str) -> None:
    assert words(found).startswith(expected)
    assert "\n" not in words(found)


def test_no_logit_that_is_nan_counts_as_a_prediction() -> None:
    logits = torch.full((4, 3), nan)
    logits[0] = torch.tensor([1.0, 0.0, 0.0])
    logits[1, 1:] = 0.0
    assert accuracy(logits, torch.zeros(4, dtype=torch.int64)) == 0.25
