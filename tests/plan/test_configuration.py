"""One configuration from the command line."""

import re
from pathlib import Path
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.plan.configuration import Start, configure, read_changed_params, starting_cell
from restudy.plan.plan import Plan

MNIST = {"dataset": "mnist", "device": "cpu", "seeds": [0]}
STARTS = [
    ("cnn-lstm-grid", "lstm"),
    ("batchnorm-cnn", "cnn"),
    ("batchnorm-cnn", "mlp"),
    ("mlp-optimizers", "momentum"),
    ("dropout-cnn", "raw"),
    ("cnn-architectures", "experiment-3"),
]


def resolved(repository: Path, start: Start, **changes: Any) -> dict[str, Any]:
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return configure(repository / "params.yaml", start, MNIST, dotted).settings.whole


def test_the_first_papers_command(repository: Path) -> None:
    """Its Figure 1.2: py main.py --network cnn --batch_size 128 --lr 0.001."""
    asked = {"batch_size": 128, "optimizer.lr": 0.001, "epochs": 25, "early_stopping.patience": 3}
    configuration = configure(repository / "params.yaml", Start(model="cnn"), MNIST, asked)
    settings = configuration.settings.given
    assert (configuration.study, configuration.variant) == ("cnn-lstm-grid", "cnn")
    assert (configuration.dataset, configuration.device, configuration.seed) == ("mnist", "cpu", 0)
    assert settings["model"]["channels"] == [8, 16]
    assert settings["optimizer"] == {"name": "adam", "lr": 0.001}
    assert (settings["batch_size"], settings["epochs"], settings["early_stopping"]) == (128, 25, {"patience": 3})
    assert settings["split"] == {"train": 50_000, "val": 10_000, "seed": 0}


@pytest.mark.parametrize(("study", "variant"), STARTS)
def test_without_changes_it_is_the_studys_own_cell(
    repository: Path, mnist_plan: Plan, study: str, variant: str
) -> None:
    cell = next(cell for cell in mnist_plan.cells.values() if (cell.study, cell.variant) == (study, variant))
    assert resolved(repository, Start(study, variant)) == {**cell.settings, "keep": []}


@pytest.mark.parametrize(
    ("model", "study", "variant"),
    [("cnn", "cnn-lstm-grid", "cnn"), ("lstm", "cnn-lstm-grid", "lstm"), ("mlp", "mlp-optimizers", "sgd")],
)
def test_a_network_is_taken_from_the_first_study_that_is_about_it(
    mnist_plan: Plan, model: str, study: str, variant: str
) -> None:
    """`batchnorm-cnn` has an MLP too, before `mlp-optimizers`, but for comparison only."""
    cell = starting_cell(mnist_plan, Start(model=model))
    assert (cell.study, cell.variant) == (study, variant)


def test_a_comparison_can_be_asked_for(mnist_plan: Plan) -> None:
    assert starting_cell(mnist_plan, Start(study="batchnorm-cnn", model="mlp")).variant == "mlp"


@pytest.mark.parametrize(
    ("option", "value", "key"),
    [
        ("batch_size", 7, "batch_size"),
        ("epochs", 2, "epochs"),
        ("optimizer__lr", 0.5, "optimizer"),
        ("early_stopping__patience", 9, "early_stopping"),
        ("split", "train-54000", "split"),
    ],
)
def test_an_option_changes_its_setting_and_no_other(repository: Path, option: str, value: Any, key: str) -> None:
    before, after = resolved(repository, Start()), resolved(repository, Start(), **{option: value})
    assert {name for name in before if before[name] != after[name]} == {key}


def test_another_optimizer_replaces_the_whole_block(repository: Path) -> None:
    settings = resolved(repository, Start(model="cnn"), optimizer__name="sgd", optimizer__lr=0.1)
    assert {key: value for key, value in settings["optimizer"].items() if value} == {"name": "sgd", "lr": 0.1}


def test_patience_can_be_given_to_a_study_without_early_stopping(repository: Path) -> None:
    start = Start("mlp-optimizers", "adam")
    settings = resolved(repository, start, early_stopping__patience=2, split="held-out-6000")
    assert settings["early_stopping"] == {"patience": 2}
    assert settings["split"] == {"train": 54_000, "val": 6_000, "seed": 0}


