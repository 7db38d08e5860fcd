"""Epoch metrics of cells, with a band over seeds."""

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import TYPE_CHECKING, Any

from pydantic import Field

from restudy.formats import number, plain, sentence
from restudy.lazy import lazily
from restudy.metric import PART_TITLES
from restudy.metrics import METRICS, EpochMetricName
from restudy.papers.items import Figure
from restudy.papers.titles import title_of
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import plots, series, style
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")
    plots, series = lazily("restudy.drawing.plots"), lazily("restudy.drawing.series")


class Curves(Figure):
    """Curves over epochs."""

    cells: list[str] = Field(min_length=1, description="The cells.")
    panels: list[list[EpochMetricName]] = Field(min_length=1, description="The metrics of each panel.")

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each cell, metric and epoch."""
        cells = [material.evidence.cell(name) for name in self.cells]
        metrics = [metric for panel in self.panels for metric in panel]
        parts = [plots.over_seeds(material.evidence, cell, metric) for cell in cells for metric in metrics]
        return pd.concat([part for part in parts if len(part)], ignore_index=True)

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """The mean over seeds, and a band from the lowest to the highest seed."""
        figure = style.new_figure(style.WIDTH_INCHES, 2.9)
        axes_of = figure.subplots(1, len(self.panels), squeeze=False)[0]
        cells = [material.evidence.cell(name) for name in self.cells]
        for panel, (axes, metrics) in enumerate(zip(axes_of, self.panels, strict=True)):
            lines = [(cell, metric) for cell in cells for metric in metrics]
            for look, (cell, metric) in zip(self._looks(metrics), lines, strict=False):
                label = self._label(material, cell, metric, metrics)
                _curve(axes, rows, series.Series(panel, cell.name, metric), look, label, len(material.plan.seeds) > 1)
            _frame(axes, panel, metrics)
        return figure

    def readings(self, rows: "pd.DataFrame", line: "series.Series") -> "series.Readings":
        """The mean after each epoch."""
        numbers, unit = _of_line(rows, line), METRICS[line.metric].unit
        texts = [number(float(value), unit) for value in numbers["mean"]]
        return series.Readings("epoch", [plain(epoch) for epoch in numbers["epoch"]], texts)

    def _looks(self, metrics: Sequence[str]) -> Iterable[dict[str, Any]]:
        """Lines of one cell look by their part of the data, which then looks alike in every panel."""
        parts = [METRICS[metric].parts for metric in metrics]
        if len(self.cells) > 1 or len(set(parts)) < len(parts):
            return cycle(style.LOOKS)
        known = list(dict.fromkeys(METRICS[metric].parts for panel in self.panels for metric in panel))
        return [style.LOOKS[known.index(part)] for part in parts]

    def _label(self, material: "Material", cell: Cell, metric: str, metrics: Sequence[str]) -> str:
        parts = [material.title(cell)] if len(self.cells) > 1 else []
        parts += [METRICS[metric].title] if len(metrics) > 1 or not parts else []
        return ", ".join(parts)

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """For each metric where it begins and ends, or which cell ends lowest and highest."""
        by_metric = rows.groupby("metric", sort=False)
        return " ".join(_metric_words(plan, paper, str(metric), part) for metric, part in by_metric)


def _curve(
    axes: "Axes", rows: "pd.DataFrame", line: "series.Series", look: dict[str, Any], label: str, band: bool
) -> None:
    numbers = _of_line(rows, line)
    drawn = axes.plot(numbers["epoch"], numbers["mean"], **look, label=label, marker="o", markersize=2.5)[0]
    drawn.set_gid(line.line)
    if band:
        limits = numbers["lowest"], numbers["highest"]
        shade = axes.fill_between(numbers["epoch"], *limits, color=look["color"], alpha=0.2, lw=0)
        shade.set_gid(line.band)


def _of_line(rows: "pd.DataFrame", line: "series.Series") -> "pd.DataFrame":
    return rows[(rows["cell"] == line.cell) & (rows["metric"] == line.metric)].drop_duplicates("epoch")


def _frame(axes: "Axes", panel: int, metrics: Sequence[str]) -> None:
    first = METRICS[metrics[0]]
    axes.set_xlabel("epoch")
    axes.set_ylabel(first.title if len(metrics) == 1 else _common_title(first.title))
    style.whole(axes.xaxis)
    style.in_unit(axes.yaxis, first.unit)
    axes.grid(visible=True)
    series.name_parts(axes, panel)


def _common_title(title: str) -> str:
    """A metric's title without its part of the data: loss, accuracy."""
    part, _, rest = title.partition(" ")
    return rest if part in (*PART_TITLES, *PART_TITLES.values()) else title


def _metric_words(plan: StudyPlan, paper: "Paper", name: str, rows: "pd.DataFrame") -> str:
    metric, last = METRICS[name], rows.groupby("cell", sort=False).last()
    if len(last) == 1:
        first, end = rows.iloc[0], rows.iloc[-1]
        begin = f"{number(first['mean'], metric.unit)} after epoch {first['epoch']}"
        return f"{sentence(metric.title)}: {begin}, {number(end['mean'], metric.unit)} after epoch {end['epoch']}."
    low, high = last["mean"].idxmin(), last["mean"].idxmax()
    ends = [
        f"{number(last.at[cell, 'mean'], metric.unit)} ({title_of(paper, plan, str(cell))})" for cell in (low, high)
    ]
    return f"{sentence(metric.title)} ends between {ends[0]} and {ends[1]}."
