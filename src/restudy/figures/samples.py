"""The first images of a part, or of each label."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import gallery
    from restudy.evidence import images
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    pd, gallery = lazily("pandas"), lazily("restudy.drawing.gallery")
    images = lazily("restudy.evidence.images")

FIRST_IMAGES = 25


class Samples(Figure):
    """Images with their labels."""

    part: Literal["train", "test"] = Field(description="The part of the data.")
    per_label: int | None = Field(
        None, ge=1, le=40, description="How many of each label; null takes the first 25 of all."
    )

    def cells_behind(self, plan: StudyPlan, paper: "Paper") -> list[Cell]:
        """None: images are shown."""
        return []

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each image."""
        labels = material.labels(self.part)
        places = list(range(min(FIRST_IMAGES, len(labels))))
        if self.per_label is not None:
            classes = material.plan.cells[0].settings["classes"]
            places = images.first_of_each_label(labels, classes, self.per_label)
        return pd.DataFrame({"image": places, "label": labels[places]})

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """The images with their labels, or a row for each label."""
        pictures = images.read_pictures(material.data.images(self.part), rows["image"].to_list())[:, 0]
        if self.per_label is None:
            return gallery.gallery(pictures, [str(label) for label in rows["label"]], 13, 0.55)
        return gallery.gallery(pictures, [""] * len(pictures), self.per_label, 0.5)

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """Which images these are."""
        if self.per_label:
            return f"{len(rows)} images, the first {self.per_label} of each label."
        return f"{len(rows)} images with labels {', '.join(map(str, rows['label']))}."
