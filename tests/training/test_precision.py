"""Networks in bfloat16: what stays float32, how near they are to float32, and that a trial repeats to the byte."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from blocks_fixture import build, trained
from restudy.training.loop import Images, Observer
from restudy.training.precision import in_precision
from restudy.training.trial import write_trial

CONVOLUTIONS: dict[str, Any] = {"name": "cnn", "channels": [4, 8], "kernel": 3, "padding": [1, 1]}
NETWORKS: dict[str, dict[str, Any]] = {
    "max pool": {**CONVOLUTIONS, "pool": "max"},
    "average pool": {**CONVOLUTIONS, "pool": "average", "hidden": [12], "dropout": 0.5},
    "batch norm": {
        **CONVOLUTIONS,
        "pool": "max",
        "batch_norm": {"position": "after_relu", "momentum": 0.1, "eps": 1e-5},
    },
    "lstm": {"name": "lstm", "hidden": 8, "layers": 2},
    "mlp": {"name": "mlp", "hidden": [16]},
}
# Relative distance of two bfloat16 numbers; a few roundings lie between images and logits.
ROUNDING = 2**-8


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> dict[str, Any]:
    return NETWORKS[request.param]


def logits_of(network: dict[str, Any], precision: Any, images: Tensor) -> tuple[nn.Module, Tensor]:
    torch.manual_seed(4)
    model = in_precision(build(network, (1, 28, 28), 10), precision).eval()
    with torch.no_grad():
        return model, model(images)


def test_logits_are_float32_and_a_few_roundings_away(network: dict[str, Any], val_images: Images) -> None:
    _, exact = logits_of(network, "float32", val_images.images)
    _, rounded = logits_of(network, "bfloat16", val_images.images)
    assert rounded.dtype == torch.float32
    assert not torch.equal(rounded, exact)
    assert float((rounded - exact).abs().max()) <= 10 * ROUNDING * float(exact.abs().max())


def test_weights_keep_their_names_and_stay_float32(network: dict[str, Any], val_images: Images) -> None:
    exact, _ = logits_of(network, "float32", val_images.images)
    rounded, _ = logits_of(network, "bfloat16", val_images.images)
    assert rounded.state_dict().keys() == exact.state_dict().keys()
    for name, value in rounded.state_dict().items():
        assert torch.equal(value, exact.state_dict()[name])


def test_a_trial_repeats_to_the_byte_and_learns(
    tmp_path: Path, trial_settings: dict[str, Any], network: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    settings = trial_settings | {"model": network, "precision": "bfloat16", "epochs": 3}
    folders = [tmp_path / "first", tmp_path / "second"]
    for folder in folders:
        trial = trained(deepcopy(settings), 0, train_images, val_images, Observer())
        write_trial(folder, settings, 0, trial)
    files = [{path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders]
    assert files[0] == files[1]
    assert trial.fit.history[-1]["train_loss"] < trial.fit.history[0]["train_loss"]


def test_another_precision_is_another_trial(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images
) -> None:
    by_default, named, rounded = (
        trained(trial_settings | changes, 0, train_images, val_images, Observer()).fit.history
        for changes in ({}, {"precision": "float32"}, {"precision": "bfloat16"})
    )
    assert named == by_default
    assert rounded != by_default
