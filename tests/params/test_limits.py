"""Limits of every kind of setting: a line that says what is allowed and why."""

from copy import deepcopy
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.params.params import parse_params
from restudy.plan.plan import draft_plan, make_plan
from schema_fixture import put
from tiny_studies import repository_params

OPTIMIZER, MODEL = "defaults.optimizer", "studies.mlp-optimizers.base.model"
LIMITS: list[tuple[str, Any, str]] = [
    ("defaults.threads", 1000, "at most 256, since machines have no more cores"),
    ("defaults.batch_size", 2**63, "at most 100000000, since no data set"),
    ("defaults.evaluation_batch_size", 2**63, "at most 100000000, since no data set"),
    ("defaults.epochs", 10**9, "at most 100000, since"),
    ("defaults.early_stopping", {"patience": 10**9}, "at most 100000, since"),
    ("defaults.keep", ["epoch_weights", "epoch_weights"], "each may stand once"),
    ("defaults.pixels.scale", 1e-300, "stored values 0 and 255 become "),
    ("defaults.pixels.scale", 1e300, "take scale, mean and std by which they differ"),
    ("defaults.pixels.mean", 1e300, "are at most 1e+06"),
    ("defaults.pixels.std", 1e-300, "are at most 1e+06"),
    ("seeds", [2**63], "at most 4294967295, since generators of random numbers take 32 bits"),
    ("splits.all.seed", 2**63, "at most 4294967295"),
    ("statistics.resamples", 10**6, "at most 20000, since"),
    ("statistics.calibration_bins", 10**5, "at most 100, since narrower bins hold too few images"),
    ("statistics.confidence", 0.9999999999999999, "allowed: a confidence of at most 0.999, or more resamples"),
    ("studies.cnn-lstm-grid.train_total_batch_size", 2**63, "at most 100000000"),
    (f"{MODEL}.hidden", [10**9], "its weights take 2,961.6 GiB, training four times as much; at most 1 GiB"),
    (f"{MODEL}.hidden", [10**200], "its weights take over 1,000,000 GiB"),
    (MODEL, {"name": "lstm", "hidden": 10**5, "layers": 3}, "at most 1 GiB: try smaller layers"),
    (MODEL, {"name": "lstm", "hidden": 1, "layers": 10**6}, "less than or equal to 1000"),
    (
        MODEL,
        {"name": "cnn", "channels": [9], "kernel": 1, "padding": [10**4], "pool": "max", "pool_size": 10**4},
        "of values between layers; at most 64 GiB",
    ),
    ("studies.mlp-optimizers.base.epochs", 10**5 - 1, "keep: the weights of 99999 epochs take 40.7 GiB"),
    (OPTIMIZER, {"name": "adam", "lr": 0.1, "betas": [1.5, 0.9]}, "Invalid beta parameter at index 0: 1.5"),
    (OPTIMIZER, {"name": "sgd", "lr": 0.1, "nesterov": True}, "Nesterov momentum requires a momentum"),
    (OPTIMIZER, {"name": "rprop", "lr": 0.1, "etas": [2, 0.1]}, "Invalid eta values"),
    (OPTIMIZER, {"name": "sgd", "lr": 1e31}, "less than or equal to 1000000000000000000000000000000"),
    ("defaults.schedule", {"name": "constantlr", "factor": 2}, "factor expected to be between 0 and 1"),
    ("defaults.schedule", {"name": "cosineannealingwarmrestarts", "T_0": -1}, "Expected positive integer T_0"),
    ("store", "/dev/null", "/dev/null is no folder"),
    ("store", "/dev/null/x", "/dev/null is no folder"),
    ("store", "/proc/x", "/proc is no place for files"),
    ("store", "x" * 300, "a file system takes 255 bytes"),
    ("store", "a\nb", "a path has no control characters"),
    ("mirror", "/dev/null", "/dev/null is no folder"),
    ("mirror", "", "give the path of a folder"),
]


def message(content: dict[str, Any]) -> str:
    with pytest.raises(UserError) as caught:
        make_plan(parse_params(content))
    return str(caught.value)


@pytest.mark.parametrize(("place", "value", "words"), LIMITS)
def test_what_is_beyond_a_limit_is_refused_with_the_reason(place: str, value: Any, words: str) -> None:
    content = deepcopy(repository_params())
    if place == "studies.mlp-optimizers.base.epochs":
        words = "at most 100 GiB: leave out epoch_weights, or train fewer epochs"
        put(content, f"{MODEL}.hidden", [4000])
    put(content, place, value)
    said = message(content)
    assert words in said
    assert said.startswith("params.yaml: ")
    assert said.isprintable()


@pytest.mark.parametrize("block", ["studies", "splits"])
@pytest.mark.parametrize("name", ["x" * 300, "../x", "a/b", "-x", ".x", "X", "x\n", "", "x y"])
def test_names_are_such_as_files_may_have(block: str, name: str) -> None:
    content = deepcopy(repository_params())
    content[block][name] = next(iter(content[block].values()))
    said = message(content)
    assert said.isprintable()
    assert len(said) < 400


def test_a_folder_s_name_of_many_values_is_bounded() -> None:
    content = deepcopy(repository_params())
    content["studies"]["mlp-optimizers"]["grid"] = {"model.hidden": [[10] * 60]}
    assert "is too long for a folder's: shorten it to 200 bytes" in message(content)


def test_a_grid_of_many_values_is_refused_before_it_is_expanded() -> None:
    content = deepcopy(repository_params())
    values = [number / 1000 for number in range(1, 1001)]
    content["studies"]["cnn-lstm-grid"]["grid"] = {f"optimizer.{key}": values for key in ("lr", "eps", "weight_decay")}
    assert "variants, grid and protocols make 4000000000 cells; at most 5000" in message(content)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("defaults.optimizer.lr", -1, "defaults.optimizer.lr: -1 is not allowed"),
        ("defaults.epochs", 0, "defaults.epochs: 0 is not allowed"),
        ("defaults.model", {"name": "cnn", "kernel": 0}, "defaults.model.kernel: 0 is not allowed"),
        ("studies.mlp-optimizers.base.optimizer", {"name": "sgd", "lr": "x"}, "base.optimizer.lr: 'x' is no number"),
    ],
)
def test_settings_that_every_study_overrides_are_checked_too(place: str, value: Any, words: str) -> None:
    content = deepcopy(repository_params())
    study = content["studies"]["mlp-optimizers"]
    content["studies"] = {"mlp-optimizers": study}
    put(content, place, value)
    lines = draft_plan(parse_params(content)).mistakes
    assert any(words in line for line in lines), lines
