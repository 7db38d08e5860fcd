"""Tables of small studies: as the CSV has them, and their published numbers."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd

from report_fixture import ERRORS, PER_CLASS
from restudy.evidence.material import Material
from restudy.judging.numbers import NumberVerdict, PublishedNumber, judge_number
from restudy.judging.rows import Published
from restudy.papers.items import TABLES, Table
from results_fixture import GRID, images_with, leave_results, logits_of, paper_of, parsed, plan_study

# A grid of eight cells.
SMALL_GRID = GRID.replace(", 0.02", "")
CELL = "one-bs32-lr0.1"


def table_of(text: str | dict[str, Any]) -> Table:
    """A table, given as in a paper, perhaps without its title."""
    return TABLES.parse({"title": "t"} | (parsed(text) if isinstance(text, str) else text))


def frame(table: Table | str, material: Material) -> pd.DataFrame:
    """A table as its CSV is read."""
    table = table_of(table) if isinstance(table, str) else table
    return pd.read_csv(StringIO(table.rows(material).to_csv()))


def values_of(frame: pd.DataFrame, column: str) -> list[Any]:
    """A column, None where there is no value."""
    return [None if pd.isna(value) else value for value in frame[column]]


def of_grid(folder: Path, table: str) -> Material:
    """Material of SMALL_GRID with one table, T, whose cell CELL makes ERRORS as report_fixture has them."""
    changes = f"{SMALL_GRID}\ntables: {{T: {table.replace('CELL', CELL)}}}"
    plan = plan_study(changes, (0, 1))
    places = range(len(plan.cells))
    labels, _ = images_with({}, PER_CLASS)
    evidence = leave_results(
        folder,
        plan,
        trials={
            "test_accuracy": [[place / 10, place / 10] for place in places],
            "test_errors": [[3, 5] for _ in places],
            **{f"{part}_total_loss": [[7.0, 14.0] for _ in places] for part in ("train", "val", "test")},
        },
        epochs={"test_loss": [[[0.5, 0.4, 0.3], [0.5]] for _ in places]},
        labels=labels,
        logits=[[logits_of(images_with(errors, PER_CLASS)[1]) for errors in ERRORS]],
    )
    return Material(evidence, paper_of(plan, changes))


def numbers_of(material: Material) -> dict[tuple[str, str], Published]:
    """The published numbers of the table T by row and quantity; a shape's quantity is its own."""
    return dict(_named(material.paper.tables["T"], material))


def _named(table: Table, material: Material) -> Iterator[tuple[tuple[str, str], Published]]:
    for _, _, number in table.rows(material).numbers():
        yield (number.row, number.quantity if isinstance(number, PublishedNumber) else "output shape"), number


def ours(number: Published) -> list[float]:
    """Our number in each seed."""
    assert isinstance(number, PublishedNumber)
    return number.runs.values.tolist()


def judged(material: Material) -> dict[tuple[str, str], NumberVerdict]:
    """Verdicts on the numbers of the table T."""
    return {
        key: judge_number(number, material.posterior, material.statistics)
        for key, number in numbers_of(material).items()
    }
