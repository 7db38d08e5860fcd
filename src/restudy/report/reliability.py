"""Reliability diagrams: how often networks are right among images of which they are equally sure."""

from dataclasses import asdict

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from restudy.params import analyses as specs
from restudy.plan.cells import Cell
from restudy.report import featured
from restudy.report.material import Material
from restudy.report.quality import cell_scores
from restudy.report.reproduced import DECIMALS
from restudy.report.style import COLOURS, PUBLISHED_COLOUR, WIDTH_INCHES, new_figure
from restudy.report.titles import cell_title
from restudy.statistics.calibration import reliability
from restudy.statistics.intervals import wilson

MOST_COLUMNS = 3
PANEL_INCHES = 1.7


def reliability_rows(spec: specs.ReliabilityFigure, material: Material) -> pd.DataFrame:
    """A row for each cell and bin of confidence that has images, those of all seeds together."""
    parts = [_bins(material, cell) for cell in _cells(spec, material)]
    return pd.concat(parts, ignore_index=True)


def _cells(spec: specs.ReliabilityFigure, material: Material) -> list[Cell]:
    return featured.named(material.evidence, spec.cells) or featured.chosen(material.evidence)


def _bins(material: Material, cell: Cell) -> pd.DataFrame:
    evidence = material.evidence
    probabilities = np.concatenate([evidence.probabilities(cell, seed) for seed in evidence.plan.seeds])
    finite = np.isfinite(probabilities).all(axis=1)
    labels = np.tile(evidence.labels, len(evidence.plan.seeds))
    bins = pd.DataFrame(
        map(asdict, reliability(probabilities[finite], labels[finite], material.statistics.calibration_bins))
    )
    bins.insert(0, "cell", cell.name)
    return bins[bins["images"] > 0].round(DECIMALS)


def draw_reliability(spec: specs.ReliabilityFigure, material: Material) -> Figure:
    """A column for each cell: accuracy over confidence, and under it how many images have that confidence."""
    cells, rows = _cells(spec, material), reliability_rows(spec, material)
    columns = 2 if len(cells) == 4 else min(len(cells), MOST_COLUMNS)
    bands = -(-len(cells) // columns)
    figure = new_figure(min(WIDTH_INCHES, 0.9 + columns * 2.1), bands * (PANEL_INCHES + 1.4))
    grid = figure.subplots(
        2 * bands, columns, squeeze=False, sharex=True, sharey="row", height_ratios=[PANEL_INCHES, 0.55] * bands
    )
    for place, cell in enumerate(cells):
        band, column = divmod(place, columns)
        part = rows[rows["cell"] == cell.name]
        _diagram(grid[2 * band, column], part, material.statistics.confidence)
        _title(grid[2 * band, column], material, cell)
        _counts(grid[2 * band + 1, column], part)
    for axes in grid.flat:
        axes.set_visible(axes.has_data())
    for upper, lower in zip(grid[::2, 0], grid[1::2, 0], strict=True):
        upper.set_ylabel("accuracy")
        lower.set_ylabel("images")
    return figure


def _diagram(axes: Axes, bins: pd.DataFrame, confidence: float) -> None:
    """Points as large as their bin is full, with the interval of its accuracy, which is wide where images are few."""
    axes.plot([0, 1], [0, 1], ls="--", lw=1, color=PUBLISHED_COLOUR)
    limits = [wilson(row.accuracy * row.images, int(row.images), confidence) for row in bins.itertuples()]
    axes.vlines(bins["confidence"], *zip(*limits, strict=True), color=COLOURS[0], lw=1, alpha=0.6)
    sizes = 8 + 60 * np.sqrt(bins["images"] / bins["images"].sum())
    axes.scatter(bins["confidence"], bins["accuracy"], s=sizes, color=COLOURS[0], zorder=3, clip_on=False)
    axes.set(xlim=(0, 1.03), ylim=(0, 1.03), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    axes.xaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=" %"))
    axes.grid(visible=True)


def _title(axes: Axes, material: Material, cell: Cell) -> None:
    """The cell's name, and under it its calibration error."""
    lines = [cell_title(material.evidence.plan.study, cell).replace(", ", "\n", 1)]
    found = cell_scores(material, cell, ["calibration_error"]).get("calibration_error")
    if found and found.corrected is not None:
        low, high = found.interval
        corrected = f"less chance {found.corrected:.4f} ({low:.4f}–{high:.4f})"
        lines += [f"calibration error {found.mean:.4f}", corrected]
    axes.set_title("\n".join(lines), size=8, loc="left")


def _counts(axes: Axes, bins: pd.DataFrame) -> None:
    axes.bar(bins["confidence"], bins["images"], width=0.045, color=COLOURS[5])
    axes.set(yscale="log", ylim=(0.7, None), xlabel="confidence")
    axes.tick_params(axis="y", which="minor", left=False)
