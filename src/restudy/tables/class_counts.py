"""Images of each class, published and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.numbers import published_count
from restudy.judging.rows import Column, Row, Rows, Value, words
from restudy.papers.items import Misfit, Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper


class ClassCounts(Table):
    """A row for each class."""

    part: Literal["train", "test"] = Field(description="The part of the data.")
    published: list[Annotated[int, Field(ge=0)] | None] = Field(
        [], description="Published numbers of images; null where none."
    )

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """There is a number for each class."""
        classes = plan.cells[0].settings["classes"]
        if self.published and len(self.published) != classes:
            raise Misfit(f"{len(self.published)} values; expected {classes}, one for each class", "published")

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """None: images are counted."""
        return []

    def rows(self, material: Material) -> Rows:
        """A row for each class."""
        columns = [words("class", "class"), Column("images", "images", Unit.COUNT, published=bool(self.published))]
        return Rows(columns, [self._row(*each) for each in enumerate(material.evidence.images.counts(self.part))])

    def _row(self, label: int, count: int) -> Row:
        published = self.published[label] if self.published else None
        number = None if published is None else published_count(f"class {label}", "images", "", published, count)
        return Row({"class": Value(label), "images": Value(count, published=published, number=number)})
