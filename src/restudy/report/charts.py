"""Charts of numbers: curves, heat maps, bars and dots."""

from collections.abc import Iterable, Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from restudy.params import figures as specs
from restudy.params.tables import GridTable, SummaryTable
from restudy.plan.cells import Cell
from restudy.plan.refs import grid_values
from restudy.report import drawn
from restudy.report.drawn import SMOOTHING_STEPS, class_recalls, mean_steps
from restudy.report.formatters import MINUS, MISSING, count, is_share, plain
from restudy.report.material import Material
from restudy.report.parts import Series, name_parts
from restudy.report.plots import mean_confusion, over_seeds
from restudy.report.style import (
    COLOURS,
    DIVERGING,
    ERROR_COLOURS,
    INK,
    PAPER,
    PUBLISHED_COLOUR,
    SEQUENTIAL,
    SOFT_ON_LIGHT,
    WIDTH_INCHES,
    new_figure,
    written_on,
)
from restudy.report.tables import make_table
from restudy.report.titles import cell_title, metric_title, setting

Look = dict[str, Any]

LOOKS: list[Look] = [{"color": colour, "linestyle": style} for style in ("-", "--", ":") for colour in COLOURS]


def curves(spec: specs.CurvesFigure, material: Material) -> Figure:
    """Metrics over epochs: the mean over seeds, and a band from the lowest to the highest seed."""
    figure = new_figure(WIDTH_INCHES, 2.9)
    panels = figure.subplots(1, len(spec.panels), squeeze=False)[0]
    for panel, (axes, metrics) in enumerate(zip(panels, spec.panels, strict=True)):
        lines = [(material.evidence.cell(ref), metric) for ref in spec.cells for metric in metrics]
        for look, (cell, metric) in zip(_looks(spec, metrics), lines, strict=False):
            parts = [cell_title(material.evidence.plan.study, cell)] if len(spec.cells) > 1 else []
            parts += [metric_title(metric)] if len(metrics) > 1 or not parts else []
            _curve(axes, material, cell, metric, look, ", ".join(parts), Series(panel, cell.name, metric))
        axes.set_xlabel("epoch")
        axes.set_ylabel(metric_title(metrics[0]) if len(metrics) == 1 else metrics[0].rpartition("_")[2])
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        _percent(axes, metrics[0])
        axes.grid(visible=True)
        name_parts(axes, panel)
    return figure


def _looks(spec: specs.CurvesFigure, metrics: Sequence[str]) -> Iterable[Look]:
    """How a panel's lines look: those of one cell by their part of the data, which then looks alike in every panel."""
    parts = [metric.partition("_")[0] for metric in metrics]
    if len(spec.cells) > 1 or len(set(parts)) < len(parts):
        return cycle(LOOKS)
    known = list(dict.fromkeys(metric.partition("_")[0] for panel in spec.panels for metric in panel))
    return [LOOKS[known.index(part)] for part in parts]


def _curve(axes: Axes, material: Material, cell: Cell, metric: str, look: Look, label: str, series: Series) -> None:
    numbers = over_seeds(material.evidence, cell, metric)
    line = axes.plot(numbers["epoch"], numbers["mean"], **look, label=label, marker="o", markersize=2.5)[0]
    line.set_gid(series.line)
    if len(material.evidence.plan.seeds) > 1:
        band = numbers["lowest"], numbers["highest"]
        shade = axes.fill_between(numbers["epoch"], *band, color=look["color"], alpha=0.2, lw=0)
        shade.set_gid(series.band)


def _percent(axes: Axes, metric: str) -> None:
    if is_share(metric):
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))


