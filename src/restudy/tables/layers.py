"""A model's layers, output shapes and parameters: facts, equal in every run."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from restudy.blocks import Block
from restudy.evidence.layers import covered_by, layer_rows, parameter_totals
from restudy.formats import Unit
from restudy.judging.numbers import PublishedShape, published_count
from restudy.judging.rows import Column, Row, Rows, Value
from restudy.papers.items import Table
from restudy.papers.words import Words
from restudy.plan.cells import Cell

if TYPE_CHECKING:
    from restudy.evidence.material import Material

Total = Literal["total", "trainable", "non_trainable"]


class PublishedLayer(Block):
    """A published row of a model summary."""

    layer: Words = Field(description="Name and type, as published.")
    output: Words = Field(description="Output shape, as published.")
    parameters: int = Field(ge=0, description="Number of parameters, as published.")
    covers: int = Field(
        1, ge=0, le=1000, description="How many of our layers, activations among them, this row covers."
    )


class Layers(Table):
    """A row for each layer."""

    cell: str = Field(description="The cell.")
    published: list[PublishedLayer] = Field([], description="The published summary.")
    published_totals: dict[Total, Annotated[int, Field(ge=0)]] = Field(
        {}, description="Published numbers of parameters of the whole model."
    )
    not_comparable: dict[Total, Words] = Field({}, description="Of those that count something else, what.")

    def rows(self, material: "Material") -> Rows:
        """Our layers, put together where a published row covers several, and then the whole model's parameters."""
        cell, published = material.evidence.cell(self.cell), bool(self.published or self.published_totals)
        columns = [
            Column("layer", "layer", Unit.TEXT, published=published),
            Column("output", "output shape", Unit.TEXT, published=published),
            Column("parameters", "parameters", Unit.COUNT, published=published),
        ]
        covered, further = covered_by([layer.covers for layer in self.published], layer_rows(cell.settings))
        rows, output = [], ""
        for place, (layer, ours) in enumerate(zip(self.published, covered, strict=True), start=1):
            # A row that covers none of our layers leaves the shape as it was.
            output = ours["output"] or output
            rows.append(_published_row(place, layer, ours, output, cell))
        rows += [Row({key: Value(value) for key, value in layer.items()}) for layer in further]
        totals = parameter_totals(cell.settings) if self.published_totals else {}
        return Rows(
            columns,
            rows + [self._total_row(key, number, totals[key], cell) for key, number in self.published_totals.items()],
        )

    def _total_row(self, key: Total, published: int, ours: int, cell: Cell) -> Row:
        name = key.replace("_", "-")
        title = "All" if key == "total" else f"All, {name}"
        counted = published_count(name, "parameters", cell.name, published, ours)
        number = replace(counted, not_comparable=self.not_comparable.get(key))
        parameters = Value(ours, published=published, number=number)
        return Row({"layer": Value(title, published=title), "parameters": parameters})


def _published_row(place: int, layer: PublishedLayer, ours: dict[str, Any], output: str, cell: Cell) -> Row:
    row = f"{place} {layer.layer}"
    shape = PublishedShape(row, cell.name, layer.output, output)
    number = published_count(row, "parameters", cell.name, layer.parameters, ours["parameters"])
    return Row(
        {
            "layer": Value(ours["layer"], published=layer.layer),
            "output": Value(ours["output"], published=layer.output, number=shape),
            "parameters": Value(ours["parameters"], published=layer.parameters, number=number),
        }
    )
