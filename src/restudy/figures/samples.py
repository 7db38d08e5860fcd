"""The first images of a part, or of each label."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.pictures_kept import PICTURES_PER_LABEL
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import gallery
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    pd, gallery = lazily("pandas"), lazily("restudy.drawing.gallery")

FIRST_IMAGES = 25


class Samples(Figure):
    """Images with their labels."""

    part: Literal["train", "test"] = Field(description="The part of the data.")
    per_label: int | None = Field(
        None, ge=1, le=PICTURES_PER_LABEL, description="How many of each label; null takes the first 25 of all."
    )

    def cells_behind(self, plan: StudyPlan, paper: "Paper") -> list[Cell]:
        """None: images are shown."""
        return []

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each image."""
        images, number = material.evidence.images, self.per_label
        places, labels = (
            images.first(self.part, FIRST_IMAGES) if number is None else images.first_of_each_label(self.part, number)
        )
        return pd.DataFrame({"image": places, "label": labels})

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """The images with their labels, or a row for each label."""
        pictures = material.evidence.images.pictures(self.part, rows["image"])[:, 0]
        if self.per_label is None:
            return gallery.gallery(pictures, [str(label) for label in rows["label"]], 13, 0.55)
        return gallery.gallery(pictures, [""] * len(pictures), self.per_label, 0.5)

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """Which images these are."""
        if self.per_label:
            return f"{len(rows)} images, the first {self.per_label} of each label."
        return f"{len(rows)} images with labels {', '.join(map(str, rows['label']))}."