def steps(spec: specs.StepsFigure, material: Material) -> Figure:
    """Loss by step of the first epoch on a logarithmic axis, each step faint and a moving mean over it."""
    figure = new_figure(WIDTH_INCHES, 3.1)
    axes = figure.subplots()
    for look, ref in zip(cycle(LOOKS), spec.cells, strict=False):
        cell = material.evidence.cell(ref)
        mean = mean_steps(material, cell).set_index("step")
        series = Series(0, cell.name, "smooth_train_loss")
        axes.plot(mean["train_loss"], color=look["color"], alpha=0.22, lw=0.7, gid=series.band)
        title = cell_title(material.evidence.plan.study, cell)
        axes.plot(mean["smooth_train_loss"], **look, label=title, gid=series.line)
    axes.set(xlabel="step of epoch 1", ylabel=f"train loss (thick: mean of {SMOOTHING_STEPS} steps)", yscale="log")
    axes.grid(visible=True, which="both")
    name_parts(axes, 0)
    return figure


def heatmap(spec: specs.HeatmapFigure, material: Material) -> Figure:
    """Published values, reproduced means, and their difference, cell by cell; shares in percent and points."""
    table = material.evidence.plan.study.tables[spec.table]
    assert isinstance(table, GridTable)
    frame = make_table(table, material)
    factor, units, text = (100, (", %", ", points"), ".2f") if is_share(table.metric) else (1, ("", ""), ".3g")
    published = factor * _matrix(table, material, frame[f"{table.metric}_published"])
    ours = factor * _matrix(table, material, frame[f"{table.metric}_mean"])
    both = np.stack([published, ours])
    low, high = float(np.nanmin(both)), float(np.nanmax(both))
    figure = new_figure(WIDTH_INCHES, 2.5)
    panels = figure.subplots(1, 3)
    for axes, values, title in ((panels[0], published, "published"), (panels[1], ours, "reproduced")):
        _heat(axes, values, title + units[0], SEQUENTIAL, low, max(high, low + 0.01), f"{{:{text}}}")
    gap = ours - published
    widest = max(float(gap.abs().fillna(0).max(axis=None)), 0.01)
    _heat(panels[2], gap, "difference" + units[1], DIVERGING, -widest, widest, f"{{:+{text}}}")
    for axes in panels:
        axes.set(xlabel=setting(table.columns), ylabel=setting(table.rows))
    return figure


def _matrix(table: GridTable, material: Material, values: pd.Series) -> pd.DataFrame:
    """A grid table's column by its rows and columns, in the order of params.yaml."""
    cells = [cell for cell in material.evidence.plan.under("published") if cell.variant == table.variant]
    rows, columns = (grid_values(cells, key) for key in (table.rows, table.columns))
    matrix = pd.DataFrame(np.nan, index=[plain(key) for key in rows], columns=[plain(key) for key in columns])
    for cell, value in zip(cells, values, strict=True):
        matrix.iat[rows.index(cell.grid[table.rows]), columns.index(cell.grid[table.columns])] = value
    return matrix


def _heat(axes: Axes, values: pd.DataFrame, title: str, colours: str, low: float, high: float, text: str) -> None:
    axes.imshow(values, cmap=colours, vmin=low, vmax=high, aspect="auto")
    axes.set_title(title)
    axes.set_xticks(range(values.shape[1]), values.columns)
    axes.set_yticks(range(values.shape[0]), values.index)
    _write_values(axes, values.to_numpy(), low, high, text, colours)


