"""The words by which papers and people refer to cells.

A cell is called by its folder without the digest: `sgd`, `sgd-held-out`, `cnn-bs128-lr0.001`. `cells` in params.yaml
gives one of a grid a shorter name, behind which `-held-out` stands for the same cell under that protocol.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
    first, *_ = study.protocols
    for cell in cells:
        if cell.alternative:
            yield readable_name(cell), Named(cell.name, first)
            continue
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


def name_mistakes(params: Params, name: str, cells: Iterable[Cell]) -> Iterator[str]:
    """Names in `cells` of a study that mean no cell, or are another's; and cells that would be called alike."""
    study, cells = params.studies[name], list(cells)
    for alike, number in Counter(map(readable_name, cells)).items():
        if number > 1:
            place = params.place("studies", name)
            yield f"{place}: {number} cells would be called {alike!r}; give values whose names differ"
    times = Counter(each for each, _ in _all_names(study, cells))
    for key, meant in study.cells.items():
        place = params.place("studies", name, "cells", key)
        if meant.variant not in study.variants:
            yield f"{place}: no variant {meant.variant!r}{hint(meant.variant, list(study.variants))}"
        elif not any(_meant(meant, cells)):
            allowed = {key: grid_values(cells, key) for key in study.grid} or "no grid"
            yield f"{place}: no cell of {meant.variant} with {dict(meant.grid)}; allowed: {allowed}"
        for own in sorted({_under(key, protocol) for _, protocol in _meant(meant, cells)}):
            if times[own] > 1:
                yield f"{place}: {own!r} is another cell's name already; give it another one"


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
