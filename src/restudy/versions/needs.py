"""What a table or a figure is made from."""

from collections.abc import Mapping
from pathlib import Path

from restudy.errors import UserError
from restudy.freshness.files import StudyFiles, files_of
from restudy.papers.paper import Paper
from restudy.params.messages import hint
from restudy.plan.plan import Plan


def needs(plan: Plan, papers: Mapping[str, Paper], study: str, name: str) -> list[Path]:
    """A table's or figure's file, and then the evidence that it is made from.

    Args:
        plan: the plan.
        papers: what is said of each study.
        study: the study's name.
        name: the table's or figure's ID, or the name of its file: F9.csv is a table, F9.svg a figure.

    Raises:
        UserError: the plan has no such study, or the study no such table or figure.
    """
    if study not in plan.studies:
        raise UserError(f"{study}/{name}: no study {study!r}{hint(study, list(plan.studies))}")
    files = files_of(plan, papers)[study]
    file = next((path for path in _shown(files) if path.name in _file_names(name)), None)
    if file is None:
        known = [*files.paper.tables, *files.paper.figures]
        raise UserError(f"{study}/{name}: study {study} has no table or figure {name!r}{hint(name, known)}")
    return [file, *files.images, *files.training_evidence, *files.test_evidence, *files.evaluation]


def _shown(files: StudyFiles) -> list[Path]:
    """What the report shows of a study: tables before figures, since the two may share an ID."""
    return [*files.tables, *(file for file in files.figures if file.suffix == ".svg")]


def _file_names(name: str) -> tuple[str, ...]:
    return (name,) if name.endswith((".csv", ".svg")) else (f"{name}.csv", f"{name}.svg")
