"""The JSON schema of params.yaml, read as an editor reads it."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from restudy.params.schema import params_schema
from restudy.params.settings import CNN, LSTM, MLP, SGD, Adam, BatchNorm, Block, EarlyStopping, Pixels, Settings
from restudy.records import read_json, to_json

Content = dict[str, Any]
STUDY = "studies.mlp-optimizers"
SCHEMA_FILE = "workflow/schemas/params.schema.json"


@pytest.fixture(scope="module")
def schema(repository: Path) -> Content:
    content: Content = read_json(repository / SCHEMA_FILE)
    return content


@pytest.fixture(scope="module")
def _as_read(repository: Path) -> Content:
    """params.yaml by YAML 1.2, as editors read it: there 1e-05 is a number."""
    content: Content = YAML(typ="safe", pure=True).load(repository / "params.yaml")
    return content


@pytest.fixture
def content(_as_read: Content) -> Content:
    return deepcopy(_as_read)


def complaints(schema: Content, content: Content) -> list[str]:
    """The places that the schema refuses."""
    return [".".join(map(str, error.absolute_path)) for error in Draft202012Validator(schema).iter_errors(content)]


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
    assert [key for key, value in _properties(schema) if not value.get("description")] == []


def _properties(node: Any) -> Iterator[tuple[str, Content]]:
    """Every key that the schema allows anywhere."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _properties(value)
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()


@pytest.mark.parametrize("block", [Settings, Pixels, MLP, CNN, BatchNorm, LSTM, SGD, Adam, EarlyStopping])
def test_a_part_of_a_block_may_have_each_of_its_keys_and_needs_none(schema: Content, block: type[Block]) -> None:
    part = schema["$defs"][f"Partial{block.__name__}"]
    assert list(part["properties"]) == list(block.model_fields)
    assert part["additionalProperties"] is False
    assert "required" not in part


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
    _put(content, place, part)
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
        (f"{STUDY}.claims.C1.kind", "guess", f"{STUDY}.claims.C1"),
        (f"{STUDY}.figures.F2.cell", {}, f"{STUDY}.figures.F2"),
    ],
)
def test_a_mistake_is_found(schema: Content, content: Content, place: str, value: Any, complaint: str) -> None:
    _put(content, place, value)
    assert complaints(schema, content) == [complaint]


def _put(content: Content, place: str, value: Any) -> None:
    *keys, last = place.split(".")
    for key in keys:
        content = content.setdefault(key, {})
    content[last] = value
