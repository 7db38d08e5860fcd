"""The JSON schema of params.yaml, by which editors check, complete and explain its keys."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from restudy.blocks import Block
from restudy.params.params import Params
from restudy.params.settings import Settings

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTIAL_REFERENCE = "#/$defs/Partial{model}"
# Where a part of Settings stands, which is validated only once the parts are merged.
PARTIAL_SETTINGS = (("Params", "defaults"), ("Study", "base"), ("Protocol", "settings"), ("Variant", "settings"))
# What is true of a whole block alone: a part lacks keys, its `name` too, and changes only what it has.
OF_WHOLE_BLOCKS = ("required", "default", "discriminator")


class _Untitled(GenerateJsonSchema):
    """Leaves out titles that only repeat a key."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(model: type[Block]) -> Schema:
    """The schema of a file that holds one block of this kind."""
    return finished(model.model_json_schema(schema_generator=_Untitled))


def finished(root: Schema, more: Mapping[str, Schema] | None = None) -> Schema:
    """The schema as a file has it, perhaps with further definitions; names that break a pattern are refused."""
    definitions = root["$defs"] | (more or {})
    closed = {name: _closed(schema) for name, schema in definitions.items()}
    return {"$schema": DIALECT, **_closed(root | {"$defs": closed})}


def params_schema() -> Schema:
    """The schema of params.yaml; blocks of partial settings are checked key by key, with none required."""
    root = Params.model_json_schema(schema_generator=_Untitled)
    models = {"Params": root, **root["$defs"]}
    for model, key in PARTIAL_SETTINGS:
        field = models[model]["properties"][key]
        models[model]["properties"][key] = {"$ref": "#/$defs/PartialSettings", "description": field["description"]}
    parts = _partial_settings()
    models["Study"]["properties"]["grid"] |= {"properties": dict(_grid(parts)), "additionalProperties": False}
    return finished(root, parts)


def _grid(parts: Mapping[str, Schema]) -> Iterator[tuple[str, Schema]]:
    """Each setting that a grid may vary, by its dotted key, as the list of its values."""
    found: dict[str, list[Schema]] = {}
    for key, value in _settings(parts["PartialSettings"], parts, ""):
        alike = found.setdefault(key, [])
        if value not in alike:
            alike.append(value)
    for key, values in found.items():
        items = values[0] if len(values) == 1 else {"anyOf": values}
        words = values[0].get("description", "")
        yield key, {"description": words, "type": "array", "minItems": 1, "items": items}


def _settings(schema: Schema, parts: Mapping[str, Schema], prefix: str) -> Iterator[tuple[str, Schema]]:
    """The settings in a block, those of the blocks in it behind their keys."""
    schema = parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    for key, value in schema.get("properties", {}).items():
        yield f"{prefix}{key}", value
        yield from _settings(value, parts, f"{prefix}{key}.")
    for option in schema.get("anyOf", []):
        yield from _settings(option, parts, prefix)


def _partial_settings() -> dict[str, Schema]:
    """Settings and the blocks in it, by their names in the schema."""
    whole = Settings.model_json_schema(schema_generator=_Untitled, ref_template=PARTIAL_REFERENCE)
    blocks = {"Settings": whole, **whole.pop("$defs")}
    return {f"Partial{name}": _partial(block) for name, block in blocks.items()}


def _partial(schema: Any) -> Any:
    """The schema of a part of what `schema` describes."""
    if isinstance(schema, list):
        return [_partial(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        # Without its name a part may fit several blocks.
        "anyOf" if key == "oneOf" else key: _partial(value)
        for key, value in schema.items()
        if key not in OF_WHOLE_BLOCKS
    }


def _closed(schema: Schema) -> Schema:
    """The schema with names refused that break a pattern of names."""
    properties = {
        key: {**value, "additionalProperties": False} if "patternProperties" in value else value
        for key, value in schema.get("properties", {}).items()
    }
    return {**schema, **({"properties": properties} if properties else {})}
