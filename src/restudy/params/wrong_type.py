"""What to write instead of a value of another type than the one that is meant."""

from collections.abc import Callable, Mapping
from typing import Any

from restudy.errors import UserError
from restudy.yaml_scalars import scalars

MAXIMUM_VALUE_LENGTH = 60
# How YAML writes what Python writes otherwise.
AS_YAML = {"True": "true", "False": "false", "None": "null"}
# Words that YAML 1.1 takes for true and false.
SWITCHES = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}


def shown(value: Any) -> str:
    """A value as a message shows it: text in quotes, nothing longer than a line."""
    text = AS_YAML.get(repr(value), repr(value))
    return text if len(text) <= MAXIMUM_VALUE_LENGTH else text[: MAXIMUM_VALUE_LENGTH - 1] + "…"


def wrong_type(kind: str, value: Any) -> str | None:
    """What is wrong with a value's type, and what to write; None where pydantic's error is of another kind."""
    words = WORDS.get(kind)
    return words and f"{shown(value)} is {words(value)}"


def _no_number(value: Any) -> str:
    if isinstance(value, str):
        return f"text; write {value} without quotes" if _is(_read(value), int, float) else "no number; write one"
    return _no_single(value, "number")


def _no_whole_number(value: Any) -> str:
    if isinstance(value, str):
        return f"text; write {value} without quotes" if _is(_read(value), int) else "no whole number; write one"
    if isinstance(value, float):
        return "no whole number" + (f" in this form; write {value:.0f}" if value.is_integer() else "; write one")
    return _no_single(value, "whole number")


def _no_text(value: Any) -> str:
    if isinstance(value, (int, float)):
        return f"{'no text' if isinstance(value, bool) else 'a number'}; put it in quotes if it is text"
    return _no_single(value, "text")


def _no_switch(value: Any) -> str:
    meant = SWITCHES.get(str(value).lower(), str(value).lower())
    if isinstance(value, str) and meant in ("true", "false"):
        return f"text; write {meant} without quotes"
    return f"{_sort(value) or 'neither true nor false'}; write one of the two"


def _no_single(value: Any, wanted: str) -> str:
    sort = _sort(value)
    return f"{sort}; write one {wanted}" if sort else f"no {wanted}; write one"


def _no_list(value: Any) -> str:
    if value is None or isinstance(value, Mapping):
        return "no list; write - before each item, or [] where there is none"
    return "no list; put it in [ ] if it is the only item"


def _no_block(value: Any) -> str:
    return "no block of keys; write its keys below it" + (", or {} where there is none" if value is None else "")


def _sort(value: Any) -> str | None:
    """What a value of several parts is."""
    return "a list" if isinstance(value, list) else "a block of keys" if isinstance(value, Mapping) else None


def _is(value: Any, *kinds: type) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _read(text: str) -> Any:
    """What the text would be without quotes; itself where nobody should write it so."""
    try:
        return scalars(text, "")
    except UserError:
        return text


# By pydantic's names of errors.
WORDS: dict[str, Callable[[Any], str]] = {
    "int_type": _no_whole_number,
    "float_type": _no_number,
    "string_type": _no_text,
    "bool_type": _no_switch,
    "list_type": _no_list,
    "tuple_type": _no_list,
    "dict_type": _no_block,
    "model_type": _no_block,
    "model_attributes_type": _no_block,
}
