"""Tables and figures of what no paper published: every study has those that fit it, under other titles if it asks."""

from typing import Literal

from pydantic import Field

from restudy.params.claims import CellRef, Metric
from restudy.params.item import Item


class QualityTable(Item):
    """Accuracy, macro F1, calibration and likelihood of cells, each with its interval."""

    kind: Literal["quality"] = Field(description="Scores on the test images with their intervals.")
    cells: list[CellRef] = Field(
        [], description="The cells; none named means all, or in a large grid the chosen ones and those of headlines."
    )


class ComparisonsTable(Item):
    """Test accuracies of cells, each compared with each on the same images."""

    kind: Literal["comparisons"] = Field(description="Differences of two cells with intervals and tests.")
    cells: list[CellRef] = Field(
        [], description="The cells; none named means the published ones, or in a grid the best of each variant."
    )


class FurtherRunsFigure(Item):
    """Published headline numbers beside the intervals in which a further run would fall."""

    kind: Literal["further_runs"] = Field(description="Published numbers against the spread of seeds.")


class ReliabilityFigure(Item):
    """Accuracy against confidence."""

    kind: Literal["reliability"] = Field(description="Reliability diagrams.")
    cells: list[CellRef] = Field([], description="The cells; none named means those that the protocols choose.")


class SearchFigure(Item):
    """Expected best validation accuracy by the number of cells tried."""

    kind: Literal["search"] = Field(description="What a search over the cells may expect to find.")


class InteractionFigure(Item):
    """A metric over one key of the grid, a line for each value of the other, a panel for each variant."""

    kind: Literal["interaction"] = Field(description="How a metric depends on the grid's keys together.")
    metric: Metric = Field("val_accuracy", description="The metric.")


class ParallelFigure(Item):
    """Parallel coordinates: a line for each cell through its settings to its metric."""

    kind: Literal["parallel"] = Field(description="Settings that differ between cells, and a metric.")
    metric: Metric = Field("test_accuracy", description="The metric.")
