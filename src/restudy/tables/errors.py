"""Errors on the test images: all of them, and those between pairs of classes."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.blocks import Block
from restudy.evidence.runs import error_runs, every_error, together
from restudy.formats import Unit
from restudy.judging.classes import Label, check_error
from restudy.judging.numbers import PublishedNumber
from restudy.judging.rows import Row, Rows, Value, metric_column, metric_value, over_runs, words
from restudy.papers.items import Misfit, Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import errors_title

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper

METRIC = "test_errors"


class ErrorPair(Block):
    """Test images of one class that are taken for another."""

    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")
    among_first: int | None = Field(
        None, ge=1, description="How many wrong predictions, in the images' order, are looked through; null for all."
    )
    published: int = Field(ge=0, description="Published number of such errors.")

    @property
    def title(self) -> str:
        """The errors in words."""
        words = errors_title(self.label, self.prediction, directed=True)
        return f"{words}, among the first {self.among_first} errors" if self.among_first else words


class Errors(Table):
    """All errors, and a row for each pair of classes."""

    cell: str = Field(description="The cell.")
    published: int | None = Field(None, ge=0, description="Published number of all errors.")
    pairs: list[ErrorPair] = Field([], description="Pairs of classes.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Each pair is of two classes of the data, and another one."""
        known = set[str]()
        for place, pair in enumerate(self.pairs):
            check_error(plan, pair.label, pair.prediction, "pairs", place)
            if pair.title in known:
                raise Misfit(f"{pair.title}: it stands here already; name each pair once", "pairs", place)
            known.add(pair.title)

    def rows(self, material: "Material") -> Rows:
        """All errors, then those of each pair of classes."""
        evidence, cell = material.evidence, material.evidence.cell(self.cell)
        columns = [words("errors", "errors"), metric_column(METRIC, published=True)]
        every = metric_value(evidence, cell, METRIC, self.published, [self.published], row="all")
        rows = [Row({"errors": Value("all"), METRIC: every})]
        return Rows(columns, rows + [_pair_row(evidence, cell, pair) for pair in self.pairs])


def _pair_row(evidence: "Evidence", cell: Cell, pair: ErrorPair) -> Row:
    runs = together(
        {each: error_runs(evidence, [cell], [each], pair.among_first) for each in every_error(cell)},
        kind=f"errors of {cell.name} among {pair.among_first}",
    )[pair.label, pair.prediction]
    number = PublishedNumber(pair.title, METRIC, Unit.COUNT, cell.name, pair.published, 0, runs)
    return Row({"errors": Value(pair.title), METRIC: over_runs(runs.values, number, runs.diverged)})
