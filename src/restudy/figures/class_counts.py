"""Images of each class as a bar chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.formats import count
from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.papers.titles import class_word
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import style
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")


class ClassCounts(Figure):
    """Bar chart of the classes."""

    part: Literal["train", "test"] = Field(description="The part of the data.")

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """None: images are counted."""
        return []

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each class."""
        counts = material.evidence.images.counts(self.part)
        return pd.DataFrame({"class": range(len(counts)), "images": counts})

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """A bar for each class."""
        numbers = rows["images"]
        figure = style.new_figure(style.WIDTH_INCHES, 2.5)
        axes = figure.subplots()
        # Colours are settings'.
        bars = axes.bar(range(len(numbers)), numbers, color=style.SOFT_INK, width=0.65)
        axes.bar_label(bars, [count(float(number)) for number in numbers], size=8, padding=2)
        axes.set(xlabel=class_word(material.plan.dataset), ylabel=f"{self.part} images", xticks=range(len(numbers)))
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """All images, and those of the rarest and the most frequent class."""
        low, high = (rows.loc[place] for place in (rows["images"].idxmin(), rows["images"].idxmax()))
        word = class_word(plan.dataset)
        ends = [f"{count(row['images'])} ({word} {row['class']:g})" for row in (low, high)]
        return f"{count(rows['images'].sum())} images, between {ends[0]} and {ends[1]} of each {word}."