def test_on_digits_the_splits_shares_are_kept(repository: Path) -> None:
    """Five sixths and one sixth of 1,540 images."""
    run = MNIST | {"dataset": "digits"}
    settings = configure(repository / "params.yaml", Start(model="cnn"), run, {}).settings.given
    assert settings["split"] == {"train": 1283, "val": 257, "seed": 0}


BAD = [
    (Start(model="mpl"), {}, {}, "--model: 'mpl'", "mlp?); allowed: cnn, lstm, mlp"),
    (Start(study="cnn-grid"), {}, {}, "--study: 'cnn-grid'", "mlp-optimizers"),
    (Start("mlp-optimizers", "cnn"), {}, {}, "--variant: 'cnn'", "allowed: adam, momentum, sgd"),
    (Start("mlp-optimizers", model="lstm"), {}, {}, "--model: 'lstm'", "study mlp-optimizers; allowed: mlp"),
    (Start(), {}, {"early_stopping.patience": 0}, "--patience: 0", "greater than or equal to 1"),
    (Start(), {}, {"optimizer.lr": 0.0}, "--lr: 0.0", "greater than 0"),
    (Start(), {}, {"optimizer.lr": float("nan")}, "--lr: nan", "finite number"),
    (Start(), {}, {"optimizer.lr": float("inf")}, "--lr: inf", "finite number"),
    (Start(), {}, {"batch_size": -1}, "--batch-size: -1", "greater than or equal to 1"),
    (Start(), {}, {"epochs": 0}, "--epochs: 0", "greater than or equal to 1"),
    (
        Start(),
        {},
        {"optimizer.name": "rmsprob"},
        "--optimizer: 'rmsprob'",
        "allowed: adadelta, adafactor, adagrad, adam",
    ),
    (Start(), {}, {"optimizer.name": "sgd"}, "--lr: ", "a number above 0"),
    (Start(), {}, {"split": "train-5000"}, "--split: 'train-5000'", "allowed: all, train-50000"),
    (Start("mlp-optimizers"), {}, {"early_stopping.patience": 3}, "--split: 'all'", "--patience 3"),
    (
        Start(),
        {},
        {"split": "all"},
        "--split: 'all'",
        "allowed: train-50000, train-50000-again, train-54000, held-out-6000",
    ),
    (Start(), {"seeds": [-1]}, {}, "--seed: -1", "greater than or equal to 0"),
    (Start(), {"dataset": "cifar"}, {}, "--dataset: 'cifar'", "allowed: digits, mnist"),
    (Start(), {"device": "tpu"}, {}, "--device: 'tpu'", "allowed: auto, cpu, cuda, mps"),
]


@pytest.mark.parametrize(("start", "run", "changes", "begins", "allowed"), BAD)
def test_a_bad_option_is_one_line_with_option_value_and_what_is_allowed(
    repository: Path, start: Start, run: dict[str, Any], changes: dict[str, Any], begins: str, allowed: str
) -> None:
    with pytest.raises(UserError, match=f"^{re.escape(begins)}.*{re.escape(allowed)}") as raised:
        configure(repository / "params.yaml", start, MNIST | run, changes)
    assert "\n" not in str(raised.value)


def test_a_mistake_in_the_file_is_the_files(repository: Path, tmp_path: Path) -> None:
    text = (repository / "params.yaml").read_text(encoding="utf-8")
    (tmp_path / "params.yaml").write_text(text.replace("batch_size: 64", "batch_size: 0", 1), encoding="utf-8")
    with pytest.raises(UserError, match=r"^params\.yaml:\d+: defaults\.batch_size: 0 "):
        configure(tmp_path / "params.yaml", Start(), MNIST, {})


def test_params_are_changed_by_options_and_by_nothing_else(repository: Path) -> None:
    file = repository / "params.yaml"
    as_they_are = read_changed_params(file, {"dataset": None})
    changed = read_changed_params(file, {"dataset": "digits"})
    assert changed.dataset == "digits"
    assert changed.model_copy(update={"dataset": as_they_are.dataset}) == as_they_are
