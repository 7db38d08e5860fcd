"""Blocks that a plan names, built once before any job."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from restudy.checking.built import build_mistakes
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan
from schema_fixture import put
from tiny_studies import repository_params

STUDY = "studies.mlp-optimizers.base"
OWN = {
    "model": """
from torch import nn
from restudy.models import ModelBlock
class Own(ModelBlock):
    def build(self, image_shape, classes):
        return {built}
""",
    "optimizer": """
from restudy.optimizers import OptimizerBlock
class Own(OptimizerBlock):
    def build(self, parameters):
        raise RuntimeError("no such thing")
""",
    "loss": """
from restudy.losses import LossBlock
class Own(LossBlock):
    def build(self):
        return lambda logits, labels: logits.sum(1)
""",
    "augmentation": """
from restudy.augmentations import AugmentationBlock
class Own(AugmentationBlock):
    def build(self):
        return lambda images, chance: images[:, :, 1:]
""",
}


def plan_with(place: str, value: Any) -> Plan:
    content = deepcopy(repository_params())
    put(content, f"{STUDY}.{place}", value)
    return make_plan(parse_params(content))


def test_every_block_of_the_repository_s_cells_is_built(mnist_plan: Plan) -> None:
    assert [*build_mistakes(mnist_plan)] == []


@pytest.mark.parametrize(
    ("part", "built", "words"),
    [
        ("model", "nn.Sequential(nn.Flatten(), nn.Linear(784, 9))", "2 images become logits of shape (2, 9); expected"),
        ("model", "nn.Sequential(nn.Flatten(), nn.Linear(9, 10))", "RuntimeError: "),
        ("model", "nn.Nothing()", "AttributeError: "),
        ("optimizer", "", "RuntimeError: no such thing"),
        ("loss", "", "it is of shape (2,); expected one number"),
        ("augmentation", "", "images become (2, 1, 27, 28); expected (2, 1, 28, 28)"),
    ],
)
def test_one_s_own_that_fails_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, built: str, words: str
) -> None:
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom/own.py").write_text(OWN[part].replace("{built}", built))
    monkeypatch.chdir(tmp_path)
    lines = [*build_mistakes(plan_with(part, {"name": "custom.own"} | ({"lr": 0.1} if part == "optimizer" else {})))]
    if part == "optimizer":
        # Its variants have their own.
        lines = [*build_mistakes(_only_own(tmp_path))]
    assert lines
    assert all(line.startswith("params.yaml: studies.mlp-optimizers.variants.") for line in lines)
    assert all(f" {part}: " in line and words in line for line in lines), lines


def _only_own(folder: Path) -> Plan:
    content = deepcopy(repository_params())
    content["studies"] = {"mlp-optimizers": content["studies"]["mlp-optimizers"]}
    for variant in content["studies"]["mlp-optimizers"]["variants"].values():
        variant["settings"] = {"optimizer": {"name": "custom.own", "lr": 0.1}}
    content["studies"]["mlp-optimizers"]["variants"] = {"sgd": variant}
    del content["studies"]["mlp-optimizers"]["alternatives"]
    return make_plan(parse_params(content))


def test_a_schedule_that_ends_before_training_does_is_found() -> None:
    schedule = {"name": "onecyclelr", "max_lr": 0.1, "total_steps": 10, "cycle_momentum": False}
    lines = [*build_mistakes(plan_with("schedule", schedule))]
    assert lines
    assert all("schedule: ValueError: Tried to step 1" in line for line in lines), lines


def test_the_largest_network_takes_no_memory() -> None:
    assert [*build_mistakes(plan_with("model", {"name": "mlp", "hidden": [16_000, 15_000]}))] == []
