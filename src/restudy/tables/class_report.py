"""Precision, recall, F1 and support of each class, published and reproduced."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import average_runs, metric_runs, score_runs
from restudy.formats import Unit, decimals_of
from restudy.judging.numbers import PublishedNumber, published_count
from restudy.judging.rows import Column, Row, Rows, Value, over_runs, words
from restudy.papers.items import Misfit, Table
from restudy.params.messages import hint
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import SCORE_TITLES, SCORES, Score
from restudy.statistics.contrasts import Runs

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper

COLUMNS = (*SCORES, "support")
# Rows below the classes in scikit-learn's classification report.
ACCURACY, MACRO, WEIGHTED = "accuracy", "macro avg", "weighted avg"


class ClassReport(Table):
    """Classification report."""

    cell: str = Field(description="The cell.")
    published: dict[str, list[float | None]] = Field({}, description="Published precision, recall, F1, support by row.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Each row is one of the report, with a value for each column."""
        rows = _rows(plan.cell(self.cell))
        for row, values in self.published.items():
            if row not in rows:
                raise Misfit(f"{row!r} is no row of the report{hint(row, rows)}", "published")
            if len(values) != len(COLUMNS):
                raise Misfit(f"{len(values)} values; expected {len(COLUMNS)}: {', '.join(COLUMNS)}", "published", row)
            for place, (column, value) in enumerate(zip(COLUMNS, values, strict=True)):
                _check_value(column, value, "published", row, place)

    def rows(self, material: "Material") -> Rows:
        """Rows as scikit-learn's classification report has them, means over runs that ended."""
        published = bool(self.published)
        columns = [
            words("class", "class"),
            *(Column(score, SCORE_TITLES[score], Unit.SCORE, published=published) for score in SCORES),
            Column("support", "support", Unit.COUNT, published=published),
        ]
        cell = material.evidence.cell(self.cell)
        return Rows(columns, [self._row(material.evidence, cell, name) for name in _rows(cell)])

    def _row(self, evidence: "Evidence", cell: Cell, name: str) -> Row:
        published = dict(zip(COLUMNS, self.published.get(name, []), strict=False))
        values = {score: _score_value(evidence, cell, name, score, published.get(score)) for score in SCORES}
        support = _support_value(evidence, cell, name, published.get("support"))
        return Row({"class": Value(name), "support": support} | values)


def _rows(cell: Cell) -> list[str]:
    return [*map(str, range(cell.settings["classes"])), ACCURACY, MACRO, WEIGHTED]


def _check_value(column: str, value: float | None, *keys: str | int) -> None:
    if value is None:
        return
    if column == "support":
        if value < 0 or value != int(value):
            raise Misfit(f"{value:g} cannot be a number of images; allowed: whole numbers from 0", *keys)
    elif not 0 <= value <= 1:
        raise Misfit(f"{value:g} cannot be a {column}; allowed: 0 to 1", *keys)


def _title(name: str) -> str:
    return f"class {name}" if name.isdigit() else name


def _score_value(evidence: "Evidence", cell: Cell, name: str, score: Score, published: float | None) -> Value:
    """A score in a row of the report; the row of the accuracy has one number, below F1."""
    if name == ACCURACY and score != "f1" and published is None:
        return Value()
    runs = _runs(evidence, cell, name, score)
    ours = _mean(runs)
    if published is None:
        return ours
    quantity, decimals = (ACCURACY if name == ACCURACY else score), decimals_of([published], Unit.SCORE)
    number = PublishedNumber(_title(name), quantity, Unit.SCORE, cell.name, published, decimals, runs)
    return replace(ours, published=published, number=number)


def _mean(runs: Runs) -> Value:
    """The mean over the runs that ended; how many did not stands beside it."""
    value = over_runs(runs.values, diverged=runs.diverged)
    return value if value.diverged else Value(value.ours)


def _runs(evidence: "Evidence", cell: Cell, name: str, score: Score) -> Runs:
    if name == ACCURACY:
        return metric_runs(evidence, cell, "test_accuracy")
    if name.isdigit():
        return score_runs(evidence, cell, score, int(name))
    return average_runs(evidence, cell, score, weighted=name == WEIGHTED)


def _support_value(evidence: "Evidence", cell: Cell, name: str, published: float | None) -> Value:
    images = int((evidence.labels == int(name)).sum()) if name.isdigit() else len(evidence.labels)
    if published is None:
        return Value(images)
    number = published_count(_title(name), "support", cell.name, int(published), images)
    return Value(images, published=published, number=number)
