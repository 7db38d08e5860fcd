"""How a metric depends on the grid's keys together: a line for each value of one, along the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field

from restudy.formats import number, plain
from restudy.lazy import lazily
from restudy.metrics import METRICS, MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import setting, title_of, variant_title
from restudy.plan.cells import Cell
from restudy.plan.names import grid_values, readable_name
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")

MOST_KEYS = 2
# What marks a cell of which runs diverged, and the height of a row of them, in axes of height 1.
CROSS: dict[str, Any] = {"marker": "x", "ls": "", "ms": 5, "mew": 1.5}
CROSS_ROW = 0.05


class Interaction(Figure):
    """How a metric depends on the grid's keys together."""

    metric: MetricName = Field("val_accuracy", description="The metric.")
    rank: ClassVar[int] = 4

    @classmethod
    def standard(cls, plan: StudyPlan, paper: Paper) -> Self | None:
        """Of a grid of one key or two."""
        if not 0 < len(plan.study.grid) <= MOST_KEYS:
            return None
        validated = all(cell.settings["split"]["val"] for cell in plan.cells)
        metric = "val_accuracy" if validated else "test_accuracy"
        return cls(kind="interaction", title="How the settings of the grid act together", metric=metric)

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The study has a grid of one key or two."""
        if not 0 < len(plan.study.grid) <= MOST_KEYS:
            raise Misfit(f"the study's grid has {len(plan.study.grid)} keys; it is drawn for one or two", "kind")

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric of each cell."""
        for cell in plan.under(plan.first_protocol):
            yield Asked(readable_name(cell), self.metric, ("metric",))

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """Those of the first protocol."""
        return plan.under(plan.first_protocol)

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each cell of the first protocol, with mean, lowest and highest over seeds."""
        rows = []
        divergence.with_runs(material.evidence, self.cells_behind(material.plan, material.paper))
        for cell in self.cells_behind(material.plan, material.paper):
            values = pd.Series(material.evidence.values(cell, self.metric))
            numbers = {"mean": values.mean(), "lowest": values.min(), "highest": values.max()}
            numbers["diverged"] = len(material.evidence.diverged(cell))
            rows.append({"cell": cell.name, "variant": cell.variant, **cell.grid, **numbers})
        return pd.DataFrame(rows)

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """The last key along the axis; lines are the other key's values, panels variants, or lines are variants."""
        study, cells = material.plan.study, self.cells_behind(material.plan, material.paper)
        *others, along = study.grid
        panels = list(study.variants) if others else [""]
        figure = style.new_figure(style.WIDTH_INCHES, 2.9)
        every = figure.subplots(1, len(panels), squeeze=False, sharey=True)[0]
        for place, (axes, variant) in enumerate(zip(every, panels, strict=True)):
            part = rows[rows["variant"] == variant] if others else rows
            _lines(axes, part, material, cells)
            axes.set_xticks(range(len(study.grid[along])), [plain(value) for value in grid_values(cells, along)])
            axes.set(xlabel=setting(along), title=variant_title(material.paper, variant) if others else "")
            _frame(axes, self.metric if place == 0 else "", setting(others[0]) if others else None)
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """The cells with the lowest and the highest mean."""
        metric = METRICS[self.metric]
        ends = [rows.loc[place] for place in (rows["mean"].idxmin(), rows["mean"].idxmax())]
        low, high = (
            f"{number(float(row['mean']), metric.unit)} ({title_of(paper, plan, str(row['cell']))})" for row in ends
        )
        keys = " and ".join(setting(key) for key in plan.study.grid)
        return f"Over {keys}, {metric.title} lies between {low} and {high}."


def _lines(axes: Axes, rows: pd.DataFrame, material: Material, cells: list[Cell]) -> None:
    *others, along = material.plan.study.grid
    key = others[0] if others else "variant"
    values: list[Any] = grid_values(cells, others[0]) if others else list(material.plan.study.variants)
    places = grid_values(cells, along)
    # Colours of variants mean no value of a key.
    first = len(material.plan.study.variants) if others else 0
    for number_of, value in enumerate(values):
        look = looks.look(first + number_of) | {"linestyle": looks.dashes(number_of + number_of // len(style.COLOURS))}
        title = plain(value) if others else variant_title(material.paper, str(value))
        part = rows[[each == value for each in rows[key]]]
        _line(axes, part, places, along, look, title)
        if (part["diverged"] > 0).any():
            _mark_diverged(axes, part[part["diverged"] > 0], places, along, look, number_of)
    if (rows["diverged"] > 0).any():
        axes.plot([], [], label="runs diverged", color=style.PUBLISHED_COLOUR, **CROSS)


def _line(axes: Axes, rows: pd.DataFrame, values: list[Any], along: str, look: dict[str, Any], title: str) -> None:
    places = [values.index(value) for value in rows[along]]
    axes.plot(places, rows["mean"], **look, ms=4.5, label=title)
    if (rows["highest"] > rows["lowest"]).any():
        axes.vlines(places, rows["lowest"], rows["highest"], color=look["color"], lw=1, alpha=0.6)


def _mark_diverged(
    axes: Axes, rows: pd.DataFrame, values: list[Any], along: str, look: dict[str, Any], line: int
) -> None:
    """Crosses at the foot, a row for each line, where runs of a cell diverged."""
    places = [values.index(value) for value in rows[along]]
    heights = [CROSS_ROW * (line + 0.5)] * len(places)
    axes.plot(places, heights, color=look["color"], transform=axes.get_xaxis_transform(), **CROSS)


def _frame(axes: Axes, metric: str, legend: str | None) -> None:
    axes.grid(visible=True)
    axes.margins(x=0.06)
    axes.legend(title=legend, title_fontsize=8.5)
    if metric:
        axes.set_ylabel(style.label(METRICS[metric]))
        style.in_unit(axes.yaxis, METRICS[metric].unit)
