"""The figures that a study's report has."""

from typing import Annotated, Literal

from pydantic import Field

from restudy.params.analyses import (
    FurtherRunsFigure,
    InteractionFigure,
    ParallelFigure,
    ReliabilityFigure,
    SearchFigure,
)
from restudy.params.claims import CellRef, Digit, EpochMetric, Metric
from restudy.params.item import Item


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
