"""A study's plan as if its paper had meant an alternative: names of cells mean those that were run with it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

from restudy.plan.cells import Cell
from restudy.plan.names import Named, readable_name
from restudy.plan.plan import StudyPlan


@dataclass(frozen=True)
class Reading(StudyPlan):
    """A plan in which some cells stand in the place of others.

    Attributes:
        instead: the folders of cells that others stand for, each with that other cell's.
        known: what names mean in the study's own plan.
    """

    instead: Mapping[str, str]
    known: Mapping[str, Named]

    @classmethod
    def of(cls, plan: StudyPlan, alternative: str) -> Self:
        """That of one of a study's alternatives."""
        by_base = {base_of(plan, cell).name: cell for cell in plan.cells if cell.alternative == alternative}
        cells = [
            replace(by_base[cell.name], protocols=cell.protocols) if cell.name in by_base else cell
            for cell in plan.cells
            if cell.alternative != alternative
        ]
        content = {field.name: getattr(plan, field.name) for field in fields(StudyPlan)} | {"cells": tuple(cells)}
        return cls(**content, instead={base: cell.name for base, cell in by_base.items()}, known=plan.names)

    def with_as_many_runs(self, plan: StudyPlan) -> StudyPlan:
        """The study's own plan, with no more seeds of a cell than there are of what stands in its place.

        Of more runs more is known, which would count for them and not for what they were run with.
        """
        numbers = {cell.name: len(cell.seeds) for cell in self.cells}
        fewer = {base: numbers[other] for base, other in self.instead.items()}
        cells = (replace(cell, seeds=cell.seeds[: fewer.get(cell.name)]) for cell in plan.cells)
        return replace(plan, cells=tuple(cells))

    @cached_property
    def names(self) -> dict[str, Named]:
        """Each name of a cell, and what it means."""
        own = {
            readable_name(cell): Named(cell.name, self.first_protocol)
            for cell in self.cells
            if cell.name in self.instead.values()
        }
        return own | {
            name: Named(self.instead.get(meant.cell, meant.cell), meant.protocol) for name, meant in self.known.items()
        }


def base_of(plan: StudyPlan, cell: Cell) -> Cell:
    """The cell whose settings an alternative's cell changes."""
    like = [other for other in plan.under(plan.first_protocol) if other.variant == cell.variant]
    return next(other for other in like if other.grid == cell.grid)
