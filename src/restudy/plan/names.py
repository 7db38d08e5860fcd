"""The words by which papers and people refer to cells.

A cell is called by its folder without the digest: `sgd`, `sgd-held-out`, `cnn-bs128-lr0.001`. `cells` in params.yaml
gives one of a grid a shorter name, behind which `-held-out` stands for the same cell under that protocol.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from restudy.errors import UserError
from restudy.params.messages import hint
from restudy.params.params import Params
from restudy.params.study import NamedCell, ProtocolName, Study
from restudy.plan.cells import DIGEST_LENGTH, Cell

HELD_OUT = "-held-out"


@dataclass(frozen=True)
class Named:
    """What a name means: a cell, by the name of its folder, and the protocol under which it is spoken of."""

    cell: str
    protocol: ProtocolName


def readable_name(cell: Cell) -> str:
    """A cell's folder without the digest."""
    return cell.name[: -DIGEST_LENGTH - 1]


def names_of(study: Study, cells: Iterable[Cell]) -> dict[str, Named]:
    """Every name of a study's cells, but for those that several have."""
    meanings = dict[str, list[Named]]()
    for name, meant in _all_names(study, [*cells]):
        meanings.setdefault(name, []).append(meant)
    return {name: found[0] for name, found in meanings.items() if len(found) == 1}


def _all_names(study: Study, cells: Sequence[Cell]) -> Iterator[tuple[str, Named]]:
    for cell in cells:
        # A cell has the folder of the protocol that came first.
        slug = readable_name(cell).removesuffix(HELD_OUT if cell.protocols[0] == "held_out" else "")
        yield from ((_under(slug, protocol), Named(cell.name, protocol)) for protocol in cell.protocols)
    for name, meant in study.cells.items():
        yield from ((_under(name, protocol), Named(cell.name, protocol)) for cell, protocol in _meant(meant, cells))


def _under(name: str, protocol: str) -> str:
    return f"{name}{HELD_OUT}" if protocol == "held_out" else name


def _meant(meant: NamedCell, cells: Iterable[Cell]) -> Iterator[tuple[Cell, ProtocolName]]:
    for cell in cells:
        if cell.variant == meant.variant and cell.grid == meant.grid:
            yield from ((cell, protocol) for protocol in cell.protocols)


def check_names(params: Params, name: str, cells: Iterable[Cell]) -> None:
    """Raise UserError where `cells` of a study names a cell that the study does not have, or a name that is taken."""
    study, cells = params.studies[name], list(cells)
    times = Counter(each for each, _ in _all_names(study, cells))
    for key, meant in study.cells.items():
        place = params.place("studies", name, "cells", key)
        if meant.variant not in study.variants:
            raise UserError(f"{place}: no variant {meant.variant!r}{hint(meant.variant, list(study.variants))}")
        if not any(_meant(meant, cells)):
            allowed = {key: grid_values(cells, key) for key in study.grid} or "no grid"
            raise UserError(f"{place}: no cell of {meant.variant} with {dict(meant.grid)}; allowed: {allowed}")
        for own in {_under(key, protocol) for _, protocol in _meant(meant, cells)}:
            if times[own] > 1:
                raise UserError(f"{place}: {own!r} is another cell's name already; give it another one")


def grid_values(cells: Iterable[Cell], key: str) -> list[Any]:
    """The values that a grid key takes, in order, each once; a value may be a list."""
    values: list[Any] = []
    for cell in cells:
        if cell.grid[key] not in values:
            values.append(cell.grid[key])
    return values


def rows_of(cells: Iterable[Cell], key: str) -> list[list[Cell]]:
    """Cells that differ in one key of the grid alone, row by row."""
    rows: dict[str, list[Cell]] = {}
    for cell in cells:
        rest: Mapping[str, Any] = {name: value for name, value in cell.grid.items() if name != key}
        rows.setdefault(repr((cell.variant, rest)), []).append(cell)
    return list(rows.values())
