"""Pictures side by side: samples, predictions, filters and feature maps."""

from collections.abc import Sequence
from math import ceil
from textwrap import wrap
from typing import Any

from matplotlib.figure import Figure

from restudy.drawing.style import WIDTH_INCHES, new_figure

LETTERS_PER_LINE = 90


def gallery(pictures: Any, titles: Sequence[str], columns: int, side: float, colours: str = "gray_r") -> Figure:
    """Pictures, [H, W] each, in rows of `columns`, `side` inches wide, with a title above each."""
    rows = ceil(len(pictures) / columns)
    if not rows:
        return words_alone("no such image")
    figure = new_figure(columns * side, rows * (side + (0.2 if any(titles) else 0)))
    for number, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.set_axis_off()
        if number < len(pictures):
            axes.imshow(pictures[number], cmap=colours, interpolation="nearest")
            axes.set_title(titles[number], size=7.5, pad=2)
    return figure


def words_alone(words: str) -> Figure:
    """What stands where there is nothing to show: a network may make no error, or every run diverged."""
    lines = wrap(words, LETTERS_PER_LINE) or [""]
    figure = new_figure(WIDTH_INCHES, 0.35 + 0.15 * len(lines))
    figure.text(0.5, 0.5, "\n".join(lines).replace("$", r"\$"), ha="center", va="center")
    return figure
