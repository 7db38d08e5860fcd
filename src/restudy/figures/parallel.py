"""Parallel coordinates: a line for each cell through its settings to its metric."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from textwrap import fill
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field

from restudy.formats import number, plain, sentence
from restudy.lazy import lazily
from restudy.metrics import METRICS, MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import setting
from restudy.plan.cells import Cell
from restudy.plan.differing import differing
from restudy.plan.names import readable_name
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
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

# Fewer lines are read from a table as well, and settings of fewer axes from the titles.
FEWEST_CELLS = 4
FEWEST_AXES = 2
# Lines through the same value stand this far apart, in axes of height 1, so that each can be followed.
APART = 0.022
# Words stand so far above the lines that pass their axis there, the lowest below.
WORDS_APART = 0.13
FOOT = -0.14
# Letters of a line of an axis' title, and of the name at a line's end.
AXIS_LETTERS, NAME_LETTERS = 12, 31
MISSING_BLOCK, PRESENT_BLOCK = "no", "yes"


class Parallel(Figure):
    """Settings that differ between cells, and a metric."""

    metric: MetricName = Field("test_accuracy", description="The metric.")
    rank: ClassVar[int] = 5

    @classmethod
    def standard(cls, plan: StudyPlan, paper: Paper) -> Self | None:
        """Of several cells that differ in several settings, and are no grid of one key or two."""
        cells = plan.under(plan.first_protocol)
        if 0 < len(plan.study.grid) <= 2 or len(cells) < FEWEST_CELLS or len(differing(cells)) < FEWEST_AXES:
            return None
        return cls(kind="parallel", title="Settings of each network and what it reaches", metric="test_accuracy")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The study's cells differ in several settings."""
        if len(differing(plan.under(plan.first_protocol))) < FEWEST_AXES:
            raise Misfit("the study's cells differ in fewer than two settings; name another kind", "kind")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric of each cell."""
        for cell in plan.under(plan.first_protocol):
            yield Asked(readable_name(cell), self.metric, ("metric",))

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """Those of the first protocol."""
        return plan.under(plan.first_protocol)

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each cell: its settings that differ, in words, and its mean over seeds."""
        cells = self.cells_behind(material.plan, material.paper)
        settings = {_axis_title(key): [_words(value) for value in values] for key, values in differing(cells).items()}
        divergence.with_runs(material.evidence, cells)
        means = [float(pd.Series(material.evidence.values(cell, self.metric)).mean()) for cell in cells]
        titles = [material.title(cell) for cell in cells]
        return pd.DataFrame({"title": titles, "cell": [cell.name for cell in cells], **settings, self.metric: means})

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """An axis for each setting and one for the metric, a line for each cell, named with its value at the end."""
        settings = [name for name in rows.columns if name not in ("title", "cell", self.metric)]
        names = [_end_name(row, self.metric) for _, row in rows.iterrows()]
        figure = style.new_figure(style.WIDTH_INCHES, max(2.8, 1.0 + 0.24 * sum(map(_lines, names))))
        axes = figure.subplots()
        cells = [next(cell for cell in material.plan.cells if cell.name == name) for name in rows["cell"]]
        places = looks.places_of(material.plan, cells)
        heights = np.column_stack([*(_heights(rows[name]) for name in settings), _scaled(rows[self.metric])])
        offsets = APART * (np.arange(len(rows)) - (len(rows) - 1) / 2)
        heights[:, :-1] += np.clip(offsets, -0.08, 0.08)[:, None]
        for place, line in zip(places, heights, strict=True):
            axes.plot(line, **looks.look(place), lw=1.8, ms=4.5, zorder=2)
        _axes_of_settings(axes, rows, settings, self.metric)
        _end_labels(axes, names, heights[:, -1], len(settings), [looks.colour(place) for place in places])
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """Every cell's mean in a small study, else the ends."""
        metric, ordered = METRICS[self.metric], rows.sort_values(self.metric, ascending=False)
        shown = ordered if len(ordered) <= len(plan.study.variants) else ordered.iloc[[0, -1]]
        parts = [f"{row['title']} {number(float(row[self.metric]), metric.unit)}" for _, row in shown.iterrows()]
        return f"{sentence(metric.title)}, best first: {'; '.join(parts)}."


def _end_name(row: pd.Series, metric: str) -> str:
    """A cell's name and value, in lines that do not break before the value's unit."""
    return fill(f"{row['title']}  {number(float(row[metric]), METRICS[metric].unit)}", NAME_LETTERS)


def _lines(text: str) -> int:
    return text.count("\n") + 1


def _axis_title(key: str) -> str:
    return setting(key.removeprefix("model."))


def _words(value: Any) -> str:
    """A setting's value in a word: blocks are there or not, lists are their numbers."""
    if value is None or isinstance(value, dict):
        return MISSING_BLOCK if value is None else PRESENT_BLOCK
    return "-".join(map(str, value)) if isinstance(value, list) else plain(value)


def _heights(values: pd.Series) -> np.ndarray[Any, Any]:
    """Places of words on an axis from 0 to 1, in their order in params.yaml."""
    words = list(dict.fromkeys(values))
    return np.array([words.index(value) / (len(words) - 1) for value in values])


def _scaled(values: pd.Series) -> np.ndarray[Any, Any]:
    width = float(values.max() - values.min())
    return ((values - values.min()) / width).to_numpy() if width else np.full(len(values), 0.5)


def _axes_of_settings(axes: Axes, rows: pd.DataFrame, settings: list[str], metric: str) -> None:
    """A ruled axis for each, with its values' words beside the lines that pass."""
    axes.set_xticks(
        range(len(settings) + 1), [fill(name, AXIS_LETTERS) for name in (*settings, style.label(METRICS[metric]))]
    )
    axes.set(yticks=[], ylim=(-0.2, 1.2), xlim=(-0.25, len(settings) + 0.95))
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.vlines(range(len(settings) + 1), -0.06, 1.06, color=style.AXIS, lw=1, zorder=1)
    ground = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.5}
    written: dict[str, Any] = {"size": 8, "color": style.PUBLISHED_COLOUR, "bbox": ground}
    for place, name in enumerate(settings):
        for word, height in dict(zip(rows[name], _heights(rows[name]), strict=True)).items():
            place_of = (place, -WORDS_APART) if height == 0 else (place, height + WORDS_APART)
            axes.annotate(str(word), place_of, ha="center", va="center", **written)


def _end_labels(axes: Axes, names: list[str], heights: np.ndarray[Any, Any], place: int, colours: list[str]) -> None:
    """Names and values beside the lines' ends, moved apart where they would lie on each other."""
    # A line without a number, since all of its runs diverged, ends before; its name stands at the foot.
    placed = np.nan_to_num(heights, nan=FOOT)
    lines = [_lines(name) for name in names]
    room = min(0.1, 1.2 / sum(lines))
    for below, above in pairwise(np.argsort(placed)):
        placed[above] = max(placed[above], placed[below] + room * (lines[below] + lines[above]) / 2)
    placed -= max(placed.max() - 1.1, 0.0)
    for height, name, colour in zip(placed, names, colours, strict=True):
        axes.text(place + 0.1, height, name, va="center", size=8, color=colour)
