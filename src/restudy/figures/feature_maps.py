"""What the first convolution makes of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.figures.filters import check_convolution, first_filters
from restudy.judging.classes import Label, check_labels
from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray

    from restudy.drawing import frames, gallery
    from restudy.evidence import divergence, images
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    images = lazily("restudy.evidence.images")
    frames, gallery = lazily("restudy.drawing.frames"), lazily("restudy.drawing.gallery")


class FeatureMaps(Figure):
    """Feature maps of the first test image of a label."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The label.")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The label is a class, and the cell has a convolution."""
        check_labels(plan, label=self.label)
        check_convolution(plan, self.cell)

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each pixel of each map, of the first run that ended."""
        (cell,) = divergence.with_runs(material.evidence, [material.evidence.cell(self.cell)])
        maps = images.feature_maps(self._picture(material), *first_filters(material.evidence, cell), cell)
        return frames.pixels("map", maps, "value")

    def _picture(self, material: Material) -> NDArray[np.uint8]:
        known = material.evidence.images
        places, labels = known.first_of_each_label("test", 1)
        if self.label not in labels:
            raise divergence.NothingToShowError(f"no test image is of label {self.label}")
        return known.pictures("test", [places[labels.index(self.label)]])[0]

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """The image and its maps, each on its own scale of grey."""
        maps = frames.pictures_of(rows, "map", "value")
        titles = ["input", *(str(number) for number in range(1, len(maps) + 1))]
        return gallery.gallery([self._picture(material)[0], *maps], titles, 11, 0.62, "gray")

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """The brightest and the darkest map."""
        means = rows.groupby("map")["value"].mean()
        return f"{len(means)} maps; map {means.idxmax()} is the brightest on average, map {means.idxmin()} the darkest."
