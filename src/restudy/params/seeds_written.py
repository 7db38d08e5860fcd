"""Writes seeds into params.yaml, with its comments and its layout as they were."""

from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from restudy.core_yaml import Place
from restudy.records import write_text

# Lines are not broken anew.
WIDEST = 10_000


def write_seeds(file: Path, seeds: Mapping[Place, Sequence[int]]) -> None:
    """Write lists of seeds at their places.

    Args:
        file: params.yaml.
        seeds: the keys that lead to each list, the last of which may be new.
    """
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, WIDEST
    content = yaml.load(file.read_text(encoding="utf-8"))
    for place, values in seeds.items():
        _put(content, place, list(values))
    stream = StringIO()
    yaml.dump(content, stream)
    write_text(file, stream.getvalue())


def _put(content: Any, place: Place, values: list[int]) -> None:
    *way, key = place
    for each in way:
        content = content[each]
    if key in content:
        content[key] = values
    else:
        content.insert(0, key, values)
