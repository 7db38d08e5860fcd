"""A metric over two keys of the grid, published and reproduced."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.formats import Unit, plain
from restudy.judging.rows import CELL, Column, Row, Rows, Value, metric_column, metric_value
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Misfit, Table
from restudy.papers.printed import Printed
from restudy.papers.titles import setting
from restudy.params.limits import EachOnce
from restudy.params.messages import hint
from restudy.plan.cells import Cell
from restudy.plan.names import grid_values, readable_name
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper


class Grid(Table):
    """A grid's published and reproduced values."""

    not_comparable: dict[str, str] = Field({}, description="Metric to the setting that the paper leaves out.")
    variant: str = Field(description="The variant.")
    rows_by: str = Field(alias="rows", description="Grid key of the rows.")
    columns: str = Field(description="Grid key of the columns.")
    metric: MetricName = Field(description="The metric that stands beside the published one.")
    also: Annotated[list[MetricName], EachOnce] = Field([], description="Further metrics of the same cells.")
    published: list[list[Printed]] = Field([], description="Published values, a list for each row.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Keys and variant exist, and there is a value for each cell."""
        grid = plan.study.grid
        for place, key in (("rows", self.rows_by), ("columns", self.columns)):
            if key not in grid:
                raise Misfit(f"{key!r} is no key of the grid{hint(key, list(grid))}", place)
        if self.rows_by == self.columns:
            raise Misfit(f"{self.columns!r} is the key of the rows; name another one", "columns")
        if self.metric in self.also:
            raise Misfit(f"{self.metric} is a column already; name each metric once", "also")
        if self.variant not in plan.study.variants:
            raise Misfit(f"no variant {self.variant!r}{hint(self.variant, list(plan.study.variants))}", "variant")
        height, width = len(grid[self.rows_by]), len(grid[self.columns])
        if self.published and [len(row) for row in self.published] != [width] * height:
            raise Misfit(f"expected {height} rows of {width} values", "published")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metrics of the variant's cells, and the published values."""
        for cell in self.cells_of(plan):
            yield from (Asked(readable_name(cell), metric) for metric in (self.metric, *self.also))
        for line, row in enumerate(self.published):
            for place, value in enumerate(row):
                yield Asked(None, self.metric, ("published", line, place), value)

    def cells_behind(self, plan: StudyPlan, paper: "Paper") -> list[Cell]:
        """The variant's cells under the first protocol, as many as there are in the grid of two keys."""
        return self.cells_of(plan)

    def cells_of(self, plan: StudyPlan) -> list[Cell]:
        """The same, which are of no other table."""
        return [cell for cell in plan.under(plan.first_protocol) if cell.variant == self.variant]

    def places(self, plan: StudyPlan, paper: "Paper") -> dict[str, tuple[int, int]]:
        """Each cell's row and column, from 0, by name."""
        cells = self.cells_behind(plan, paper)
        values = {key: grid_values(cells, key) for key in (self.rows_by, self.columns)}
        return {
            cell.name: (
                values[self.rows_by].index(cell.grid[self.rows_by]),
                values[self.columns].index(cell.grid[self.columns]),
            )
            for cell in cells
        }

    def rows(self, material: "Material") -> Rows:
        """A row for each cell."""
        columns = [
            *(Column(key, setting(key), Unit.SETTING) for key in (self.rows_by, self.columns)),
            CELL,
            metric_column(self.metric, published=bool(self.published)),
            *map(metric_column, self.also),
        ]
        places = self.places(material.plan, material.paper)
        cells = self.cells_behind(material.plan, material.paper)
        return Rows(columns, [self._row(material.evidence, cell, *places[cell.name]) for cell in cells])

    def _row(self, evidence: "Evidence", cell: Cell, row: int, column: int) -> Row:
        keys = {key: Value(cell.grid[key]) for key in (self.rows_by, self.columns)}
        also = {metric: metric_value(evidence, cell, metric) for metric in self.also}
        main = self._value(evidence, cell, row, column)
        return Row(keys | {"cell": Value(cell.name), self.metric: main} | also)

    def _value(self, evidence: "Evidence", cell: Cell, row: int, column: int) -> Value:
        return metric_value(
            *(evidence, cell, self.metric, self.published[row][column] if self.published else None),
            alike=[value for line in self.published for value in line],
            row=", ".join(f"{setting(key)} {plain(cell.grid[key])}" for key in (self.rows_by, self.columns)),
            not_comparable=self.not_comparable.get(self.metric),
        )
