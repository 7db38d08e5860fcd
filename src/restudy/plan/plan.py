"""The plan: all studies' cells, and each study's part of it as a file for the steps that follow. It knows no paper."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from restudy.checksums import DamageError, read_record, sealed
from restudy.params.params import Params, Statistics
from restudy.params.study import ProtocolName, Study
from restudy.plan.cells import Cell, expand
from restudy.plan.checks import check_cell, check_choices, check_only, check_splits
from restudy.plan.names import Named, check_names, names_of
from restudy.provenance import digest
from restudy.records import to_json, write_text_if_changed


@dataclass(frozen=True)
class StudyPlan:
    """One study's part of the plan.

    Attributes:
        dataset: the data set's name.
        seeds: the seeds of every cell.
        statistics: what intervals, tests and resamples are made with.
        name: the study's name.
        study: its params.
        cells: its cells in order.
    """

    dataset: str
    seeds: tuple[int, ...]
    statistics: Statistics
    name: str
    study: Study
    cells: tuple[Cell, ...]

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
            "cells": [asdict(cell) for cell in self.cells],
        }

    @cached_property
    def digest(self) -> str:
        """Digest of what is run: all but the names of cells and how intervals are made."""
        study = {key: value for key, value in self.content["study"].items() if key != "cells"}
        return digest({key: value for key, value in self.content.items() if key != "statistics"} | {"study": study})

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

    @cached_property
    def splits(self) -> dict[str, Mapping[str, int]]:
        """The splits that cells use, by file name."""
        return {cell.split: cell.settings["split"] for cell in self.cells.values()}


def make_plan(params: Params) -> Plan:
    """Expand and check every study.

    Raises:
        UserError: anything in params that would make a job fail or mean nothing.
    """
    check_only(params)
    check_splits(params)
    studies = {}
    for name, study in params.chosen_studies.items():
        cells = tuple(expand(params, name))
        for cell in cells:
            check_cell(params, cell)
        check_choices(params, name, cells)
        check_names(params, name, cells)
        studies[name] = StudyPlan(params.dataset, tuple(params.seeds), params.statistics, name, study, cells)
    return Plan(params, studies)


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
    )


def _read_cell(content: dict[str, Any]) -> Cell:
    return Cell(**{**content, "protocols": tuple(content["protocols"])})
