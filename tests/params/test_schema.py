"""The JSON schema of params.yaml, read as an editor reads it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from restudy.blocks import Block
from restudy.models.cnn import CNN, BatchNorm
from restudy.models.lstm import LSTM
from restudy.models.mlp import MLP
from restudy.optimizers import OPTIMIZERS
from restudy.params.schema import params_schema
from restudy.params.settings import EarlyStopping, Pixels, Settings
from restudy.records import read_json, to_json
from schema_fixture import as_editors_read, complaints, completions, properties, put

Content = dict[str, Any]
STUDY = "studies.mlp-optimizers"
SCHEMA_FILE = "workflow/schemas/params.schema.json"


@pytest.fixture(scope="module")
def schema(repository: Path) -> Content:
    content: Content = read_json(repository / SCHEMA_FILE)
    return content


@pytest.fixture(scope="module")
def _as_read(repository: Path) -> Content:
    return as_editors_read(repository / "params.yaml")


@pytest.fixture
def content(_as_read: Content) -> Content:
    return deepcopy(_as_read)


def test_the_file_is_what_the_code_says(repository: Path) -> None:
    current = (repository / SCHEMA_FILE).read_text(encoding="utf-8")
    assert current == to_json(params_schema(), sort=False), f"restudy schema > {SCHEMA_FILE} makes it current"


def test_it_is_a_schema(schema: Content) -> None:
    Draft202012Validator.check_schema(schema)


def test_params_name_it_to_editors(repository: Path) -> None:
    first = (repository / "params.yaml").read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA_FILE}"


def test_the_repository_s_params_obey_it(schema: Content, content: Content) -> None:
    assert complaints(schema, content) == []


def test_every_key_is_described(schema: Content) -> None:
    assert [key for key, value in properties(schema) if not value.get("description")] == []


@pytest.mark.parametrize(
    "block",
    [Settings, Pixels, MLP, CNN, BatchNorm, LSTM, OPTIMIZERS.find("sgd"), OPTIMIZERS.find("adam"), EarlyStopping],
)
def test_a_part_of_a_block_may_have_each_of_its_keys_and_needs_none(schema: Content, block: type[Block]) -> None:
    part = _titled(schema["$defs"]["PartialSettings"], block.__name__) or schema["$defs"][f"Partial{block.__name__}"]
    assert list(part["properties"]) == list(block.model_fields)
    assert part["additionalProperties"] is False
    assert "required" not in part


def _titled(node: Any, title: str) -> Content | None:
    """What stands anywhere in a schema under this title."""
    if isinstance(node, dict) and node.get("title") == title:
        return node
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return next((found for each in inner if (found := _titled(each, title))), None)


SETTINGS = {*Settings.model_fields}
OF_NETWORKS = {*CNN.model_fields, *MLP.model_fields, *LSTM.model_fields}


@pytest.mark.parametrize(
    ("way", "keys"),
    [
        (["defaults"], SETTINGS),
        (["studies", "own", "base"], SETTINGS),
        (["studies", "own", "variants", "one", "settings"], SETTINGS),
        (["studies", "own", "protocols", "held_out", "settings"], SETTINGS),
        (["studies", "own", "base", "model"], OF_NETWORKS),
        (["defaults", "pixels"], {*Pixels.model_fields}),
        (["studies", "own", "base", "early_stopping"], {"patience"}),
        (["studies", "own", "grid"], {"batch_size", "optimizer.lr", "optimizer.betas", "model.hidden", "schedule"}),
        (["statistics"], {"confidence", "resamples", "calibration_bins"}),
    ],
)
def test_keys_are_completed_in_every_block(schema: Content, way: list[str], keys: set[str]) -> None:
    assert keys <= completions(schema, *way)


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("defaults", {}),
        ("defaults.model", {"dropout": 0.5}),
        (f"{STUDY}.base.optimizer", {"eps": 1e-7}),
        (f"{STUDY}.variants.adam.settings.early_stopping", None),
        (f"{STUDY}.protocols.held_out.settings.model", {"name": "lstm", "layers": 2}),
    ],
)
def test_a_part_is_enough(schema: Content, content: Content, place: str, part: Any) -> None:
    put(content, place, part)
    assert complaints(schema, content) == []


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("datasets", "mnist", ""),
        ("seeds", [], "seeds"),
        ("splits.all.size", 1, "splits.all"),
        ("splits.A split", {"dataset": "mnist", "train": 1, "validation": 0, "seed": 0}, "splits"),
        ("defaults.epoch", 3, "defaults"),
        ("defaults.batch_size", 0, "defaults.batch_size"),
        (f"{STUDY}.base.model.width", 3, f"{STUDY}.base.model"),
        (f"{STUDY}.base.model", {"name": "transformer"}, f"{STUDY}.base.model"),
        (f"{STUDY}.base.model", {"name": "mlp", "kernel": 3}, f"{STUDY}.base.model"),
        (f"{STUDY}.variants.sgd.settings.optimizer.rate", 0.1, f"{STUDY}.variants.sgd.settings.optimizer"),
        (f"{STUDY}.protocols.held_out.settings.spilt", "all", f"{STUDY}.protocols.held_out.settings"),
        (f"{STUDY}.protocols.published.choose_by", "epochs_run", f"{STUDY}.protocols.published.choose_by"),
        (f"{STUDY}.claims", {}, STUDY),
        (f"{STUDY}.grid", {"optimizer.rate": [0.1]}, f"{STUDY}.grid"),
        (f"{STUDY}.grid", {"batch_size": ["64"]}, f"{STUDY}.grid.batch_size.0"),
        (f"{STUDY}.grid", {"optimizer.lr": 0.1}, f"{STUDY}.grid.optimizer.lr"),
    ],
)
def test_a_mistake_is_found(schema: Content, content: Content, place: str, value: Any, complaint: str) -> None:
    put(content, place, value)
    assert complaints(schema, content) == [complaint]
