"""Test images that were taken for another class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import Column, Row, Rows, Value
from restudy.papers.items import Table

if TYPE_CHECKING:
    from restudy.evidence.material import Material

COLUMNS = [
    Column("image", "image", Unit.SETTING),
    Column("label", "label", Unit.SETTING),
    Column("prediction", "prediction", Unit.SETTING),
    Column("probability", "probability", Unit.SCORE),
    Column("second", "second", Unit.SETTING),
    Column("second_probability", "second probability", Unit.SCORE),
    Column("label_probability", "label probability", Unit.SCORE),
]


class Misclassified(Table):
    """A row for each of the first wrong predictions."""

    cell: str = Field(description="The cell.")
    count: int = Field(25, ge=1, le=1000, description="How many.")

    def rows(self, material: Material) -> Rows:
        """The first wrong predictions of the first run that ended, with their two most probable classes."""
        evidence, cell = material.evidence, material.evidence.cell(self.cell)
        if not evidence.ended(cell):
            return Rows(COLUMNS)
        test = evidence.of_test(cell, evidence.ended(cell)[0])
        rows = []
        for image, probabilities, second in zip(
            test.wrong[: self.count].tolist(), test.wrong_probabilities, test.wrong_second.tolist(), strict=False
        ):
            classes = int(evidence.labels[image]), int(test.predictions[image]), second
            of_label, of_prediction, of_second = (float(probabilities[each]) for each in classes)
            numbers = (image, *classes[:2], of_prediction, classes[2], of_second, of_label)
            rows.append(Row({column.key: Value(each) for column, each in zip(COLUMNS, numbers, strict=True)}))
        return Rows(COLUMNS, rows)
