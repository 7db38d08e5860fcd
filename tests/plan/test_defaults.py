"""The values of keys that are left out. A cell's name has no part of them, so a changed one needs a key of its own."""

from typing import Any

import pytest

from restudy.augmentations import AUGMENTATIONS
from restudy.blocks import Family
from restudy.losses import LOSSES
from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.params.settings import Settings

ADAM = {"betas": (0.9, 0.999), "eps": 1e-8, "weight_decay": 0.0, "maximize": False}
DEFAULTS: list[tuple[Family[Any], str, dict[str, Any]]] = [
    (MODELS, "mlp", {}),
    (MODELS, "lstm", {}),
    (
        MODELS,
        "cnn",
        {"pool_size": 2, "batch_norm": None, "hidden": [], "dropout": 0.0, "initialisation": "pytorch"},
    ),
    (LOSSES, "cross_entropy", {"label_smoothing": 0.0}),
    (AUGMENTATIONS, "affine", {"rotation": 0.0, "shift": 0.0}),
    (
        OPTIMIZERS,
        "sgd",
        {"momentum": 0.0, "dampening": 0.0, "weight_decay": 0.0, "nesterov": False, "maximize": False},
    ),
    (OPTIMIZERS, "adam", ADAM | {"amsgrad": False, "decoupled_weight_decay": False}),
]


@pytest.mark.parametrize(("family", "name", "defaults"), DEFAULTS, ids=[name for _, name, _ in DEFAULTS])
def test_a_block_s_defaults_stay(family: Family[Any], name: str, defaults: dict[str, Any]) -> None:
    kind = family.find(name)
    assert kind is not None
    fields = kind.model_fields.items()
    assert {key: field.default for key, field in fields if not field.is_required()} == defaults


def test_the_settings_defaults_stay() -> None:
    found = {key: field.default for key, field in Settings.model_fields.items() if not field.is_required()}
    assert found.pop("loss").model_dump() == {"name": "cross_entropy", "label_smoothing": 0.0}
    assert found == {
        "schedule": None,
        "augmentation": None,
        "early_stopping": None,
        "drop_last": False,
        "keep": [],
        "precision": "float32",
        "threads": 1,
        "seeds_vary": ["weights", "order", "dropout", "augmentation"],
    }
