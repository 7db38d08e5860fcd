"""Filters of the first convolution."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.lazy import lazily
from restudy.papers.items import Figure, Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray

    from restudy.drawing import frames, gallery
    from restudy.evidence import divergence
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    frames, gallery = lazily("restudy.drawing.frames"), lazily("restudy.drawing.gallery")


def check_convolution(plan: StudyPlan, name: str) -> None:
    """Raise Misfit where a cell's network has no convolution whose filters could be shown."""
    model = plan.cell(name).settings["model"]
    if not model.get("channels") or "padding" not in model:
        raise Misfit(f"{name} is of the family {model['name']}, which has no convolution; name a cell that has", "cell")


def first_filters(evidence: "Evidence", cell: Cell) -> "tuple[NDArray[np.float32], NDArray[np.float32]]":
    """Weights [filters, C, k, k] and biases [filters] of the first convolution, of the first run that ended."""
    filters = evidence.of_test(cell, evidence.ended(cell)[0]).filters
    if filters is None:
        raise divergence.NothingToShowError("its evidence has no filters")
    return filters


class Filters(Figure):
    """Learned filters."""

    cell: str = Field(description="The cell.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """The cell has a convolution."""
        check_convolution(plan, self.cell)

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each weight of each filter's first channel, of the first run that ended."""
        (cell,) = divergence.with_runs(material.evidence, [material.evidence.cell(self.cell)])
        weights, _ = first_filters(material.evidence, cell)
        return frames.pixels("filter", weights[:, 0], "weight")

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """Each filter on its own scale of grey."""
        pictures = frames.pictures_of(rows, "filter", "weight")
        return gallery.gallery(pictures, [""] * len(pictures), 8, 0.6, "gray")

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """How many filters there are, and the range of their weights."""
        low, high = rows["weight"].min(), rows["weight"].max()
        size = f"{rows['row'].max() + 1} × {rows['column'].max() + 1}"
        return f"{rows['filter'].nunique()} filters of {size} weights, from {low:.2f} to {high:.2f}."
