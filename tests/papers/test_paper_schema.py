"""The JSON schema of papers, read as an editor reads it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from restudy.papers.items import CLAIMS, FIGURES, TABLES
from restudy.papers.schema import paper_schema
from restudy.plan.plan import Plan
from restudy.records import read_json, to_json
from schema_fixture import as_editors_read, complaints, properties, put

Content = dict[str, Any]
SCHEMA_FILE = "workflow/schemas/papers.schema.json"


@pytest.fixture(scope="module")
def schema(repository: Path) -> Content:
    content: Content = read_json(repository / SCHEMA_FILE)
    return content


@pytest.fixture(scope="module")
def _papers(repository: Path) -> dict[str, Content]:
    return {path.stem: as_editors_read(path) for path in sorted((repository / "papers").glob("*.yaml"))}


@pytest.fixture
def content(_papers: dict[str, Content]) -> Content:
    return deepcopy(_papers["batchnorm-cnn"])


def test_the_file_is_what_the_code_says(repository: Path) -> None:
    current = (repository / SCHEMA_FILE).read_text(encoding="utf-8")
    assert current == to_json(paper_schema(), sort=False), f"restudy schema papers > {SCHEMA_FILE} makes it current"


def test_it_is_a_schema(schema: Content) -> None:
    Draft202012Validator.check_schema(schema)


def test_papers_name_it_to_editors(repository: Path) -> None:
    for path in (repository / "papers").glob("*.yaml"):
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema=../{SCHEMA_FILE}"


def test_the_repository_s_papers_obey_it(schema: Content, _papers: dict[str, Content], mnist_plan: Plan) -> None:
    assert _papers.keys() == mnist_plan.studies.keys()
    assert {name: complaints(schema, paper) for name, paper in _papers.items()} == {name: [] for name in _papers}


def test_every_key_is_described(schema: Content) -> None:
    assert [key for key, value in properties(schema) if not value.get("description")] == []


@pytest.mark.parametrize(
    ("part", "names"), [("claims", CLAIMS.names()), ("tables", TABLES.names()), ("figures", FIGURES.names())]
)
def test_each_kind_is_one_block_with_its_own_kind_alone(schema: Content, part: str, names: list[str]) -> None:
    (item,) = schema["properties"][part]["patternProperties"].values()
    options = [schema["$defs"][each["$ref"].rpartition("/")[2]] if "$ref" in each else each for each in item["oneOf"]]
    assert [option["properties"]["kind"]["const"] for option in options] == names
    assert all("kind" in option["required"] for option in options)
    assert all(option["additionalProperties"] is False for option in options)


def test_no_key_is_needed(schema: Content) -> None:
    assert complaints(schema, {}) == []


@pytest.mark.parametrize(
    ("place", "value", "complaint"),
    [
        ("variants", {}, ""),
        ("title", 2025, "title"),
        ("source.year", "2025", "source"),
        ("source.doi", "10.1/2", "source"),
        ("claims.B1.kind", "guess", "claims.B1"),
        ("claims.B1.metric", "accuracy", "claims.B1"),
        ("claims.B1.published", "much", "claims.B1"),
        ("claims.B1.cells", ["cnn"], "claims.B1"),
        ("claims.1B", {"kind": "monotone", "text": "t", "cell": "cnn", "metric": "val_accuracy"}, "claims"),
        ("tables.T5.1", {"kind": "epochs", "title": "No columns", "cell": "cnn"}, "tables.T5.1"),
        ("figures.F2.1", {"kind": "samples", "title": "Of no part", "part": "all"}, "figures.F2.1"),
        ("headline.0.cell", None, "headline.0.cell"),
        ("protocols.magic", "none", "protocols"),
        ("rubric.0.parts", ["all"], "rubric.0.parts.0"),
    ],
)
def test_a_mistake_is_found(schema: Content, content: Content, place: str, value: Any, complaint: str) -> None:
    if place in ("tables.T5.1", "figures.F2.1"):
        part, _, name = place.partition(".")
        content[part][name] = value
    else:
        put(content, place, value)
    assert complaints(schema, content) == [complaint]
