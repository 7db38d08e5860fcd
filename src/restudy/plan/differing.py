"""The settings in which cells differ."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from restudy.plan.cells import Cell

# It follows from the convolutions' number and the filters' size.
FOLLOWS = frozenset({"model.padding"})


def differing(cells: Sequence[Cell]) -> dict[str, list[Any]]:
    """Setting, dotted, to its value in each cell, for those that are not the same in all; None where a cell has none.

    A block that some cells have and others lack, such as batch norm, is one setting: its whole content. What equals
    its default in every cell is none.
    """
    given = {key for cell in cells for key in _flat(cell.given)}
    keys = dict.fromkeys(key for cell in cells for key in _flat(cell.settings))
    values = {
        key: [_at(cell.settings, key) for cell in cells] for key in keys if key not in FOLLOWS and _is_given(key, given)
    }
    found = {key: each for key, each in values.items() if any(value != each[0] for value in each)}
    return {key: each for key, each in found.items() if not any(key.startswith(f"{other}.") for other in found)}


def _is_given(key: str, given: Collection[str]) -> bool:
    """Whether a cell gives the setting or, where it is a block that others lack, a part of it."""
    return key in given or any(other.startswith(f"{key}.") for other in given)


def _flat(settings: Mapping[str, Any], before: str = "") -> list[str]:
    keys = []
    for key, value in settings.items():
        keys += _flat(value, f"{before}{key}.") if isinstance(value, Mapping) else [f"{before}{key}"]
    return keys


def _at(settings: Any, key: str) -> Any:
    for part in key.split("."):
        settings = settings.get(part) if isinstance(settings, Mapping) else None
    return settings
