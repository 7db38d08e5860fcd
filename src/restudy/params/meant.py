"""Content as it was probably meant, so that all mistakes of a file are found and not only the first ones.

Nothing is ever run with it: a file with a mistake is refused.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import ValidationError

from restudy.blocks import Block
from restudy.core_yaml import Key
from restudy.errors import UserError
from restudy.params.messages import Mistake, known_keys, mistakes
from restudy.yaml_scalars import scalars

B = TypeVar("B", bound=Block)
# How far a limit that is itself not allowed is left behind.
HAIR = 1e-3
ROUNDS = 20
NOTHING = object()
# For words that nobody could read.
SOME_WORD = "?"


def validated(model: type[B], content: Any, spare: Mapping[str, Any]) -> tuple[B | None, list[Mistake]]:
    """The block, as it was probably meant where there are mistakes, and the mistakes.

    Args:
        model: the block's class.
        content: what is validated.
        spare: values of keys that are needed, for where nobody can tell what was meant.

    Returns:
        The block, None where it cannot be told what was meant; and what is wrong.
    """
    try:
        return model.model_validate(content), []
    except ValidationError as error:
        found = mistakes(error, content)
        return (_mended(model, deepcopy(dict(content)), spare, found) if isinstance(content, Mapping) else None), found


def _mended(model: type[B], content: dict[str, Any], spare: Mapping[str, Any], found: Sequence[Mistake]) -> B | None:
    for _ in range(ROUNDS):
        # From behind, so that what is taken out of a list moves nothing that is still to be mended.
        for each in reversed(found):
            _mend(model, content, spare, each)
        try:
            return model.model_validate(content)
        except ValidationError as error:
            found = mistakes(error, content)
    return None


def _mend(model: type[Block], content: dict[str, Any], spare: Mapping[str, Any], mistake: Mistake) -> None:
    """Change the content where the mistake is."""
    kind, keys = mistake.error["type"], mistake.keys
    if kind == "missing" and len(keys) == 1:
        content |= {key: spare[key] for key in map(str, keys) if key in spare}
        return
    *way, last = keys[:-1] if kind == "missing" else keys or ("",)
    block: Any = content
    for key in way:
        block = block[key] if _stands(block, key) else None
    if not _stands(block, last):
        return
    meant = _meant(mistake)
    if meant is NOTHING:
        value = block.pop(last)
        right = _near(str(last), known_keys(model, keys, content)) if kind == "extra_forbidden" else None
        if right and right not in block:
            block[right] = value
    else:
        block[last] = meant


def _stands(block: Any, key: Key) -> bool:
    if isinstance(block, list):
        return isinstance(key, int) and key < len(block)
    return isinstance(block, dict) and key in block


def _meant(mistake: Mistake) -> Any:
    """The nearest value that is allowed, the number that a text reads as, the name that is spelled alike."""
    kind, value, context = mistake.error["type"], mistake.error["input"], mistake.error.get("ctx", {})
    for bound, step in (("ge", 0), ("le", 0), ("gt", 1), ("lt", -1)):
        if bound in context:
            return context[bound] + step * (1 if isinstance(value, int) else HAIR)
    expected = context.get("expected_tags") or context.get("expected")
    if expected:
        right = _near(str(context.get("tag", value)), str(expected).replace("'", "").replace(" or ", ", ").split(", "))
        if kind == "literal_error":
            return right or NOTHING
        return {**value, context["discriminator"].strip("'"): right} if right else NOTHING
    if kind == "int_type" and isinstance(value, float) and value.is_integer():
        return int(value)
    if kind == "value_error" and isinstance(value, str):
        return SOME_WORD
    return _read(value) if isinstance(value, str) else [value] if kind == "list_type" else NOTHING


def _read(text: str) -> Any:
    try:
        value = scalars(text, "")
    except UserError:
        return NOTHING
    return NOTHING if value == text else value


def _near(name: str, allowed: Sequence[str]) -> str | None:
    return next(iter(get_close_matches(name, allowed, n=1)), None)
