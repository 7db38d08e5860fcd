"""How settings act together: lines over a grid, and parallel coordinates."""

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from restudy.params import analyses as specs
from restudy.plan.cells import Cell
from restudy.plan.refs import grid_values
from restudy.plan.settings import differing
from restudy.report.formatters import is_share, number, plain
from restudy.report.material import Material
from restudy.report.style import COLOURS, PUBLISHED_COLOUR, WIDTH_INCHES, new_figure
from restudy.report.titles import cell_title, metric_title, setting

# Lines through the same value stand this far apart, in axes of height 1, so that each can be followed.
APART = 0.022
# Words stand so far above the lines that pass their axis there, the lowest below.
WORDS_APART = 0.13
MISSING_BLOCK, PRESENT_BLOCK = "no", "yes"


def interaction_rows(spec: specs.InteractionFigure, material: Material) -> pd.DataFrame:
    """A row for each cell of the first protocol, with mean, lowest and highest over seeds."""
    evidence = material.evidence
    rows = []
    for cell in _first_cells(material):
        values = [*evidence.values(cell, spec.metric).values()]
        numbers = {"mean": np.mean(values), "lowest": np.min(values), "highest": np.max(values)}
        rows.append({"cell": cell.name, "variant": cell.variant, **cell.grid, **numbers})
    return pd.DataFrame(rows)


def _first_cells(material: Material) -> list[Cell]:
    plan = material.evidence.plan
    return plan.under(next(iter(plan.study.protocols)))


def draw_interaction(spec: specs.InteractionFigure, material: Material) -> Figure:
    """The last key along the axis; lines are the other key's values, panels variants, or lines are variants."""
    study, rows, cells = material.evidence.plan.study, interaction_rows(spec, material), _first_cells(material)
    *others, along = study.grid
    panels = list(study.variants) if others else [""]
    figure = new_figure(WIDTH_INCHES, 2.9)
    for place, (axes, variant) in enumerate(zip(_panels(figure, len(panels)), panels, strict=True)):
        part = rows[rows["variant"] == variant] if others else rows
        key = others[0] if others else "variant"
        lines = grid_values(cells, others[0]) if others else list(study.variants)
        titles = [plain(value) if others else study.variants[str(value)].title for value in lines]
        for colour, value, title in zip(COLOURS, lines, titles, strict=False):
            _line(axes, part[[each == value for each in part[key]]], grid_values(cells, along), along, colour, title)
        axes.set_xticks(range(len(study.grid[along])), [plain(value) for value in grid_values(cells, along)])
        axes.set(xlabel=setting(along), title=study.variants[variant].title if others else "")
        _frame(axes, spec.metric if place == 0 else "", setting(others[0]) if others else None)
    return figure


def _panels(figure: Figure, number_of: int) -> list[Axes]:
    return list(figure.subplots(1, number_of, squeeze=False, sharey=True)[0])


def _line(axes: Axes, rows: pd.DataFrame, values: list[Any], along: str, colour: str, title: str) -> None:
    places = [values.index(value) for value in rows[along]]
    axes.plot(places, rows["mean"], color=colour, marker="o", ms=4, label=title)
    if (rows["highest"] > rows["lowest"]).any():
        axes.vlines(places, rows["lowest"], rows["highest"], color=colour, lw=1, alpha=0.6)


def _frame(axes: Axes, metric: str, legend: str | None) -> None:
    axes.grid(visible=True)
    axes.margins(x=0.06)
    axes.legend(title=legend, title_fontsize=8.5)
    if metric:
        axes.set_ylabel(metric_title(metric))
        if is_share(metric):
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))


def parallel_rows(spec: specs.ParallelFigure, material: Material) -> pd.DataFrame:
    """A row for each cell of the first protocol: its settings that differ, in words, and its mean over seeds."""
    evidence, cells = material.evidence, _first_cells(material)
    settings = {_axis_title(key): [_words(value) for value in values] for key, values in differing(cells).items()}
    means = [float(np.mean([*evidence.values(cell, spec.metric).values()])) for cell in cells]
    titles = [cell_title(evidence.plan.study, cell) for cell in cells]
    return pd.DataFrame({"title": titles, "cell": [cell.name for cell in cells], **settings, spec.metric: means})


