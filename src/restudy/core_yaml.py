"""YAML as this package, DVC and editors read it alike: the core schema of YAML 1.2, strictly.

PyYAML reads YAML 1.1, where `no` is false, `0100` is 64 and `1:30` is 90; ruamel, with which DVC reads and writes
params.yaml, reads 1.2. What the two take for different numbers is refused here, so that nobody trains another number
than is recorded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.resolver import BaseResolver

from restudy.errors import UserError
from restudy.yaml_scalars import CORE, KINDS, complaint_about, value_of

Key = str | int
Place = tuple[Key, ...]
# How Snakemake and this command line are told of other values than the file's.
OPTION = "--config"
TAG = "tag:yaml.org,2002:"
MOST_VALUES, DEEPEST = 200_000, 50
TOO_DEEP = f"blocks or lists stand in each other, more than {DEEPEST} deep; write them flatter"


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
        complaint = complaint_about(text) if node.style in (None, "") else None
        if complaint:
            raise self._mistake(node, place, complaint)
        if kind not in KINDS:
            raise self._mistake(node, place, f"the tag {node.tag} has no meaning here; write the value without it")
        return value_of(kind, text)

    def _mistake(self, node: yaml.Node, place: Place, words: str) -> UserError:
        keys = f" {'.'.join(map(str, place))}:" if place else ""
        return UserError(f"{self.file}:{node.start_mark.line + 1}:{keys} {words}")
