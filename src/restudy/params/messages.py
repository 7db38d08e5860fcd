"""From pydantic's errors to one line for the user."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

MAXIMUM_VALUE_LENGTH = 60


def one_line(error: ValidationError, file: str, model: type[BaseModel], prefix: Sequence[str] = ()) -> str:
    """The first error as `FILE: KEY: what is wrong; what is allowed`.

    Args:
        error: what pydantic raised.
        file: the file that the value stands in.
        model: the model that was validated, to name the keys that are allowed.
        prefix: the key under which the value stands in the file.
    """
    first: dict[str, Any] = {**error.errors()[0]}
    location, siblings = locate(model, first["loc"])
    return f"{file}: {'.'.join([*prefix, *location])}: {_complaint(first, siblings)}"


def locate(model: type[BaseModel], location: Iterable[Any]) -> tuple[list[str], list[str]]:
    """A place as it stands in the file, without pydantic's union tags, and the keys allowed there."""
    shown: list[str] = []
    options: list[Any] = [model]
    siblings: list[str] = []
    for part in location:
        tagged = [option for option in options if _is_model(option) and part in _tags(option)]
        if tagged and not any(part in option.model_fields for option in tagged):
            options = tagged
            continue
        siblings = sorted({name for option in options if _is_model(option) for name in option.model_fields})
        options = [inner for option in options for inner in _inside(option, part)]
        shown.append(str(part))
    return shown, siblings


def _inside(option: Any, part: Any) -> Iterator[Any]:
    """What may stand under `part` of a model, a mapping or a list."""
    if _is_model(option):
        if part in option.model_fields:
            yield from _flatten(option.model_fields[part].annotation)
    elif get_origin(option) in (dict, list):
        yield from _flatten(get_args(option)[-1])


def _flatten(annotation: Any) -> Iterator[Any]:
    """The alternatives of a union, their annotations taken off."""
    if get_origin(annotation) is Annotated:
        yield from _flatten(get_args(annotation)[0])
    elif _is_model(annotation) or get_origin(annotation) in (dict, list, Literal):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _flatten(argument)


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    """The values of the field that tells a union's models apart."""
    fields = (model.model_fields.get(name) for name in ("name", "kind"))
    return tuple(value for field in fields if field for value in get_args(field.annotation))


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _complaint(error: dict[str, Any], siblings: Sequence[str]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{hint(error['loc'][-1], siblings)}"
    if kind == "missing":
        return "this key is missing"
    if kind == "union_tag_invalid":
        return f"{context['tag']!r} is not known; allowed: {_plain(context['expected_tags'])}"
    if kind == "union_tag_not_found":
        return f"{context['discriminator']} is missing: it says which of the kinds this is"
    if kind == "literal_error":
        return f"{_shown(error['input'])} is not known; allowed: {_plain(context['expected'])}"
    return f"{_shown(error['input'])} is not allowed: {error['msg'].removeprefix('Value error, ')}"


def hint(key: str, allowed: Sequence[str]) -> str:
    """The likeliest of the allowed keys, and all of them."""
    close = get_close_matches(str(key), allowed, n=1)
    return f"{f' (did you mean {close[0]}?)' if close else ''}; allowed: {', '.join(allowed)}"


def _plain(text: str) -> str:
    return text.replace("'", "").replace(" or ", ", ")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= MAXIMUM_VALUE_LENGTH else text[: MAXIMUM_VALUE_LENGTH - 1] + "…"
