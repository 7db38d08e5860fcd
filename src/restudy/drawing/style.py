"""How figures look: one palette and one size of text."""

import math
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from restudy.formats import IN_HUNDREDTHS, Unit
from restudy.metric import Metric

# Okabe and Ito's colours, which also people with colour blindness tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
# What is written and ruled has colours of its own, which a page may exchange for those of its text.
INK = "#1d2330"
SOFT_INK = "#68707d"
AXIS = "#8a919c"
GRID = "#e2e5ea"
# Of what is written on a series' own colour.
PAPER = "#fefefe"
PUBLISHED_COLOUR = "#555b66"
SEQUENTIAL = "Blues"
DIVERGING = "RdBu"
ERROR_COLOURS = "Oranges"
# Small numbers on the light end of a colour map, whatever the page's colours.
SOFT_ON_LIGHT = "#6b6b6b"
WIDTH_INCHES = 7.2

STYLE: Any = {
    "figure.constrained_layout.use": True,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.labelsize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "xtick.color": AXIS,
    "ytick.color": AXIS,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.edgecolor": AXIS,
    "axes.grid": False,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "lines.linewidth": 1.6,
    "image.cmap": "gray_r",
    # Every point of a line stays, so that a page can tell which is where.
    "path.simplify": False,
    # Shapes instead of text would be larger and could not be searched; a fixed salt gives equal identifiers.
    "svg.fonttype": "none",
    "svg.hashsalt": "restudy",
    # TrueType: letters of a PDF can be searched and copied.
    "pdf.fonttype": 42,
}


def written_on(colours: str, share: float) -> str:
    """Black or white, whichever has more contrast to the colour at a share in [0, 1] of a map; black where NaN."""
    colour = mpl.colormaps[colours](float(share))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if math.isnan(share) or (luminance + 0.05) ** 2 > 0.05 * 1.05 else "white"


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of this size in inches; drawn under `STYLE`."""
    return Figure(figsize=(width, height))


def label(metric: Metric) -> str:
    """What stands at a metric's axis: its title, and of gaps that they are in points."""
    return f"{metric.title}, points" if metric.unit == Unit.GAP else metric.title


def in_unit(axis: Axis, unit: Unit, decimals: int | None = None) -> None:
    """Write an axis' numbers in a unit: shares in percent, gaps in points, which its label says, others as they are."""
    if unit in IN_HUNDREDTHS:
        symbol = "" if unit == Unit.GAP else IN_HUNDREDTHS[unit].replace("\u00a0", " ")
        axis.set_major_formatter(PercentFormatter(1.0, decimals=decimals, symbol=symbol))


def whole(axis: Axis) -> None:
    """Put an axis' ticks at whole numbers."""
    axis.set_major_locator(MaxNLocator(integer=True))
