"""Metrics of one cell by epoch, published and reproduced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import Column, Row, Rows, Value, metric_column, metric_value
from restudy.metrics import EpochMetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Misfit, Table
from restudy.papers.printed import Printed
from restudy.params.limits import EachOnce
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper


class Epochs(Table):
    """A row for each epoch, published and reproduced."""

    not_comparable: dict[str, str] = Field({}, description="Metric to the setting that the paper leaves out.")
    cell: str = Field(description="The cell.")
    columns: Annotated[list[EpochMetricName], EachOnce] = Field(min_length=1, description="The metrics, in order.")
    published: dict[Annotated[int, Field(ge=1, le=100_000)], list[Printed | None]] = Field(
        {}, description="Published values by epoch."
    )

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """There is a value for each metric."""
        for epoch, values in self.published.items():
            if len(values) != len(self.columns):
                names = ", ".join(self.columns)
                raise Misfit(f"{len(values)} values; expected {len(self.columns)}: {names}", "published", epoch)

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Each metric in each epoch, with its published values."""
        yield from (Asked(self.cell, metric, ("columns",), by_epoch=True) for metric in self.columns)
        for epoch, values in self.published.items():
            for place, (metric, value) in enumerate(zip(self.columns, values, strict=True)):
                yield Asked(None, metric, ("published", epoch, place), value)

    def rows(self, material: Material) -> Rows:
        """A row for each epoch that was published or run; means are over the runs that ended and ran it."""
        columns = [
            Column("epoch", "epoch", Unit.SETTING),
            *(metric_column(metric, published=bool(self.published)) for metric in self.columns),
        ]
        cell = material.evidence.cell(self.cell)
        curves = [material.evidence.curve(cell, seed, self.columns[0]) for seed in material.evidence.ended(cell)]
        run = {int(epoch) for curve in curves for epoch in curve.index}
        return Rows(columns, [self._row(material, epoch) for epoch in sorted({*self.published, *run})])

    def _row(self, material: Material, epoch: int) -> Row:
        values = {metric: self._value(material, epoch, metric) for metric in self.columns}
        return Row({"epoch": Value(epoch)} | values)

    def _value(self, material: Material, epoch: int, metric: str) -> Value:
        evidence, place = material.evidence, self.columns.index(metric)
        cell = evidence.cell(self.cell)
        return metric_value(
            *(evidence, cell, metric, self.published[epoch][place] if epoch in self.published else None),
            alike=[row[place] for row in self.published.values()],
            row=f"epoch {epoch}",
            epoch=epoch,
            not_comparable=self.not_comparable.get(metric),
        )
