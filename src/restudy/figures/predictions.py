"""The first test images with what a cell says of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.lazy import lazily
from restudy.metric import Part
from restudy.papers.items import Figure
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import gallery, style
    from restudy.evidence import divergence, images
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    np = lazily("numpy")
    pd, images = lazily("pandas"), lazily("restudy.evidence.images")
    gallery, style = lazily("restudy.drawing.gallery"), lazily("restudy.drawing.style")


class Predictions(Figure):
    """Test images with predictions."""

    cell: str = Field(description="The cell.")
    misclassified: bool = Field(False, description="Whether only wrong predictions are shown.")
    count: int = Field(25, ge=1, le=400, description="How many.")

    def parts(self) -> list[Part]:
        """The test images."""
        return ["test"]

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each image, with the prediction of the first run that ended and its probability."""
        evidence = material.evidence
        (cell,) = divergence.with_runs(evidence, [evidence.cell(self.cell)])
        seed = evidence.ended(cell)[0]
        predicted = evidence.predictions(cell, seed)
        wrong = predicted != evidence.labels
        places = np.flatnonzero(wrong | (not self.misclassified))[: self.count]
        columns = {"image": places, "label": evidence.labels[places], "prediction": predicted[places]}
        return pd.DataFrame(columns | {"probability": evidence.probabilities(cell, seed)[places].max(axis=1)})

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """Prediction and probability above each image; wrong ones name the label too."""
        titles = [
            f"{row.label} → {row.prediction}\n{row.probability:.3f}"
            if row.label != row.prediction
            else f"{row.prediction}\n{row.probability:.3f}"
            for row in rows.itertuples()
        ]
        pictures = images.read_pictures(material.data.images("test"), rows["image"].to_list())[:, 0]
        wrong = rows["label"] != rows["prediction"]
        inks = [style.COLOURS[1] if is_wrong else style.INK for is_wrong in wrong]
        return gallery.gallery(pictures, titles, 9, 0.78, inks=inks)

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """How many there are, and which are wrong."""
        wrong = rows[rows["label"] != rows["prediction"]]
        pairs = ", ".join(f"{row.label} taken for {row.prediction}" for row in wrong.itertuples())
        return f"{len(rows)} test images, {len(wrong)} of them wrong{f': {pairs}' if pairs else ''}."
