"""Where seeds are written, and so which cells get theirs together."""

from collections.abc import Iterable

from restudy.core_yaml import Place
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan


def seeds_places(studies: Iterable[StudyPlan]) -> dict[str, Place]:
    """Where each cell's seeds are written, by its name; those of alternatives are their own, and left out."""
    return {cell.name: _place(plan, cell) for plan in studies for cell in plan.cells if not cell.alternative}


def seeded_together(studies: Iterable[StudyPlan]) -> dict[str, list[Cell]]:
    """The cells whose seeds are written where a cell's are, itself among them, by its name."""
    studies = list(studies)
    places, at = seeds_places(studies), dict[Place, list[Cell]]()
    for cell in (cell for plan in studies for cell in plan.cells if cell.name in places):
        at.setdefault(places[cell.name], []).append(cell)
    return {name: at[place] for name, place in places.items()}


def _place(plan: StudyPlan, cell: Cell) -> Place:
    """At its name in `cells`, else at its variant."""
    for name, called in plan.study.cells.items():
        if (called.variant, called.grid) == (cell.variant, cell.grid):
            return ("studies", cell.study, "cells", name, "seeds")
    return ("studies", cell.study, "variants", cell.variant, "seeds")
