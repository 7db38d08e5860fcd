"""Metrics of several cells, published and reproduced."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import CELL, Column, Row, Rows, Value, metric_column, metric_value, words
from restudy.metrics import MetricName
from restudy.papers.asked import Asked, complaints
from restudy.papers.items import Misfit, Table
from restudy.papers.printed import Printed
from restudy.papers.titles import variant_title
from restudy.papers.words import Words
from restudy.params.limits import EachOnce
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper

COLUMNS_OF_CELLS = ("title", "cell")


class Summary(Table):
    """A row for each cell, published and reproduced."""

    not_comparable: dict[str, str] = Field(
        {}, description="Metric, or variant of a row, to the setting that the paper leaves out."
    )
    cells: list[str] = Field(min_length=1, description="The cells, one row each.")
    columns: Annotated[list[MetricName], EachOnce] = Field(min_length=1, description="The metrics, in order.")
    published: list[list[Printed | None]] = Field(
        [], description="Published values, a list for each cell; null where none."
    )
    words: dict[Words, list[str]] = Field({}, description="Published columns of words, by title; a word for each cell.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """There is a value for each cell and metric, and a word for each cell."""
        wanted = [len(self.columns)] * len(self.cells)
        if self.published and [len(row) for row in self.published] != wanted:
            raise Misfit(f"expected {len(self.cells)} rows of {len(self.columns)} values", "published")
        for title, column in self.words.items():
            if title in (*COLUMNS_OF_CELLS, *self.columns):
                raise Misfit(f"{title!r} is another column's name; give it another one", "words", title)
            if len(column) != len(self.cells):
                raise Misfit(f"{len(column)} words; expected {len(self.cells)}, one for each cell", "words", title)

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Each published value with its cell, and of a metric without one the cells if none of them has it."""
        for place, metric in enumerate(self.columns):
            values = [self.published_value(line, metric) for line in range(len(self.cells))]
            cells = [Asked(cell, metric, ("columns", place)) for cell in self.cells]
            if all(any(complaints(each, plan)) for each in cells):
                yield from cells
            else:
                for line, (cell, value) in enumerate(zip(self.cells, values, strict=True)):
                    yield Asked(None if value is None else cell, metric, ("published", line, place), value)

    def rows(self, material: "Material") -> Rows:
        """A row for each cell."""
        columns = [
            words("title", "setting"),
            CELL,
            *(Column(title, title, Unit.TEXT, published=True, ours=False) for title in self.words),
            *(metric_column(metric, published=bool(self.published)) for metric in self.columns),
        ]
        return Rows(columns, [self._row(material, line) for line in range(len(self.cells))])

    def published_value(self, line: int, metric: str) -> float | None:
        """What was published of a cell's metric."""
        return self.published[line][self.columns.index(metric)] if self.published else None

    def _row(self, material: "Material", line: int) -> Row:
        cell = material.evidence.cell(self.cells[line])
        values: dict[str, Any] = {"title": Value(material.title(cell)), "cell": Value(cell.name)}
        values |= {title: Value(published=column[line]) for title, column in self.words.items()}
        values |= {metric: self._value(material, line, metric) for metric in self.columns}
        return Row(values)

    def _value(self, material: "Material", line: int, metric: str) -> Value:
        evidence, published = material.evidence, self.published_value(line, metric)
        cell = evidence.cell(self.cells[line])
        return metric_value(
            *(evidence, cell, metric, published),
            alike=[self.published_value(each, metric) for each in range(len(self.cells))],
            row=variant_title(material.paper, cell.variant),
            not_comparable=self.not_comparable.get(metric) or self.not_comparable.get(cell.variant),
        )
