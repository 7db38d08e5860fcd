"""From pydantic's errors to one line for the user."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from restudy.blocks import Family
from restudy.core_yaml import Document, Key
from restudy.params.wrong_type import MAXIMUM_VALUE_LENGTH, shown, wrong_type


@dataclass(frozen=True)
class Mistake:
    """One of pydantic's errors.

    Attributes:
        error: what pydantic says of it.
        keys: the keys that lead to it in what was validated.
    """

    error: Mapping[str, Any]
    keys: tuple[Key, ...]

    def line(self, document: Document, model: type[BaseModel], content: Any, prefix: Sequence[Key] = ()) -> str:
        """It as `FILE:LINE: KEY: what is wrong; what is allowed`.

        Args:
            document: the file that the value stands in.
            model: the model that was validated, to name the keys that are allowed.
            content: what was validated.
            prefix: the key under which the content stands in the file.
        """
        place = located(document, [*prefix, *self.keys])
        return f"{place}: {_complaint(self.error, known_keys(model, self.keys, content))}"


def one_line(
    error: ValidationError, document: Document, model: type[BaseModel], content: Any, prefix: Sequence[Key] = ()
) -> str:
    """The first mistake's line."""
    return mistakes(error, content)[0].line(document, model, content, prefix)


def mistakes(error: ValidationError, content: Any) -> list[Mistake]:
    """All mistakes; where a value fits none of several types, that of the type that it comes nearest to."""
    rest = [Mistake(each, _keys(each["type"], each["loc"], content)) for each in error.errors()]
    found = list[Mistake]()
    while rest:
        first = rest[0]
        place, location = first.keys, first.error["loc"]
        # Else the last part is the name of a type, or says that a key is wrong itself.
        if location[-1:] == place[-1:] or location[-1] == "[key]":
            alike, nearest = [first], first
        else:
            alike = [each for each in rest if each.keys[: len(place)] == place]
            nearest = max(alike, key=lambda each: len(each.keys))
        found.append(nearest)
        rest = [each for each in rest if each not in alike]
    return found


def _keys(kind: str, location: Sequence[Key], content: Any) -> tuple[Key, ...]:
    """The keys on the way to an error, without pydantic's names of types."""
    keys = list[Key]()
    for part in location:
        if _has(content, part):
            content = content[part]
            keys.append(part)
    return (*keys, location[-1]) if kind == "missing" else tuple(keys)


def _has(content: Any, part: Key) -> bool:
    if isinstance(content, Sequence) and not isinstance(content, str):
        return isinstance(part, int) and part < len(content)
    return isinstance(content, Mapping) and part in content


def located(document: Document, keys: Sequence[Key]) -> str:
    """A place in a file, as a message begins with it."""
    return f"{document.place(*keys)}: {'.'.join(map(_short, keys))}"


def _short(key: Key) -> str:
    text = str(key)
    return text if len(text) <= MAXIMUM_VALUE_LENGTH and text.isprintable() else shown(text)


def known_keys(model: type[BaseModel], location: Iterable[Key], content: Any) -> list[str]:
    """The keys that are allowed where a key stands."""
    options: list[Any] = [model]
    found: list[str] = []
    for part in location:
        found = sorted({_key(*field) for each in options if _is_model(each) for field in each.model_fields.items()})
        content = _at(content, part)
        options = [inner for option in options for inner in _inside(option, part, content)]
    return found


def _key(name: str, field: FieldInfo) -> str:
    return field.alias or name


def _at(content: Any, part: Any) -> Any:
    try:
        return content[part]
    except (LookupError, TypeError):
        return None


def _inside(option: Any, part: Any, content: Any) -> Iterator[Any]:
    """What may stand under `part` of a model, a mapping or a list, as far as the content there decides it."""
    if _is_model(option):
        field = next((field for name, field in option.model_fields.items() if _key(name, field) == part), None)
        if field:
            yield from _flatten(
                Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation, content
            )
    elif get_origin(option) in (dict, list):
        yield from _flatten(get_args(option)[-1], content)


def _flatten(annotation: Any, content: Any) -> Iterator[Any]:
    """The alternatives of a union, their annotations taken off; of a family the block that the content names."""
    if get_origin(annotation) is Annotated:
        plain, *annotations = get_args(annotation)
        family = next((each for each in annotations if isinstance(each, Family)), None)
        block = family.find(str(_at(content, family.key))) if family else None
        yield from [block] if block else _flatten(plain, content)
    elif _is_model(annotation) or get_origin(annotation) in (dict, list, Literal):
        yield annotation
    else:
        for argument in get_args(annotation):
            yield from _flatten(argument, content)


def _is_model(candidate: Any) -> bool:
    return isinstance(candidate, type) and issubclass(candidate, BaseModel)


def _complaint(error: Mapping[str, Any], siblings: Sequence[str]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{hint(error['loc'][-1], siblings)}"
    if kind == "missing":
        return "this key is missing"
    if kind == "union_tag_invalid":
        return f"{context['tag']!r} is not known{hint(context['tag'], _plain(context['expected_tags']).split(', '))}"
    if kind == "union_tag_not_found":
        return f"{context['discriminator']} is missing: it says which of the kinds this is"
    if kind == "literal_error":
        return f"{shown(error['input'])} is not known{hint(error['input'], _plain(context['expected']).split(', '))}"
    if kind == "string_too_long":
        number, most = len(error["input"]), context["max_length"]
        return f"{shown(error['input'])} has {number} letters; at most {most}, since files are named so"
    if kind == "too_short":
        few = "has too few items" if error["input"] else "is empty"
        return f"{shown(error['input'])} {few}; give at least {context['min_length']}"
    words = wrong_type(kind, error["input"])
    return words or f"{shown(error['input'])} is not allowed: {error['msg'].removeprefix('Value error, ')}"


def hint(key: str, allowed: Sequence[str]) -> str:
    """The likeliest of the allowed keys, and all of them."""
    close = get_close_matches(str(key), allowed, n=1)
    return f"{f' (did you mean {close[0]}?)' if close else ''}; allowed: {', '.join(allowed)}"


def _plain(text: str) -> str:
    return text.replace("'", "").replace(" or ", ", ")
