"""Loss, total loss and accuracy of one cell on the three parts of the data."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.evidence.runs import loss_over_images
from restudy.formats import Unit, decimals_of
from restudy.judging.numbers import PublishedNumber
from restudy.judging.rows import Column, Row, Rows, Value, metric_value, over_runs, words
from restudy.metric import PART_TITLES, Part
from restudy.papers.asked import Asked
from restudy.papers.items import Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material

Quantity = Literal["total_loss", "accuracy"]
AVERAGE = "average"


class Parts(Table):
    """A row for each part of the data, and one for their average."""

    not_comparable: dict[str, str] = Field({}, description="Metric to the setting that the paper leaves out.")
    cell: str = Field(description="The cell.")
    published: dict[Part, dict[Quantity, float]] = Field({}, description="Published values by part.")
    published_average_accuracy: float | None = Field(None, description="Published mean of the three accuracies.")
    published_loss_over_images: float | None = Field(
        None, description="Published sum of the three total losses divided by all images, which is no loss per image."
    )

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The published numbers, some of which a run without validation images does not have."""
        for part, values in self.published.items():
            for quantity, value in values.items():
                yield Asked(None, f"{part}_{quantity}", ("published", part, quantity), value)
        if self.published_average_accuracy is not None:
            key = "published_average_accuracy"
            yield Asked(None, "average_accuracy", (key,), self.published_average_accuracy)

    def rows(self, material: "Material") -> Rows:
        """A row for each part, and the average."""
        cell = material.evidence.cell(self.cell)
        columns = [
            words("part", "part"),
            Column("total_loss", "total loss", Unit.TOTAL, published=True, over_runs=True),
            Column("accuracy", "accuracy", Unit.SHARE, published=True, over_runs=True),
            Column("loss", "loss", Unit.LOSS, over_runs=True),
        ]
        if self.published_loss_over_images is not None:
            columns.append(Column("loss_over_images", "loss over images", Unit.TINY, published=True, over_runs=True))
        parts = [self._part(material.evidence, cell, part) for part in PART_TITLES]
        return Rows(columns, [*parts, self._average(material.evidence, cell)])

    def _part(self, evidence: "Evidence", cell: Cell, part: Part) -> Row:
        published = self.published.get(part, {})
        quantities: tuple[Quantity, ...] = ("total_loss", "accuracy")
        values = {name: self._value(evidence, cell, f"{part}_{name}", name, published.get(name)) for name in quantities}
        loss = metric_value(evidence, cell, f"{part}_loss")
        return Row({"part": Value(part, words=PART_TITLES[part])} | values | {"loss": loss})

    def _average(self, evidence: "Evidence", cell: Cell) -> Row:
        accuracy = self._value(evidence, cell, "average_accuracy", "accuracy", self.published_average_accuracy)
        values = {"part": Value(AVERAGE), "accuracy": accuracy}
        if self.published_loss_over_images is not None:
            values["loss_over_images"] = self._over_images(evidence, cell, self.published_loss_over_images)
        return Row(values)

    def _value(
        self, evidence: "Evidence", cell: Cell, metric: str, quantity: Quantity, published: float | None
    ) -> Value:
        alike, reason = self._alike(quantity), self.not_comparable.get(metric)
        return metric_value(evidence, cell, metric, published, alike, not_comparable=reason)

    def _alike(self, quantity: Quantity) -> list[float]:
        """All that was published of a quantity, which has the same decimals everywhere."""
        found = [values[quantity] for values in self.published.values() if quantity in values]
        average = self.published_average_accuracy
        return [*found, average] if quantity == "accuracy" and average is not None else found

    def _over_images(self, evidence: "Evidence", cell: Cell, published: float) -> Value:
        runs, name = loss_over_images(evidence, cell), "loss_over_images"
        decimals, reason = decimals_of([published], Unit.TINY), self.not_comparable.get(name)
        number = PublishedNumber("", name, Unit.TINY, cell.name, published, decimals, runs, reason)
        return over_runs(runs.values, number, runs.diverged)
