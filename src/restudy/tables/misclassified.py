"""Test images that were taken for another class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import Column, Row, Rows, Value
from restudy.lazy import lazily
from restudy.papers.items import Table

if TYPE_CHECKING:
    import numpy as np

    from restudy.evidence.material import Material
else:
    np = lazily("numpy")

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
        seed = evidence.ended(cell)[0]
        predictions, second = evidence.predictions(cell, seed), evidence.second_guesses(cell, seed)
        probabilities = evidence.probabilities(cell, seed)
        rows = []
        for image in map(int, np.flatnonzero(predictions != evidence.labels)[: self.count]):
            classes = int(evidence.labels[image]), int(predictions[image]), int(second[image])
            of_label, of_prediction, of_second = (float(probabilities[image, each]) for each in classes)
            numbers = (image, *classes[:2], of_prediction, classes[2], of_second, of_label)
            rows.append(Row({column.key: Value(each) for column, each in zip(COLUMNS, numbers, strict=True)}))
        return Rows(COLUMNS, rows)
