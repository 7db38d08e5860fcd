"""Share of each class' test images that were recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from restudy.formats import Unit, number
from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.papers.titles import class_word
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    np = lazily("numpy")
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")


# Above 100 %, for the numbers of bars that reach it, as a share of what is shown below.
HEADROOM = 0.1


class ClassAccuracy(Figure):
    """Accuracy of each class."""

    cell: str = Field(description="The cell.")

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each class: mean, lowest and highest over seeds."""
        evidence = material.evidence
        (cell,) = divergence.with_runs(evidence, [evidence.cell(self.cell)])
        recalls = np.array([evidence.class_scores(cell, seed)["recall"] for seed in evidence.ended(cell)])
        ends = {"lowest": recalls.min(axis=0), "highest": recalls.max(axis=0)}
        return pd.DataFrame({"class": range(recalls.shape[1]), "mean": recalls.mean(axis=0)} | ends)

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """A bar for the mean, a line from the lowest to the highest, and the mean above both."""
        mean, lowest = rows["mean"], float(rows["lowest"].min())
        figure = style.new_figure(style.WIDTH_INCHES, 2.7)
        axes = figure.subplots()
        # A mean of equal numbers may lie a rounding error beyond them.
        spread = np.maximum([mean - rows["lowest"], rows["highest"] - mean], 0)
        bars: dict[str, Any] = {}
        if len(material.plan.seeds) > 1:
            bars = {"yerr": spread, "ecolor": style.PUBLISHED_COLOUR, "capsize": 3}
        colour = looks.colour(looks.place_of(material.plan, material.evidence.cell(self.cell)))
        axes.bar(range(len(mean)), mean, color=colour, width=0.65, **bars)
        above: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "size": 8}
        for label, (value, top) in enumerate(zip(mean, rows["highest"], strict=True)):
            axes.annotate(f"{100 * value:.1f}", (label, max(value, top)), (0, 3), **above)
        floor = max(float(np.floor(100 * lowest - 0.5) / 100), 0.0)
        axes.set(xlabel=class_word(material.plan.dataset), ylabel="accuracy", xticks=range(len(mean)))
        axes.set_ylim(floor, 1 + HEADROOM * (1 - floor))
        style.in_unit(axes.yaxis, Unit.SHARE)
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """The worst and the best class."""
        low, high = (rows.loc[place] for place in (rows["mean"].idxmin(), rows["mean"].idxmax()))
        word = class_word(plan.dataset)
        ends = [f"{number(float(row['mean']), Unit.SHARE)} ({word} {row['class']:g})" for row in (low, high)]
        return f"Accuracy lies between {ends[0]} and {ends[1]}."
