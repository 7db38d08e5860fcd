"""Pictures side by side: samples, predictions, filters and feature maps."""

from collections.abc import Sequence
from math import ceil
from textwrap import wrap
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from restudy.drawing.style import INK, WIDTH_INCHES, new_figure

LETTERS_PER_LINE = 90
# In inches: around a picture, between it and its title, of a title's first line and of each further one, and what a row
# of pictures with titles is higher than one without.
GAP, TITLE_GAP, TITLE, LINE, ROOM = 0.0417, 2 / 72, 0.11, 0.126, 0.2
TITLE_POINTS = 7.5


def gallery(
    pictures: Any,
    titles: Sequence[str],
    columns: int,
    side: float,
    colours: str = "gray_r",
    inks: Sequence[str] | None = None,
) -> Figure:
    """Pictures in rows, with a title above each.

    Args:
        pictures: the pictures, [H, W] each.
        titles: a title for each; none has one where all are empty.
        columns: how many stand in a row.
        side: width of a column in inches.
        colours: a colour map's name.
        inks: a colour for each title, if not the text's.
    """
    if not len(pictures):
        return words_alone("no such image")
    lines = max(title.count("\n") + 1 for title in titles) if any(titles) else 0
    above = GAP + (TITLE + LINE * (lines - 1) if lines else 0)
    height = side + (ROOM if lines else 0)
    room = min(side - 2 * GAP, height - above - GAP)
    figure, axes = _sheet(columns * side, ceil(len(pictures) / columns) * height)
    for number, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
        row, column = divmod(number, columns)
        middle, top = (column + 0.5) * side, row * height + above
        half_width, half_height = (
            room / 2 * size / max(picture.shape) for size in (picture.shape[1], picture.shape[0])
        )
        centre = top + room / 2
        place = (middle - half_width, middle + half_width, centre + half_height, centre - half_height)
        axes.imshow(picture, cmap=colours, interpolation="nearest", extent=place)
        if lines:
            text = axes.text(middle, top - TITLE_GAP, title, size=TITLE_POINTS, ha="center")
            text.set_color(inks[number] if inks else INK)
    return figure


def _sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure with one system of axes over all of it, in inches from its upper left corner.

    One for each picture would take longer than all the rest.
    """
    figure = new_figure(width, height)
    figure.set_layout_engine("none")
    # Pictures stay apart, each in its own resolution.
    figure.suppressComposite = True
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(height, 0))
    return figure, axes


def words_alone(words: str) -> Figure:
    """What stands where there is nothing to show: a network may make no error, or every run diverged."""
    lines = wrap(words, LETTERS_PER_LINE) or [""]
    figure = new_figure(WIDTH_INCHES, 0.35 + 0.15 * len(lines))
    figure.text(0.5, 0.5, "\n".join(lines).replace("$", r"\$"), ha="center", va="center")
    return figure
