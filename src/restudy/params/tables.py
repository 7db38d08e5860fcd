"""The tables that a study's report has, with the published values beside which ours stand."""

from typing import Annotated, Literal

from pydantic import Field

from restudy.params.analyses import (
    ComparisonsTable,
    QualityTable,
)
from restudy.params.claims import CellRef, Digit, EpochMetric, Metric
from restudy.params.item import Item
from restudy.params.settings import Block

Number = float | None


class GridTable(Item):
    """A metric over two grid keys of one variant."""

    kind: Literal["grid"] = Field(description="A grid's published and reproduced values.")
    not_comparable: dict[str, str] = Field(
        {}, description="Metric, or variant of a row, to the setting that the paper leaves out."
    )
    variant: str = Field(description="The variant.")
    rows: str = Field(description="Grid key of the rows.")
    columns: str = Field(description="Grid key of the columns.")
    metric: Metric = Field(description="The metric that stands beside the published one.")
    also: list[Metric] = Field([], description="Further metrics of the same cells.")
    published: list[list[float]] = Field(description="Published values, a list for each row.")


class SummaryTable(Item):
    """Metrics of several cells."""

    kind: Literal["summary"] = Field(description="A row for each cell, published and reproduced.")
    not_comparable: dict[str, str] = Field(
        {}, description="Metric, or variant of a row, to the setting that the paper leaves out."
    )
    cells: list[CellRef] = Field(min_length=1, description="The cells, one row each.")
    columns: list[Metric] = Field(min_length=1, description="The metrics, in order.")
    published: list[list[Number]] = Field([], description="Published values, a list for each cell; null where none.")
    words: dict[str, list[str]] = Field({}, description="Published columns of words, by title; a word for each cell.")


class EpochTable(Item):
    """Metrics of one cell by epoch."""

    kind: Literal["epochs"] = Field(description="A row for each epoch, published and reproduced.")
    not_comparable: dict[str, str] = Field(
        {}, description="Metric, or variant of a row, to the setting that the paper leaves out."
    )
    cell: CellRef = Field(description="The cell.")
    columns: list[EpochMetric] = Field(min_length=1, description="The metrics, in order.")
    published: dict[Annotated[int, Field(ge=1)], list[Number]] = Field(description="Published values by epoch.")


class PartsTable(Item):
    """Loss, total loss and accuracy of one cell on the three parts of the data."""

    kind: Literal["parts"] = Field(description="A row for each part of the data.")
    not_comparable: dict[str, str] = Field(
        {}, description="Metric, or variant of a row, to the setting that the paper leaves out."
    )
    cell: CellRef = Field(description="The cell.")
    published: dict[Literal["train", "val", "test"], dict[Literal["total_loss", "accuracy"], float]] = Field(
        description="Published values by part."
    )
    published_average_accuracy: float | None = Field(None, description="Published mean of the three accuracies.")
    published_loss_over_images: float | None = Field(
        None, description="Published sum of the three total losses divided by all images, which is no loss per image."
    )


class PublishedLayer(Block):
    """A published row of a model summary."""

    layer: str = Field(description="Name and type, as published.")
    output: str = Field(description="Output shape, as published.")
    parameters: int = Field(description="Number of parameters, as published.")
    covers: int = Field(1, ge=0, description="How many of our layers, activations among them, this row covers.")


class LayersTable(Item):
    """A model's layers, output shapes and parameters."""

    kind: Literal["layers"] = Field(description="A row for each layer.")
    cell: CellRef = Field(description="The cell.")
    published: list[PublishedLayer] = Field([], description="The published summary.")
    published_totals: dict[Literal["total", "trainable", "non_trainable"], int] = Field(
        {}, description="Published numbers of parameters of the whole model."
    )


class ClassCountsTable(Item):
    """Images of each class."""

    kind: Literal["class_counts"] = Field(description="A row for each class.")
    part: Literal["train", "test"] = Field(description="The part of the data.")
    published: list[int | None] = Field([], description="Published numbers of images; null where none.")


class ClassReportTable(Item):
    """Precision, recall, F1 and support of each class."""

    kind: Literal["class_report"] = Field(description="Classification report.")
    cell: CellRef = Field(description="The cell.")
    published: dict[str, list[Number]] = Field({}, description="Published precision, recall, F1, support by row.")


class ErrorPair(Block):
    """Test images of one class that are taken for another."""

    label: Digit = Field(description="The right class.")
    prediction: Digit = Field(description="The class that it is taken for.")
    among_first: int | None = Field(
        None, ge=1, description="How many wrong predictions, in the images' order, are looked through; null for all."
    )
    published: int = Field(description="Published number of such errors.")

    @property
    def title(self) -> str:
        """The errors in words."""
        words = f"{self.label} taken for {self.prediction}"
        return f"{words}, among the first {self.among_first} errors" if self.among_first else words


class ErrorsTable(Item):
    """Errors on the test images, as numbers."""

    kind: Literal["errors"] = Field(description="All errors, and a row for each pair of classes.")
    cell: CellRef = Field(description="The cell.")
    published: int | None = Field(None, description="Published number of all errors.")
    pairs: list[ErrorPair] = Field([], description="Pairs of classes.")


class MisclassifiedTable(Item):
    """Test images that were taken for another class."""

    kind: Literal["misclassified"] = Field(description="A row for each of the first wrong predictions.")
    cell: CellRef = Field(description="The cell.")
    count: int = Field(25, ge=1, description="How many.")


TableSpec = Annotated[
    GridTable
    | SummaryTable
    | EpochTable
    | PartsTable
    | LayersTable
    | ClassCountsTable
    | ClassReportTable
    | ErrorsTable
    | MisclassifiedTable
    | QualityTable
    | ComparisonsTable,
    Field(discriminator="kind"),
]
