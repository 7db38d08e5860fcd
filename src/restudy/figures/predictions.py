"""The first test images with what a cell says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.lazy import lazily
from restudy.papers.items import Figure, Misfit
from restudy.pictures_kept import FIRST_PICTURES, WRONG_PICTURES
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing
    from numpy.typing import NDArray

    from restudy.drawing import gallery, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    np = lazily("numpy")
    pd = lazily("pandas")
    gallery, style = lazily("restudy.drawing.gallery"), lazily("restudy.drawing.style")


class Predictions(Figure):
    """Test images with predictions."""

    cell: str = Field(description="The cell.")
    misclassified: bool = Field(False, description="Whether only wrong predictions are shown.")
    count: int = Field(25, ge=1, le=FIRST_PICTURES, description="How many.")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """No more wrong ones are asked for than evidence has."""
        if self.misclassified and self.count > WRONG_PICTURES:
            raise Misfit(f"evidence has the first {WRONG_PICTURES} wrong predictions; ask for fewer", "count")

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each image, with the prediction of the first run that ended and its probability."""
        evidence = material.evidence
        (cell,) = divergence.with_runs(evidence, [evidence.cell(self.cell)])
        test = evidence.of_test(cell, evidence.ended(cell)[0])
        places = (test.wrong if self.misclassified else np.arange(len(evidence.labels)))[: self.count]
        columns = {"image": places, "label": evidence.labels[places], "prediction": test.predictions[places]}
        return pd.DataFrame(columns | {"probability": test.confidence[places]})

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """Prediction and probability above each image; wrong ones name the label too."""
        titles = [
            f"{row.label} → {row.prediction}\n{row.probability:.3f}"
            if row.label != row.prediction
            else f"{row.prediction}\n{row.probability:.3f}"
            for row in rows.itertuples()
        ]
        pictures = self._pictures(material, rows)[:, 0]
        wrong = rows["label"] != rows["prediction"]
        inks = [style.COLOURS[1] if is_wrong else style.INK for is_wrong in wrong]
        return gallery.gallery(pictures, titles, 9, 0.78, inks=inks)

    def _pictures(self, material: Material, rows: pd.DataFrame) -> NDArray[np.uint8]:
        if not self.misclassified:
            return material.evidence.images.pictures("test", rows["image"])
        cell = material.evidence.cell(self.cell)
        return material.evidence.of_test(cell, material.evidence.ended(cell)[0]).wrong_pictures[: len(rows)]

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """How many there are, and which are wrong."""
        wrong = rows[rows["label"] != rows["prediction"]]
        pairs = ", ".join(f"{row.label} taken for {row.prediction}" for row in wrong.itertuples())
        return f"{len(rows)} test images, {len(wrong)} of them wrong{f': {pairs}' if pairs else ''}."
