"""YAML as this package, DVC and editors read it alike: the core schema of YAML 1.2, strictly.

PyYAML reads YAML 1.1, where `no` is false, `0100` is 64 and `1:30` is 90; ruamel, with which DVC reads and writes
params.yaml, reads 1.2. What the two take for different numbers is refused here, so that nobody trains another number
than is recorded.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import BaseResolver

from restudy.errors import UserError

Key = str | int
Place = tuple[Key, ...]
# How Snakemake and this command line are told of other values than the file's.
OPTION = "--config"
TAG = "tag:yaml.org,2002:"
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


MOST_VALUES, DEEPEST, MOST_DIGITS = 200_000, 50, 300
TOO_DEEP = f"blocks or lists stand in each other, more than {DEEPEST} deep; write them flatter"
KINDS = {"str", *(name for name, _, _ in CORE)}


def _value(kind: str, text: str) -> Any:
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


def _complaint(text: str) -> str | None:
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
    complaint = _complaint(value)
    if complaint:
        raise UserError(f"{place}: {complaint}")
    return _value(next((kind for kind, pattern, _ in CORE if pattern.match(value)), "str"), value)


class _Composer(CParser, BaseResolver):
    """libyaml's parser with the core schema's resolvers."""

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        BaseResolver.__init__(self)


for _name, _pattern, _first in CORE:
    _Composer.add_implicit_resolver(f"{TAG}{_name}", _pattern, ["" if letter == "\0" else letter for letter in _first])


@dataclass(frozen=True)
class Document:
    """What a file holds.

    Attributes:
        file: its name, for messages.
        content: plain dicts, lists, texts, numbers, booleans and None.
        lines: place of each key and item to its line, from 1.
        overrides: what the command line has put over the content.
    """

    file: str
    content: Any
    lines: Mapping[Place, int]
    overrides: Mapping[str, Any] = field(default_factory=dict)

    def place(self, *keys: Key) -> str:
        """The file, with the line of a key or of the nearest block around it where one is known, for a message.

        Keys that stand in the file as one, such as `optimizer.lr` in a grid, are found too. What came from the command
        line has its option for a file.
        """
        if self.overrides and _is_given(self.overrides, keys):
            return OPTION
        for length in range(len(keys), 0, -1):
            *block, last = keys[:length]
            dotted = ".".join(map(str, keys[length - 1 :]))
            for place in ((*block, last), (*block, dotted)):
                if place in self.lines:
                    return f"{self.file}:{self.lines[place]}"
        return self.file


def _is_given(overrides: Any, keys: Iterable[Key]) -> bool:
    """Whether the value at these keys came from the command line, which changes blocks and replaces all else."""
    for key in keys:
        if not isinstance(overrides, Mapping):
            return True
        if key not in overrides:
            return False
        overrides = overrides[key]
    return True


def read_yaml(path: Path, missing: str = "", called: str = "") -> Document:
    """Read a file.

    Args:
        path: the file.
        missing: what to do where it cannot be read.
        called: what messages call it; its name where this is empty.

    Raises:
        UserError: it cannot be read, is not UTF-8, is no YAML, or writes something that readers take differently.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}{f'; {missing}' if missing else ''}") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UserError(
            f"{path}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 and run again"
        ) from None
    return parse_yaml(text, called or path.name)


def parse_yaml(text: str, file: str) -> Document:
    """Read a text as the file of this name would be read.

    Raises:
        UserError: as for `read_yaml`.
    """
    try:
        node = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        words = " ".join(filter(None, (error.context, error.problem)))
        raise UserError(f"{file}{line}: not YAML: {words}; write it as YAML 1.2") from None
    except yaml.YAMLError as error:
        raise UserError(f"{file}: not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise UserError(f"{file}: {TOO_DEEP}") from None
    reader = _Reader(file)
    content = None if node is None else reader.value(node, ())
    return Document(file, content, reader.lines)


class _Reader:
    """From libyaml's nodes to plain values; remembers where each stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {}
        self.open: set[int] = set()
        self.values = 0

    def value(self, node: yaml.Node, place: Place) -> Any:
        self.lines.setdefault(place, node.start_mark.line + 1)
        self.values += 1
        if self.values > MOST_VALUES:
            words = f"the file holds more than {MOST_VALUES} values, aliases followed; write it shorter"
            raise self._mistake(node, place[:1], words)
        if len(place) > DEEPEST:
            raise self._mistake(node, place[:1], TOO_DEEP)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, place)
        if id(node) in self.open:
            raise self._mistake(node, place, "an alias stands inside of what it stands for; write it out")
        self.open.add(id(node))
        if node.tag not in (f"{TAG}seq", f"{TAG}map"):
            raise self._mistake(node, place, f"the tag {node.tag} has no meaning here; write the value without it")
        if isinstance(node, yaml.SequenceNode):
            found: Any = [self.value(item, (*place, number)) for number, item in enumerate(node.value)]
        else:
            assert isinstance(node, yaml.MappingNode)
            found = dict(self._items(node, place))
        self.open.remove(id(node))
        return found

    def _items(self, node: yaml.MappingNode, place: Place) -> Iterator[tuple[Key, Any]]:
        known = dict[Key, int]()
        for key_node, value_node in node.value:
            key = self._key(key_node, place)
            line = key_node.start_mark.line + 1
            if key in known:
                words = f"this key stands here a second time, first in line {known[key]}; keep one of the two"
                raise self._mistake(key_node, (*place, key), words)
            known[key] = line
            self.lines[*place, key] = line
            yield key, self.value(value_node, (*place, key))

    def _key(self, node: yaml.Node, place: Place) -> Key:
        key = self._scalar(node, place) if isinstance(node, yaml.ScalarNode) else None
        if isinstance(key, bool) or not isinstance(key, (str, int)):
            shown = node.value if isinstance(node, yaml.ScalarNode) else "a block"
            raise self._mistake(node, place, f"{shown!r} is no key; write a word, in quotes if need be")
        if key == "<<":
            raise self._mistake(node, place, "'<<' merges blocks in YAML 1.1 alone; write the keys out")
        return key

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Any:
        kind, text = str(node.tag).removeprefix(TAG), str(node.value)
        complaint = _complaint(text) if node.style in (None, "") else None
        if complaint:
            raise self._mistake(node, place, complaint)
        if kind not in KINDS:
            raise self._mistake(node, place, f"the tag {node.tag} has no meaning here; write the value without it")
        return _value(kind, text)

    def _mistake(self, node: yaml.Node, place: Place, words: str) -> UserError:
        keys = f" {'.'.join(map(str, place))}:" if place else ""
        return UserError(f"{self.file}:{node.start_mark.line + 1}:{keys} {words}")
