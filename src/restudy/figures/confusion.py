"""Confusion matrix on the test images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from restudy.formats import count
from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import frames, plots, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    np = lazily("numpy")
    frames, plots = lazily("restudy.drawing.frames"), lazily("restudy.drawing.plots")
    style = lazily("restudy.drawing.style")


WHOLE_FROM = 100


class Confusion(Figure):
    """Confusion matrix."""

    cell: str = Field(description="The cell.")

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each label and prediction, means over seeds."""
        (cell,) = divergence.with_runs(material.evidence, [material.evidence.cell(self.cell)])
        counts = plots.mean_confusion(material.evidence, cell)
        return frames.long(counts, "label", "prediction", "images")

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """Mean counts; errors in colour, so that the diagonal doesn't drown them."""
        mean = rows.pivot(index="label", columns="prediction", values="images").to_numpy()
        errors = np.where(np.eye(len(mean), dtype=bool), np.nan, mean)
        figure = style.new_figure(4.4, 4.4)
        axes = figure.subplots()
        highest = max(float(np.nanmax(errors)), 1.0)
        # Numbers stand in it, so that colours need no bar beside them.
        axes.imshow(errors, cmap=style.ERROR_COLOURS, vmin=0, vmax=highest)
        for (label, prediction), value in np.ndenumerate(mean):
            right = label == prediction
            light = style.SOFT_ON_LIGHT if value == 0 else style.written_on(style.ERROR_COLOURS, value / highest)
            looks: dict[str, Any] = {"color": style.INK, "weight": "bold"} if right else {"color": light}
            axes.text(prediction, label, _written(float(value)), ha="center", va="center", size=8, **looks)
        axes.set(xlabel="prediction", ylabel="label", xticks=range(len(mean)), yticks=range(len(mean)))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """How many errors there are, and which is the most frequent."""
        wrong = rows[rows["label"] != rows["prediction"]]
        if not wrong["images"].any():
            return "Every image is recognised."
        most = wrong.loc[wrong["images"].idxmax()]
        errors, images = (round(float(part["images"].sum()), 1) for part in (wrong, rows))
        pair = f"{most['label']:g} taken for {most['prediction']:g} ({count(round(float(most['images']), 1))})"
        return f"{count(errors)} of {count(images)} images are taken for another class, most often {pair}."


def _written(value: float) -> str:
    """A mean count: to one decimal, but whole from 100 on, so that it fits into its square."""
    return count(round(value, 1 if value < WHOLE_FROM else 0))
