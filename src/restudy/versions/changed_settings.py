"""Which keys of params.yaml changed, and which cells came, went or were made anew."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from restudy.versions.result_set import ResultSet


@dataclass(frozen=True)
class ParamChange:
    """A key of params.yaml with its values as JSON; None where it does not stand."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class CellChange:
    """A cell by its name without digest, and what became of it.

    Made anew: its digest changed, so its settings, its data or the code that trains it did.
    """

    study: str
    cell: str
    change: Literal["added", "removed", "made anew"]


def changed_params(old: ResultSet, new: ResultSet) -> list[ParamChange] | None:
    """The keys whose values differ, in the order of the new file; None where one side has no params.

    A block that stands on one side alone is one key, and so is a list, unless it is one of as many blocks.
    """
    if old.params is None or new.params is None:
        return None
    return list(_differences(old.params, new.params, ""))


def _differences(old: Any, new: Any, place: str) -> Iterator[ParamChange]:
    one, other = _items(old), _items(new)
    if one is None or other is None or (isinstance(old, list) and len(one) != len(other)):
        if old != new:
            yield ParamChange(place, _text(old), _text(new))
        return
    for key in [*other, *(key for key in one if key not in other)]:
        inner = f"{place}.{key}" if place else str(key)
        if key in one and key in other:
            yield from _differences(one[key], other[key], inner)
        else:
            yield ParamChange(
                inner,
                _text(one[key]) if key in one else None,
                _text(other[key]) if key in other else None,
            )


def _items(value: Any) -> Mapping[Any, Any] | None:
    """What stands inside a block, or inside a list of blocks by number; None where nothing is to be looked into."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        return dict(enumerate(value))
    return None


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def changed_cells(old: ResultSet, new: ResultSet) -> list[CellChange]:
    """The cells that are not the same on both sides, by study and name."""
    changes = []
    for study in sorted({*old.studies, *new.studies}):
        before, after = _cells(old, study), _cells(new, study)
        for cell in sorted({*before, *after}):
            if cell not in before:
                changes.append(CellChange(study, cell, "added"))
            elif cell not in after:
                changes.append(CellChange(study, cell, "removed"))
            elif before[cell] != after[cell]:
                changes.append(CellChange(study, cell, "made anew"))
    return changes


def _cells(results: ResultSet, study: str) -> dict[str, str]:
    """Name without digest to digest of every cell that a study's claims and tables name."""
    names = set(_named(results.claims.get(study, {})))
    for (owner, _), rows in results.tables.items():
        if owner == study:
            names |= {row.cell for row in rows.rows if row.cell}
    split = (name.rpartition("-") for name in names)
    return {cell: digest for cell, _, digest in split}


def _named(content: Any) -> Iterator[str]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            if key == "candidates" and isinstance(value, Mapping):
                yield from value
            elif key == "cell" and isinstance(value, str) and value:
                yield value
            else:
                yield from _named(value)
    elif isinstance(content, list):
        for item in content:
            yield from _named(item)
