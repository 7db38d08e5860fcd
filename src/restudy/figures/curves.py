"""Epoch metrics of cells, with a band over seeds."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from restudy.formats import number, plain, sentence
from restudy.lazy import lazily
from restudy.metric import PART_TITLES
from restudy.metrics import METRICS, EpochMetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Figure
from restudy.papers.titles import title_of
from restudy.params.limits import EachOnce
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import plots, series, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")
    plots, series = lazily("restudy.drawing.plots"), lazily("restudy.drawing.series")


class Curves(Figure):
    """Curves over epochs."""

    cells: list[str] = Field(min_length=1, description="The cells.")
    panels: list[Annotated[list[EpochMetricName], EachOnce, Field(min_length=1)]] = Field(
        min_length=1, max_length=6, description="The metrics of each panel."
    )

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Each metric in each epoch of each cell."""
        for panel, metrics in enumerate(self.panels):
            for place, metric in enumerate(metrics):
                for cell in self.cells:
                    yield Asked(cell, metric, ("panels", panel, place), by_epoch=True)

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each cell, metric and epoch."""
        evidence = material.evidence
        cells = divergence.with_runs(evidence, map(evidence.cell, self.cells))
        metrics = [metric for panel in self.panels for metric in panel]
        parts = [plots.over_seeds(evidence, cell, metric) for cell in cells for metric in metrics]
        known = [part for part in parts if len(part)]
        if not known:
            raise divergence.NothingToShowError("no epoch has these numbers")
        return pd.concat(known, ignore_index=True)

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """The mean over runs that ended, and a band from lowest to highest; a cell looks alike in every panel."""
        figure = style.new_figure(style.WIDTH_INCHES, 2.9)
        axes_of = figure.subplots(1, len(self.panels), squeeze=False)[0]
        cells = [material.evidence.cell(name) for name in self.cells]
        for panel, (axes, metrics) in enumerate(zip(axes_of, self.panels, strict=True)):
            for place, metric in product(range(len(cells)), metrics):
                line = series.Series(panel, cells[place].name, metric)
                label = self._label(material, cells[place], metric, metrics)
                _curve(axes, rows, line, self._look(place, metric, metrics), label, len(material.plan.seeds) > 1)
            _frame(axes, panel, metrics)
        lost = [material.title(cell) for cell in cells if not material.evidence.ended(cell)]
        if lost:
            figure.supxlabel("; ".join(lost), size=8.5)
        return figure

    def readings(self, rows: "pd.DataFrame", line: "series.Series") -> "series.Readings":
        """The mean after each epoch."""
        numbers, unit = _of_line(rows, line), METRICS[line.metric].unit
        texts = [number(float(value), unit) for value in numbers["mean"]]
        return series.Readings("epoch", [plain(epoch) for epoch in numbers["epoch"]], texts)

    def _look(self, place: int, metric: str, metrics: Sequence[str]) -> dict[str, Any]:
        """How the line of a cell and metric looks.

        Cells have colours and a panel's metrics have dashes. Lines of a single cell have a colour for each part of the
        data, if that tells them apart.
        """
        number = metrics.index(metric)
        parts = [METRICS[each].parts for each in metrics]
        if len(self.cells) == 1 and len(set(parts)) == len(parts):
            known = list(dict.fromkeys(METRICS[each].parts for panel in self.panels for each in panel))
            return style.LOOKS[known.index(METRICS[metric].parts)]
        if len(self.cells) == 1:
            return style.LOOKS[number % len(style.LOOKS)]
        rounds, colour = divmod(place, len(style.COLOURS))
        return style.LOOKS[(colour + len(style.COLOURS) * (rounds + number)) % len(style.LOOKS)]

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
    if numbers.empty:
        return
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
