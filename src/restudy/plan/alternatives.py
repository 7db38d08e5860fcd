"""Cells of a study's alternatives: what its paper could have meant as well, each tried on some of its cells."""

from collections.abc import Iterator, Sequence

from restudy.params.messages import hint
from restudy.params.params import Params
from restudy.plan.cells import Cell, expand_alternative
from restudy.plan.names import names_of


def alternatives(params: Params, name: str, cells: Sequence[Cell]) -> tuple[list[Cell], list[str]]:
    """The cells of all alternatives of a study, and what is wrong with them.

    Args:
        params: with the study.
        name: the study's name.
        cells: its other cells.
    """
    study, found, wrong = params.studies[name], list[Cell](), list[str]()
    known = {cell.digest for cell in cells}
    for alternative, content in study.alternatives.items():
        for line, cell in _called(params, name, cells, alternative, content.cells):
            wrong += line
            if cell is None:
                continue
            made, mistakes = expand_alternative(params, name, cell, alternative)
            wrong += mistakes
            # By other defaults, such as those of a short run, an alternative may be what is run anyway.
            if made and made.digest not in known:
                known.add(made.digest)
                found.append(made)
    return found, wrong


def _called(
    params: Params, name: str, cells: Sequence[Cell], alternative: str, wanted: Sequence[str]
) -> Iterator[tuple[list[str], Cell | None]]:
    """The cells that an alternative names, or a line for each that is none."""
    study, by_folder = params.studies[name], {cell.name: cell for cell in cells}
    first = next(iter(study.protocols))
    names = {key: meant.cell for key, meant in names_of(study, cells).items() if meant.protocol == first}
    for place, called in enumerate(wanted):
        if called in names:
            yield [], by_folder[names[called]]
        else:
            where = params.place("studies", name, "alternatives", alternative, "cells", place)
            yield [f"{where}: no cell {called!r}{hint(called, list(names))}"], None
