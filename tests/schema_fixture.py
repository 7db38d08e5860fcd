"""Schemas as an editor uses them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

Content = dict[str, Any]


def as_editors_read(path: Path) -> Content:
    """A YAML file by YAML 1.2, in which 1e-05 is a number, with the keys that JSON can have."""
    content: Content = json.loads(json.dumps(YAML(typ="safe", pure=True).load(path)))
    return content


def complaints(schema: Content, content: Any) -> list[str]:
    """The places that the schema refuses."""
    return [".".join(map(str, error.absolute_path)) for error in Draft202012Validator(schema).iter_errors(content)]


def properties(node: Any) -> Iterator[tuple[str, Content]]:
    """Every key that the schema allows anywhere."""
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from properties(value)
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()


def completions(schema: Content, *way: str) -> set[str]:
    """The keys that an editor offers behind a way of keys, references and alternatives followed."""
    found = [schema]
    for key in way:
        found = [inner for each in found for inner in _behind(_options(each, schema), key)]
    return {key for each in found for option in _options(each, schema) for key in option.get("properties", {})}


def _options(node: Content, schema: Content) -> list[Content]:
    """A schema itself, and all that it refers to or lets choose from."""
    inner = [each for key in ("anyOf", "oneOf", "allOf") for each in node.get(key, [])]
    if "$ref" in node:
        inner.append(schema["$defs"][node["$ref"].removeprefix("#/$defs/")])
    return [node, *(option for each in inner for option in _options(each, schema))]


def _behind(options: list[Content], key: str) -> Iterator[Content]:
    for option in options:
        patterns = [each for pattern, each in option.get("patternProperties", {}).items() if re.search(pattern, key)]
        others = option.get("additionalProperties")
        if key in option.get("properties", {}):
            yield option["properties"][key]
        elif patterns:
            yield from patterns
        elif isinstance(others, dict):
            yield others


def put(content: Any, place: str, value: Any) -> None:
    """Set what stands at a dotted place."""
    *keys, last = place.split(".")
    for key in keys:
        content = content[int(key)] if isinstance(content, list) else content.setdefault(key, {})
    content[last] = value
