"""What a search over a grid may expect to find, by how many of its settings it tries."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from restudy.params import analyses as specs
from restudy.params.study import DECIDED_BY_VALIDATION
from restudy.plan.cells import Cell
from restudy.report.material import Material
from restudy.report.reproduced import DECIMALS
from restudy.report.style import COLOURS, WIDTH_INCHES, new_figure
from restudy.selection import WHOLE_STUDY, groups
from restudy.statistics.search import best_of_draws

METRICS = ("val_accuracy", "test_accuracy")


def search_rows(spec: specs.SearchFigure, material: Material) -> pd.DataFrame:
    """A row for each group of cells and number tried; cells' numbers are means over seeds."""
    plan = material.evidence.plan
    protocols = plan.study.protocols
    protocol = next((name for name, each in protocols.items() if each.choose_by in DECIDED_BY_VALIDATION), None)
    parts = [_rows(material, group, cells) for group, cells in groups(plan, protocol or next(iter(protocols))).items()]
    return pd.concat(parts, ignore_index=True)


def _rows(material: Material, group: str, cells: list[Cell]) -> pd.DataFrame:
    evidence = material.evidence
    numbers = pd.DataFrame(
        {metric: [np.mean([*evidence.values(cell, metric).values()]) for cell in cells] for metric in METRICS}
    ).dropna()
    found = best_of_draws(numbers["val_accuracy"], numbers["test_accuracy"])
    studied = evidence.plan.study.variants
    return pd.DataFrame(
        {
            "title": studied[group].title if group != WHOLE_STUDY else "all settings",
            "tried": range(1, len(numbers) + 1),
            "val_accuracy": [each.expected for each in found],
            "val_accuracy_sd": [each.deviation for each in found],
            "test_accuracy": [each.elsewhere for each in found],
        }
    ).round(DECIMALS)


def draw_search(spec: specs.SearchFigure, material: Material) -> Figure:
    """A line and a band for each group, named at its end."""
    figure = new_figure(WIDTH_INCHES, 3.0)
    axes = figure.subplots()
    for colour, (title, rows) in zip(COLOURS, search_rows(spec, material).groupby("title", sort=False), strict=False):
        _group(axes, str(title), rows, colour)
    axes.set(xlabel="settings tried", ylabel="expected accuracy")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(visible=True)
    if axes.get_lines():
        axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
    return figure


def _group(axes: Axes, title: str, rows: pd.DataFrame, colour: str) -> None:
    best, spread = rows["val_accuracy"], rows["val_accuracy_sd"]
    axes.plot(rows["tried"], best, color=colour, marker="o", ms=3, label=f"{title}, validation")
    axes.fill_between(rows["tried"], best - spread, best + spread, color=colour, alpha=0.18, lw=0)
    axes.plot(rows["tried"], rows["test_accuracy"], color=colour, ls="--", lw=1.2, label=f"{title}, test")