def _write_values(axes: Axes, values: np.ndarray[Any, Any], low: float, high: float, text: str, colours: str) -> None:
    """Each value in its square."""
    for (row, column), value in np.ndenumerate(values):
        shown = MISSING if np.isnan(value) else text.format(value).replace("-", MINUS)
        colour = written_on(colours, (value - low) / (high - low))
        axes.text(column, row, shown, ha="center", va="center", color=colour, size=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def dots(spec: specs.DotsFigure, material: Material) -> Figure:
    """Published value, each seed and their mean, a row for each cell."""
    evidence = material.evidence
    table = evidence.plan.study.tables[spec.table]
    assert isinstance(table, SummaryTable)
    figure = new_figure(WIDTH_INCHES, 0.9 + 0.42 * len(table.cells))
    axes = figure.subplots()
    for row, ref in enumerate(table.cells):
        values = list(evidence.values(evidence.cell(ref), spec.column).values())
        label = "a seed" if row == 0 else None
        axes.plot(values, [row] * len(values), "o", color=COLOURS[0], alpha=0.45, ms=5, label=label)
        axes.plot(np.mean(values), row, "|", color=COLOURS[0], ms=15, mew=2, label="mean" if row == 0 else None)
        published = table.published[row][table.columns.index(spec.column)] if table.published else None
        if published is not None:
            axes.plot(published, row, "D", color=COLOURS[1], ms=6, label="published" if row == 0 else None)
    titles = [cell_title(evidence.plan.study, evidence.cell(ref)) for ref in table.cells]
    axes.set_yticks(range(len(titles)), titles)
    axes.invert_yaxis()
    axes.set_xlabel(metric_title(spec.column))
    if is_share(spec.column):
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(visible=True, axis="x")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def confusion(spec: specs.ConfusionFigure, material: Material) -> Figure:
    """Mean counts over seeds, [label, prediction]; errors in colour, so that the diagonal doesn't drown them."""
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    mean = mean_confusion(evidence, cell)
    errors = np.where(np.eye(len(mean), dtype=bool), np.nan, mean)
    figure = new_figure(4.9, 4.4)
    axes = figure.subplots()
    highest = max(float(np.nanmax(errors)), 1.0)
    image = axes.imshow(errors, cmap=ERROR_COLOURS, vmin=0, vmax=highest)
    for (label, prediction), value in np.ndenumerate(mean):
        right = label == prediction
        colour = INK if right else SOFT_ON_LIGHT if value == 0 else written_on(ERROR_COLOURS, value / highest)
        weight = "bold" if right else "normal"
        axes.text(
            prediction,
            label,
            count(round(float(value), 1)),
            ha="center",
            va="center",
            color=colour,
            size=7,
            weight=weight,
        )
    axes.set(xlabel="prediction", ylabel="label", xticks=range(len(mean)), yticks=range(len(mean)))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    figure.colorbar(image, ax=axes, shrink=0.75, label="errors")
    return figure


def class_accuracy(spec: specs.ClassAccuracyFigure, material: Material) -> Figure:
    """Recall of each class: a bar for the mean over seeds, a line from the lowest to the highest."""
    recalls = class_recalls(spec, material)
    mean = recalls.mean(axis=0)
    figure = new_figure(WIDTH_INCHES, 2.7)
    axes = figure.subplots()
    # A mean of equal numbers may lie a rounding error beyond them.
    spread = np.maximum([mean - recalls.min(axis=0), recalls.max(axis=0) - mean], 0) if len(recalls) > 1 else None
    axes.bar(range(len(mean)), mean, color=COLOURS[0], width=0.65, yerr=spread, ecolor=PUBLISHED_COLOUR, capsize=3)
    for label, value in enumerate(mean):
        axes.annotate(
            f"{100 * value:.1f}",
            (label, value),
            (0, -12),
            textcoords="offset points",
            ha="center",
            color=PAPER,
            size=8,
        )
    floor = np.floor(100 * recalls.min() - 0.5) / 100
    axes.set(xlabel="digit", ylabel="accuracy", xticks=range(len(mean)), ylim=(max(floor, 0.0), 1.0))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %", decimals=None))
    return figure


def class_counts(spec: specs.ClassCountsFigure, material: Material) -> Figure:
    """Images of each class."""
    numbers = drawn.class_counts(spec, material)["images"]
    figure = new_figure(WIDTH_INCHES, 2.5)
    axes = figure.subplots()
    bars = axes.bar(range(len(numbers)), numbers, color=COLOURS[0], width=0.65)
    axes.bar_label(bars, [count(float(number)) for number in numbers], size=8, padding=2)
    axes.set(xlabel="digit", ylabel=f"{spec.part} images", xticks=range(len(numbers)))
    return figure