def _axis_title(key: str) -> str:
    return setting(key.removeprefix("model.")) if key.startswith("model.") else setting(key)


def _words(value: Any) -> str:
    """A setting's value in a word: blocks are there or not, lists are their numbers."""
    if value is None or isinstance(value, dict):
        return MISSING_BLOCK if value is None else PRESENT_BLOCK
    return "-".join(map(str, value)) if isinstance(value, list) else plain(value)


def draw_parallel(spec: specs.ParallelFigure, material: Material) -> Figure:
    """An axis for each setting and one for the metric, a line for each cell, named with its value at the end."""
    rows = parallel_rows(spec, material)
    settings = [name for name in rows.columns if name not in ("title", "cell", spec.metric)]
    figure = new_figure(WIDTH_INCHES, max(2.8, 1.0 + 0.24 * len(rows)))
    axes = figure.subplots()
    heights = np.column_stack([*(_heights(rows[name]) for name in settings), _scaled(rows[spec.metric])])
    offsets = APART * (np.arange(len(rows)) - (len(rows) - 1) / 2)
    heights[:, :-1] += np.clip(offsets, -0.08, 0.08)[:, None]
    for place, line in enumerate(heights):
        axes.plot(line, color=COLOURS[place % len(COLOURS)], lw=1.8, marker="o", ms=4, zorder=2)
    _axes_of_settings(axes, rows, settings, spec.metric)
    _end_labels(axes, rows, heights[:, -1], len(settings), spec.metric)
    return figure


def _heights(values: pd.Series) -> np.ndarray[Any, Any]:
    """Places of words on an axis from 0 to 1, in their order in params.yaml."""
    words = list(dict.fromkeys(values))
    return np.array([words.index(value) / (len(words) - 1) for value in values])


def _scaled(values: pd.Series) -> np.ndarray[Any, Any]:
    width = float(values.max() - values.min())
    return ((values - values.min()) / width).to_numpy() if width else np.full(len(values), 0.5)


def _axes_of_settings(axes: Axes, rows: pd.DataFrame, settings: list[str], metric: str) -> None:
    """A ruled axis for each, with its values' words beside the lines that pass."""
    axes.set_xticks(range(len(settings) + 1), [*settings, metric_title(metric)])
    axes.set(yticks=[], ylim=(-0.2, 1.2), xlim=(-0.25, len(settings) + 0.95))
    axes.spines[:].set_visible(False)
    axes.tick_params(axis="x", length=0)
    axes.vlines(range(len(settings) + 1), -0.06, 1.06, color=rcParams["axes.edgecolor"], lw=1, zorder=1)
    for place, name in enumerate(settings):
        for word, height in dict(zip(rows[name], _heights(rows[name]), strict=True)).items():
            place_of = (place, -WORDS_APART) if height == 0 else (place, height + WORDS_APART)
            axes.annotate(str(word), place_of, ha="center", va="center", size=8, color=PUBLISHED_COLOUR)


def _end_labels(axes: Axes, rows: pd.DataFrame, heights: np.ndarray[Any, Any], place: int, metric: str) -> None:
    """Names and values beside the lines' ends, moved apart where they would lie on each other."""
    order = np.argsort(heights)
    room = min(0.1, 1.2 / len(rows))
    placed = heights.copy()
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + room)
    placed -= max(placed.max() - 1.1, 0.0)
    for number_of, (height, text, value) in enumerate(zip(placed, rows["title"], rows[metric], strict=True)):
        axes.text(
            place + 0.08,
            height,
            f"{text}  {number(float(value), metric)}",
            va="center",
            size=8,
            color=COLOURS[number_of % len(COLOURS)],
        )
