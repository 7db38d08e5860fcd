"""One trial: the same settings and seed leave the same bytes."""

import csv
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from sklearn.metrics import accuracy_score, log_loss
from torch import Tensor, nn

from blocks_fixture import build, trained
from restudy.data.arrays import read_tensors
from restudy.seeding import streams
from restudy.training.loop import HISTORY_COLUMNS, Images, Observer
from restudy.training.predict import predict
from restudy.training.trial import load_split, write_trial

FILES = {"config.json", "history.csv", "steps.csv", "metrics.json", "checkpoint.safetensors", "epochs.safetensors"}
MODELS: dict[str, dict[str, Any]] = {
    "mlp": {"name": "mlp", "hidden": [16]},
    "lstm": {"name": "lstm", "hidden": 8, "layers": 2},
}


def files_of(folder: Path) -> dict[str, bytes]:
    """Each file's content by its name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def leave(folder: Path, settings: dict[str, Any], seed: int, train: Images, val: Images | None) -> dict[str, bytes]:
    """Run a trial, and what its files hold."""
    write_trial(folder, settings, seed, trained(settings, seed, train, val, Observer()))
    return files_of(folder)


@pytest.mark.parametrize("model", ["cnn", "mlp", "lstm"])
def test_the_same_trial_leaves_the_same_bytes(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images, model: str
) -> None:
    settings = trial_settings | {"model": MODELS.get(model, trial_settings["model"])}
    first = leave(tmp_path / "first", settings, 3, train_images, val_images)
    torch.rand(5)  # What the process drew before is no part of a trial.
    second = leave(tmp_path / "second", deepcopy(settings), 3, train_images, val_images)
    assert first.keys() == FILES
    assert second == first


def test_another_seed_leaves_other_weights_and_losses(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    first = leave(tmp_path / "0", trial_settings, 0, train_images, val_images)
    second = leave(tmp_path / "1", trial_settings, 1, train_images, val_images)
    assert [name for name in FILES if first[name] == second[name]] == []


def test_config_holds_the_settings_and_the_seed(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    files = leave(tmp_path / "trial", trial_settings, 3, train_images, val_images)
    assert json.loads(files["config.json"]) == trial_settings | {"seed": 3}


def test_history_and_steps_are_whole_tables(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    trial = trained(trial_settings, 0, train_images, val_images, Observer())
    write_trial(tmp_path, trial_settings, 0, trial)
    with (tmp_path / "history.csv").open() as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == HISTORY_COLUMNS
    assert [{name: float(value) for name, value in row.items()} for row in rows] == trial.fit.history
    with (tmp_path / "steps.csv").open() as stream:
        steps = [(int(row["step"]), float(row["train_loss"])) for row in csv.DictReader(stream)]
    assert steps == list(enumerate(trial.fit.step_losses, start=1))
    assert len(steps) == 3


def test_the_checkpoint_gives_the_metrics_again(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    files = leave(tmp_path, trial_settings, 0, train_images, val_images)
    metrics = json.loads(files["metrics.json"])
    model = build(trial_settings["model"], [1, 28, 28], 10)
    model.load_state_dict(read_tensors(tmp_path / "checkpoint.safetensors"))
    for part, data, size in (("train", train_images, 16), ("val", val_images, 10)):
        probabilities = predict(model, data.images, 10).double().softmax(1)
        losses = batch_losses(data.labels, probabilities, size)
        assert metrics[f"{part}_accuracy"] == accuracy_score(data.labels, probabilities.argmax(1))
        assert metrics[f"{part}_loss"] == pytest.approx(log_loss(data.labels, probabilities, labels=range(10)))
        assert metrics[f"{part}_total_loss"] == pytest.approx(sum(losses))


def batch_losses(labels: Tensor, probabilities: Tensor, size: int) -> list[float]:
    """The mean loss of each batch."""
    batches = zip(labels.split(size), probabilities.split(size), strict=True)
    return [float(log_loss(*batch, labels=range(10))) for batch in batches]


def test_metrics_say_how_training_ended(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    metrics = trained(trial_settings, 0, train_images, val_images, Observer()).metrics
    convolution, norm, hidden, output = 4 * 9 + 4, 2 * 4, 4 * 49 * 16 + 16, 16 * 10 + 10
    assert metrics["parameters"] == {"trainable": convolution + norm + hidden + output, "non_trainable": 8}
    assert (metrics["epochs_run"], metrics["stopped_early"]) == (3, False)
    assert 1 <= metrics["best_epoch"] <= 3


def test_what_is_not_kept_leaves_empty_files(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images
) -> None:
    settings = trial_settings | {"keep": [], "early_stopping": None}
    files = leave(tmp_path, settings, 0, train_images, None)
    assert files.keys() == FILES
    assert files["steps.csv"] == b"step,train_loss\n"
    assert read_tensors(tmp_path / "epochs.safetensors") == {}
    assert not any(name.startswith("val_") for name in json.loads(files["metrics.json"]))


def test_weights_of_each_epoch_are_kept_by_name(
    tmp_path: Path, trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    trial = trained(trial_settings, 0, train_images, val_images, Observer())
    write_trial(tmp_path, trial_settings, 0, trial)
    epochs = read_tensors(tmp_path / "epochs.safetensors")
    names = trial.model.state_dict().keys()
    assert epochs.keys() == {f"{epoch}/{name}" for epoch in (1, 2, 3) for name in names}
    best = {name: epochs[f"{trial.fit.best_epoch}/{name}"] for name in names}
    final = trial.model.state_dict()
    assert [name for name in names if not torch.equal(best[name], final[name])] == []


def test_weights_order_and_dropout_are_drawn_from_their_own_streams(
    trial_settings: dict[str, Any], train_images: Images
) -> None:
    """With a rate too small to move a weight, a trial ends with the weights that it began with."""
    model = trial_settings["model"] | {"batch_norm": None}
    frozen = {"model": model, "optimizer": {"name": "sgd", "lr": 1e-30}, "early_stopping": None}
    trial = trained(trial_settings | frozen, 5, train_images, None, Observer())
    seeds = streams(5, ("weights", "order", "dropout"))
    torch.manual_seed(seeds.weights)
    first = build(model, [1, 28, 28], 10).state_dict()
    assert [name for name, value in trial.model.state_dict().items() if not torch.equal(value, first[name])] == []
    batch = torch.randperm(40, generator=torch.Generator().manual_seed(seeds.order))[:16]
    torch.manual_seed(seeds.dropout)
    loss = nn.functional.cross_entropy(trial.model.train()(train_images.images[batch]), train_images.labels[batch])
    assert trial.fit.step_losses[0] == pytest.approx(loss.item(), rel=1e-6)


def test_threads_are_those_of_the_settings(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    trained(trial_settings | {"threads": 2, "epochs": 1}, 0, train_images, val_images, Observer())
    assert torch.get_num_threads() == 2


def test_a_split_gives_its_images_as_pixels(train_file: Path, train_images: Images, val_images: Images) -> None:
    places = torch.arange(len(train_images) + len(val_images))
    indices = {"train": places[: len(train_images)], "val": places[len(train_images) :]}
    train, val = load_split(train_file, indices, {"scale": 255, "mean": 0, "std": 1}, "cpu")
    assert val is not None
    for found, expected in ((train, train_images), (val, val_images)):
        assert torch.equal(found.images, expected.images)
        assert torch.equal(found.labels, expected.labels)


def test_a_split_without_validation_has_none(train_file: Path) -> None:
    indices = {"train": torch.tensor([5, 2]), "val": torch.tensor([], dtype=torch.int64)}
    train, val = load_split(train_file, indices, {"scale": 1, "mean": 0, "std": 1}, "cpu")
    assert (train.labels.tolist(), val) == ([5, 2], None)
