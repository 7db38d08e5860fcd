"""Plain scalars of YAML 1.2's core schema, and those that readers take differently."""

import re
from collections.abc import Mapping
from typing import Any

from restudy.errors import UserError

# Chapter 10.3.2 of the specification of YAML 1.2, without what ruamel reads as text (an exponent behind `.5`).
CORE = (
    ("null", re.compile(r"^(?:~|null|Null|NULL|)$"), "~nN\0"),
    ("bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    ("int", re.compile(r"^(?:[-+]?[0-9]+|0x[0-9a-fA-F]+)$"), "-+0123456789"),
    ("float", re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?)$"), "-+.0123456789"),
    ("float", re.compile(r"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"), "-+."),
)
NAMED = re.compile(r"\.(inf|nan)", re.IGNORECASE)
# What programs read as different numbers, or as no number, with what to write.
AMBIGUOUS = (
    (re.compile(r"^[-+]?0[0-9_]+$"), "readers differ on a leading 0 (octal in YAML 1.1); write it without"),
    (re.compile(r"^[-+]?0[oObB][0-9_]+$"), "readers differ on octal and binary numbers; write it in decimals"),
    (re.compile(r"^0[xX].*_.*$|^[-+]0[xX]"), "readers differ on this hexadecimal number; write it in decimals"),
    (re.compile(r"^[-+.0-9][-+0-9.eE]*_[-+0-9._eE]*$"), "readers differ on _ between digits; write it without"),
    (
        re.compile(r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$"),
        "readers differ on it (base 60 in YAML 1.1); write it in decimals",
    ),
    (re.compile(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t].*)?$"), "readers differ on dates; write it as text"),
    (re.compile(r"^[-+]?\.[0-9]+[eE][-+]?[0-9]+$"), "readers differ on it; write a 0 before the point"),
)
MOST_DIGITS = 300
KINDS = {"str", *(name for name, _, _ in CORE)}


def value_of(kind: str, text: str) -> Any:
    """The value of a plain scalar of one of KINDS."""
    match kind:
        case "null":
            return None
        case "bool":
            return text.lower() == "true"
        case "int":
            return int(text, 16 if text.startswith("0x") else 10)
        case "float":
            # Without the sign of a zero, which nothing tells from another.
            return float(NAMED.sub(r"\1", text)) + 0.0
    return text


def complaint_about(text: str) -> str | None:
    """Why a plain scalar is refused, and what to write; None where all read it alike."""
    if len(text) > MOST_DIGITS and any(pattern.match(text) for _, pattern, _ in CORE):
        return f"a number of {len(text)} digits; write it with at most {MOST_DIGITS}, or in quotes if it is text"
    words = next((words for pattern, words in AMBIGUOUS if pattern.match(text)), None)
    return words and f"{text}: {words}, or in quotes if it is text"


def scalars(value: Any, place: str) -> Any:
    """A value in which texts that are numbers, booleans or null by the core schema have become them.

    For what a command line has read as YAML without saying what its plain scalars mean.

    Raises:
        UserError: readers would take a scalar differently.
    """
    if isinstance(value, Mapping):
        return {key: scalars(each, f"{place}.{key}") for key, each in value.items()}
    if isinstance(value, list):
        return [scalars(each, f"{place}.{number}") for number, each in enumerate(value)]
    if not isinstance(value, str):
        return value
    complaint = complaint_about(value)
    if complaint:
        raise UserError(f"{place}: {complaint}")
    return value_of(next((kind for kind, pattern, _ in CORE if pattern.match(value)), "str"), value)
