"""The tables and figures that a study's report has, with the published values beside which ours stand."""

from typing import Annotated, Any, Literal

from pydantic import Field

from restudy.params.analyses import (
    ComparisonsTable,
    FurtherRunsFigure,
    InteractionFigure,
    ParallelFigure,
    QualityTable,
    ReliabilityFigure,
    SearchFigure,
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


class CurvesFigure(Item):
    """Epoch metrics of cells, with a band over seeds."""

    kind: Literal["curves"] = Field(description="Curves over epochs.")
    cells: list[CellRef] = Field(min_length=1, description="The cells.")
    panels: list[list[EpochMetric]] = Field(min_length=1, description="The metrics of each panel.")


class StepsFigure(Item):
    """Training loss by step of the first epoch."""

    kind: Literal["steps"] = Field(description="Curves over the first epoch's steps.")
    cells: list[CellRef] = Field(min_length=1, description="The cells.")


class HeatmapFigure(Item):
    """A grid's published and reproduced values as two heat maps."""

    kind: Literal["heatmap"] = Field(description="A grid as heat maps.")
    table: str = Field(description="ID of the grid table that is drawn.")


class DotsFigure(Item):
    """A metric of several cells: published value, each seed, and their mean."""

    kind: Literal["dots"] = Field(description="Published and reproduced values of a summary table's column.")
    table: str = Field(description="ID of the summary table that is drawn.")
    column: Metric = Field(description="The column.")


class ConfusionFigure(Item):
    """Confusion matrix on the test images."""

    kind: Literal["confusion"] = Field(description="Confusion matrix.")
    cell: CellRef = Field(description="The cell.")


class ClassAccuracyFigure(Item):
    """Share of each class' test images that were recognised."""

    kind: Literal["class_accuracy"] = Field(description="Accuracy of each class.")
    cell: CellRef = Field(description="The cell.")


class ClassCountsFigure(Item):
    """Images of each class."""

    kind: Literal["class_counts"] = Field(description="Bar chart of the classes.")
    part: Literal["train", "test"] = Field(description="The part of the data.")


class SamplesFigure(Item):
    """The first images of a part, or of each label."""

    kind: Literal["samples"] = Field(description="Images with their labels.")
    part: Literal["train", "test"] = Field(description="The part of the data.")
    per_label: int | None = Field(None, ge=1, description="How many of each label; null takes the first 25 of all.")


class PredictionsFigure(Item):
    """The first test images with what a cell says of them."""

    kind: Literal["predictions"] = Field(description="Test images with predictions.")
    cell: CellRef = Field(description="The cell.")
    misclassified: bool = Field(False, description="Whether only wrong predictions are shown.")
    count: int = Field(25, ge=1, description="How many.")


class FiltersFigure(Item):
    """Filters of the first convolution."""

    kind: Literal["filters"] = Field(description="Learned filters.")
    cell: CellRef = Field(description="The cell.")


class FeatureMapsFigure(Item):
    """What the first convolution makes of an image."""

    kind: Literal["feature_maps"] = Field(description="Feature maps of the first test image of a label.")
    cell: CellRef = Field(description="The cell.")
    label: Digit = Field(description="The label.")


FigureSpec = Annotated[
    CurvesFigure
    | StepsFigure
    | HeatmapFigure
    | DotsFigure
    | ConfusionFigure
    | ClassAccuracyFigure
    | ClassCountsFigure
    | SamplesFigure
    | PredictionsFigure
    | FiltersFigure
    | FeatureMapsFigure
    | FurtherRunsFigure
    | ReliabilityFigure
    | SearchFigure
    | InteractionFigure
    | ParallelFigure,
    Field(discriminator="kind"),
]


def cell_refs(item: Block) -> list[CellRef]:
    """The cells that a table, figure or claim names."""
    found: list[Any] = []
    for name in type(item).model_fields:
        value = getattr(item, name)
        found += value if isinstance(value, list) else [getattr(value, "cell", value)]
    return [part for part in found if isinstance(part, CellRef)]
