"""The plan: all studies' cells, and each study's part of it as a file for the steps that follow. It knows no paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from restudy.checksums import DamageError, read_record, sealed
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.params.params import Params, Statistics
from restudy.params.study import ProtocolName, Study
from restudy.plan.alternatives import alternatives
from restudy.plan.cells import Cell, data_identity, expand
from restudy.plan.checks import (
    cell_mistakes,
    choice_mistakes,
    data_mistakes,
    only_mistakes,
    split_mistakes,
    statistics_mistakes,
)
from restudy.plan.names import Named, name_mistakes, names_of
from restudy.plan.overridden import overridden_mistakes
from restudy.provenance import digest, excerpt_code
from restudy.records import to_json, write_text_if_changed


@dataclass(frozen=True)
class StudyPlan:
    """One study's part of the plan.

    Attributes:
        dataset: the data set's name.
        seeds: the seeds of all cells, each once.
        statistics: what intervals, tests and resamples are made with.
        name: the study's name.
        study: its params.
        cells: its cells in order.
        excerpt: digest of what takes labels and images out of the data set.
    """

    dataset: str
    seeds: tuple[int, ...]
    statistics: Statistics
    name: str
    study: Study
    cells: tuple[Cell, ...]
    excerpt: str

    @cached_property
    def names(self) -> dict[str, Named]:
        """Each name of a cell, and what it means."""
        return names_of(self.study, self.cells)

    def cell(self, name: str) -> Cell:
        """The cell of this name; KeyError where there is none."""
        folder = self.names[name].cell
        return next(cell for cell in self.cells if cell.name == folder)

    def protocol_of(self, name: str) -> ProtocolName:
        """The protocol under which a name speaks of its cell."""
        return self.names[name].protocol

    @cached_property
    def content(self) -> dict[str, Any]:
        """All of it, in plain types."""
        return {
            "dataset": self.dataset,
            "seeds": self.seeds,
            "statistics": self.statistics.model_dump(mode="json"),
            "name": self.name,
            "study": self.study.model_dump(mode="json"),
            "cells": [vars(cell) for cell in self.cells],
            "excerpt": self.excerpt,
        }

    @cached_property
    def digest(self) -> str:
        """Digest of what is run: all but the names of cells, how intervals are made, and how trials are evaluated."""
        study = {key: value for key, value in self.content["study"].items() if key != "cells"}
        cells = [{key: value for key, value in cell.items() if key != "evaluation"} for cell in self.content["cells"]]
        rest = {key: value for key, value in self.content.items() if key not in ("statistics", "excerpt")}
        return digest(rest | {"study": study, "cells": cells})

    def under(self, protocol: str) -> list[Cell]:
        """The cells that serve a protocol."""
        return [cell for cell in self.cells if protocol in cell.protocols]

    @property
    def first_protocol(self) -> ProtocolName:
        """The one that params.yaml names first."""
        return next(iter(self.study.protocols))


@dataclass(frozen=True)
class Plan:
    """What is to be run."""

    params: Params
    studies: Mapping[str, StudyPlan]

    @cached_property
    def cells(self) -> dict[tuple[str, str], Cell]:
        """All cells by study and name."""
        return {(cell.study, cell.name): cell for study in self.studies.values() for cell in study.cells}

    @property
    def excerpt(self) -> str:
        """Digest of what takes labels and images out of the data set."""
        return next(iter(self.studies.values())).excerpt

    @cached_property
    def splits(self) -> dict[str, Mapping[str, int]]:
        """The splits that cells use, by file name."""
        return {cell.split: cell.settings["split"] for cell in self.cells.values()}


@dataclass(frozen=True)
class Draft:
    """A plan as it was probably meant, of params that may have mistakes.

    Attributes:
        plan: the plan.
        mistakes: a line for each.
        unsure: studies of which cells are missing.
    """

    plan: Plan
    mistakes: list[str]
    unsure: set[str]


def make_plan(params: Params) -> Plan:
    """Expand and check every study.

    Raises:
        UserError: anything in params that would make a job fail or mean nothing.
    """
    draft = draft_plan(params)
    if draft.mistakes:
        raise UserError(draft.mistakes[0])
    return draft.plan


def draft_plan(params: Params) -> Draft:
    """The plan as far as it can be made, and everything that would make a job fail or mean nothing."""
    wrong = list(data_mistakes(dataset_named(params.dataset)))
    if wrong:
        return Draft(Plan(params, {}), wrong, {*params.studies})
    wrong += [*only_mistakes(params), *statistics_mistakes(params), *split_mistakes(params)]
    studies, unsure = dict[str, StudyPlan](), set[str]()
    excerpt = excerpt_code(data_identity(dataset_named(params.dataset)))
    for name, study in params.chosen_studies.items():
        cells, mistakes, whole = expand(params, name)
        if whole:
            others, more = alternatives(params, name, cells)
            cells, mistakes = [*cells, *others], [*mistakes, *more]
        wrong += [*mistakes, *(line for cell in cells for line in cell_mistakes(params, cell))]
        wrong += choice_mistakes(params, name, cells)
        if whole:
            wrong += name_mistakes(params, name, cells)
        else:
            unsure.add(name)
        studies[name] = StudyPlan(
            dataset=params.dataset,
            seeds=tuple(dict.fromkeys(seed for cell in cells for seed in cell.seeds)),
            statistics=params.statistics,
            name=name,
            study=study,
            cells=tuple(cells),
            excerpt=excerpt,
        )
    wrong += overridden_mistakes(params)
    # The same mistake is found in every cell that has it.
    return Draft(Plan(params, studies), list(dict.fromkeys(wrong)), unsure)


def write_study_plan(path: Path, plan: StudyPlan) -> None:
    """Write a study's plan, leaving the file and its time alone where nothing changed."""
    # Not sorted: the order of studies' parts is the report's.
    write_text_if_changed(path, to_json(sealed(plan.content), sort=False))


def read_study_plan(path: Path) -> StudyPlan:
    """Read what `write_study_plan` wrote.

    Raises:
        DamageError: the file is not there, damaged, or of other code.
    """
    content = read_record(path)
    try:
        return _read(content)
    except (KeyError, TypeError, ValueError):
        raise DamageError(path, "not a plan of this code") from None


def _read(content: dict[str, Any]) -> StudyPlan:
    return StudyPlan(
        dataset=content["dataset"],
        seeds=tuple(content["seeds"]),
        statistics=Statistics.model_validate(content["statistics"]),
        name=content["name"],
        study=Study.model_validate(content["study"]),
        cells=tuple(_read_cell(cell) for cell in content["cells"]),
        excerpt=content["excerpt"],
    )


def _read_cell(content: dict[str, Any]) -> Cell:
    return Cell(**content | {key: tuple(content[key]) for key in ("protocols", "seeds")})
