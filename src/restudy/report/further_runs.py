"""Published headline numbers beside ours: each seed, their mean, and where a further run would fall."""

from math import nan

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from restudy.claims.runs import metric_runs
from restudy.params import analyses as specs
from restudy.report.formatters import is_share, number, percent
from restudy.report.material import Material
from restudy.report.reproduced import limits
from restudy.report.style import COLOURS, PUBLISHED_COLOUR, WIDTH_INCHES, new_figure
from restudy.report.titles import metric_title
from restudy.statistics.further_run import further_run
from restudy.statistics.intervals import Interval

ROW_INCHES, FRAME_INCHES = 0.46, 0.62
NUDGE_POINTS = 8


def further_run_rows(spec: specs.FurtherRunsFigure, material: Material) -> pd.DataFrame:
    """A row for each headline number and seed."""
    evidence = material.evidence
    rows = []
    for item in evidence.plan.study.headline:
        cell = evidence.cell(item.cell)
        runs = metric_runs(evidence, cell, item.metric).known()
        interval = (
            further_run(runs).interval(material.statistics.confidence) if len(runs.values) else Interval(nan, nan)
        )
        interval = interval.clipped(*runs.bounds)
        common = {"title": item.title, "cell": cell.name, "metric": item.metric, "published": item.published}
        common |= limits("further", interval)
        rows += [common | {"seed": seed, "value": value} for seed, value in evidence.values(cell, item.metric).items()]
    return pd.DataFrame(rows)


def draw_further_runs(spec: specs.FurtherRunsFigure, material: Material) -> Figure:
    """A panel for each metric and in it a row for each number, published values written beside their mark."""
    rows = further_run_rows(spec, material)
    panels = [part for _, part in rows.groupby("metric", sort=False)]
    heights = [part.groupby(["title", "cell"]).ngroups * ROW_INCHES + FRAME_INCHES for part in panels]
    figure = new_figure(WIDTH_INCHES, sum(heights) + 0.25)
    for axes, part in zip(
        figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0], panels, strict=True
    ):
        _panel(axes, part)
    _legend(figure, percent(material.statistics.confidence) if rows["further_low"].notna().any() else "")
    return figure


def _panel(axes: Axes, rows: pd.DataFrame) -> None:
    metric, titles = str(rows["metric"].iloc[0]), []
    for place, ((title, _), part) in enumerate(rows.groupby(["title", "cell"], sort=False)):
        _row(axes, place, part, metric)
        titles.append(title)
    axes.set_yticks(range(len(titles)), titles)
    axes.set_ylim(len(titles) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(metric_title(metric))
    axes.margins(x=0.12)
    axes.grid(visible=True, axis="x")
    if is_share(metric):
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=2, symbol=" %"))


def _row(axes: Axes, place: int, rows: pd.DataFrame, metric: str) -> None:
    """One number: the interval as a broad line, seeds as dots, their mean as a tick, the published as a diamond."""
    first = rows.iloc[0]
    values = rows["value"].dropna()
    if not np.isnan(first["further_low"]):
        ends = [first["further_low"], first["further_high"]]
        axes.plot(ends, [place] * 2, color=COLOURS[5], lw=9, alpha=0.55, solid_capstyle="butt", zorder=1)
    axes.plot(values, [place] * len(values), "o", color=COLOURS[0], alpha=0.6, ms=4.5)
    if len(values) > 1:
        axes.plot(values.mean(), place, "|", color=COLOURS[0], ms=15, mew=2)
    axes.plot(first["published"], place, "D", color=COLOURS[1], ms=6, zorder=3)
    axes.annotate(
        number(float(first["published"]), metric),
        (first["published"], place),
        (0, NUDGE_POINTS),
        textcoords="offset points",
        ha="center",
        size=8,
        color=PUBLISHED_COLOUR,
    )


def _legend(figure: Figure, confidence: str) -> None:
    """What the marks are, above the panels; named once for all. Without a confidence there are no intervals."""
    axes = figure.axes[0]
    marks = [axes.plot([], [], "D", color=COLOURS[1], ms=6, label="published")[0]]
    marks += axes.plot([], [], "o", color=COLOURS[0], alpha=0.6, ms=4.5, label="a seed")
    if confidence:
        marks += axes.plot([], [], "|", color=COLOURS[0], ms=12, mew=2, label="mean")
        marks += axes.plot([], [], color=COLOURS[5], lw=9, alpha=0.55, label=f"where a further run falls, {confidence}")
    figure.legend(handles=marks, loc="outside upper center", ncols=4)
