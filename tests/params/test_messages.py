"""One clear line for each mistake in params.yaml."""

from copy import deepcopy
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan

Content = dict[str, Any]
GRID_STUDY = ("studies", "cnn-lstm-grid")
CNN = (*GRID_STUDY, "variants", "cnn", "settings", "model")
LSTM = (*GRID_STUDY, "variants", "lstm", "settings", "model")
SGD = ("studies", "mlp-optimizers", "variants", "sgd", "settings", "optimizer")

# Where, the wrong value, and what the message must have: the key as it stands in the file, the value, what is allowed.
MISTAKES: dict[str, tuple[tuple[str, ...], Any, tuple[str, ...]]] = {
    "unknown key at the top": (
        ("sedes",),
        [0],
        ("sedes: unknown key", "did you mean seeds?", "allowed: dataset, defaults, device"),
    ),
    "unknown key of a study": (
        (*GRID_STUDY, "grids"),
        {},
        ("cnn-lstm-grid.grids: unknown key", "did you mean grid?", "allowed: alternatives, base, cells, choose_within"),
    ),
    "unknown key of a variant": (
        (*GRID_STUDY, "variants", "cnn", "setings"),
        {},
        ("cnn-lstm-grid.variants.cnn.setings: unknown key", "did you mean settings?", "comparison, seeds, settings"),
    ),
    "unknown setting": (
        ("defaults", "batchsize"),
        64,
        ("defaults.batchsize: unknown key", "did you mean batch_size?", "epochs, evaluation_batch_size"),
    ),
    "unknown setting in a grid": (
        (*GRID_STUDY, "grid", "optimizer.rate"),
        [0.1],
        ("studies.cnn-lstm-grid.grid.optimizer.rate: unknown key", "allowed: amsgrad, betas, ", "eps, lr, "),
    ),
    "unknown model argument": (
        (*CNN, "kernels"),
        3,
        ("studies.cnn-lstm-grid.variants.cnn.settings.model.kernels: unknown key", "did you mean kernel?", "padding"),
    ),
    "another model's argument": (
        (*LSTM, "kernel"),
        3,
        ("studies.cnn-lstm-grid.variants.lstm.settings.model.kernel: unknown key", "allowed: hidden, layers, name"),
    ),
    "another optimizer's argument": (
        (*SGD, "eps"),
        1e-8,
        ("mlp-optimizers.variants.sgd.settings.optimizer.eps: unknown key", "allowed: dampening, lr, "),
    ),
    "unknown model": (
        (*CNN, "name"),
        "transformer",
        ("studies.cnn-lstm-grid.variants.cnn.settings.model", "'transformer' is not known", "allowed: cnn, lstm, mlp"),
    ),
    "unknown optimizer": (
        (*SGD, "name"),
        "rmsprob",
        (
            "mlp-optimizers.variants.sgd.settings.optimizer",
            "'rmsprob' is not known (did you mean rmsprop?)",
            "allowed: adadelta, ",
        ),
    ),
    "unknown data set": (
        ("dataset",),
        "cifar10",
        ("dataset: 'cifar10' is not known", "allowed: digits, mnist"),
    ),
    "unknown data set of a split": (
        ("splits", "all", "dataset"),
        "cifar10",
        ("splits.all.dataset: 'cifar10' is not known", "digits, mnist"),
    ),
    "unknown split": (
        (*GRID_STUDY, "base", "split"),
        "half",
        ("studies.cnn-lstm-grid.base.split", "'half' is not known", "allowed: all, train-50000"),
    ),
    "unknown criterion": (
        (*GRID_STUDY, "protocols", "published", "choose_by"),
        "f1",
        (
            "protocols.published.choose_by: 'f1' is not known",
            "allowed: train_loss, train_accuracy, ",
            "val_accuracy, val_total_loss, ",
        ),
    ),
    "unknown protocol": (
        (*GRID_STUDY, "protocols", "magic"),
        {"choose_by": "val_loss"},
        ("studies.cnn-lstm-grid.protocols.magic", "'magic' is not known", "allowed: published, held_out"),
    ),
    "a name that makes no folder": (
        ("studies", "Grid/2"),
        {},
        ("studies.Grid/2", "'Grid/2' is not allowed", "^[a-z][a-z0-9-]*$"),
    ),
    "missing setting": (
        CNN[:-1],
        {},
        ("studies.cnn-lstm-grid.base.model: this key is missing",),
    ),
    "empty grid": (
        (*GRID_STUDY, "grid", "batch_size"),
        [],
        ("studies.cnn-lstm-grid.grid.batch_size: [] is empty", "give at least 1"),
    ),
    "no list in a grid": (
        (*GRID_STUDY, "grid", "batch_size"),
        64,
        ("studies.cnn-lstm-grid.grid.batch_size: 64 is no list", "put it in [ ]"),
    ),
    "no variants": (
        (*GRID_STUDY, "variants"),
        {},
        ("studies.cnn-lstm-grid.variants: {} is empty", "give at least 1"),
    ),
    "no seeds": (("seeds",), [], ("seeds: [] is empty", "give at least 1")),
    "a seed twice": (
        ("seeds",),
        [0, 1, 0],
        ("seeds: [0, 1, 0] is not allowed", "each may stand once, and 0 stands"),
    ),
    "a negative seed": (("seeds",), [-1], ("seeds.0: -1 is not allowed", "greater than or equal to 0")),
    "a value out of its limits": (
        (*GRID_STUDY, "grid", "optimizer.lr"),
        [0.001, -0.5],
        ("studies.cnn-lstm-grid.grid.optimizer.lr: -0.5 is not allowed", "greater than 0"),
    ),
    "a fraction of an image": (
        ("defaults", "evaluation_batch_size"),
        64.5,
        ("defaults.evaluation_batch_size: 64.5 is no whole number",),
    ),
    "a word for a number": (
        (*SGD, "lr"),
        "fast",
        ("mlp-optimizers.variants.sgd.settings.optimizer.lr: 'fast' is no number",),
    ),
    "one padding too few": (
        (*CNN, "padding"),
        [1],
        ("studies.cnn-lstm-grid.variants.cnn.settings.model", "padding has 1", "channels 2", "one per convolution"),
    ),
    "a split larger than the data": (
        ("splits", "train-50000", "train"),
        60000,
        ("splits.train-50000: train 60000 + validation 10000 = 70000", "mnist has 60000"),
    ),
    "early stopping on nothing": (
        (*GRID_STUDY, "base", "split"),
        "all",
        ("studies.cnn-lstm-grid.variants.cnn: early_stopping needs a split with validation images",),
    ),
    "a pool larger than the image": (
        (*CNN, "pool_size"),
        29,
        ("studies.cnn-lstm-grid.variants.cnn: model.pool_size: 29", "28 pixels that reach block 1", "allowed: 1 to 28"),
    ),
    "a pool larger than what reaches its block": (
        (*CNN, "pool_size"),
        15,
        ("studies.cnn-lstm-grid.variants.cnn: model.pool_size: 15", "1 pixels that reach block 2", "allowed: 1 to 1"),
    ),
    "a kernel larger than the padded image": (
        (*CNN, "kernel"),
        31,
        ("studies.cnn-lstm-grid.variants.cnn: model.kernel: 31", "30 pixels that reach block 1", "allowed: 1 to 30"),
    ),
    "the same grid value twice": (
        (*GRID_STUDY, "grid", "batch_size"),
        [64, 128, 64],
        ("studies.cnn-lstm-grid: two cells have the same settings", "'batch_size': 64", "remove one"),
    ),
}


def edited(content: Content, keys: tuple[str, ...], value: Any) -> Content:
    """The content with one value replaced."""
    block = content
    for key in keys[:-1]:
        block = block[key]
    block[keys[-1]] = value
    return content


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_with_file_key_value_and_what_is_allowed(params_content: Content, mistake: str) -> None:
    keys, value, parts = MISTAKES[mistake]
    with pytest.raises(UserError) as caught:
        make_plan(parse_params(edited(params_content, keys, value)))
    line = str(caught.value)
    assert line.startswith("params.yaml: ")
    assert "\n" not in line
    missing = [part for part in parts if part not in line]
    assert missing == [], line


def test_two_variants_with_the_same_settings_are_a_mistake(params_content: Content) -> None:
    variants = params_content["studies"]["cnn-architectures"]["variants"]
    variants["experiment-5"] = deepcopy(variants["experiment-1"])
    with pytest.raises(UserError, match="same settings: experiment-1 and experiment-5; remove one"):
        make_plan(parse_params(params_content))


def test_a_long_value_is_cut(params_content: Content) -> None:
    with pytest.raises(UserError) as caught:
        parse_params(edited(params_content, ("seeds",), "0 " * 500))
    assert len(str(caught.value)) < 150
    assert "…" in str(caught.value)
