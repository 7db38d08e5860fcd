"""How a study's settings and its paper's numbers look in all of its figures; they are told apart without colour too."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.legend_handler import HandlerTuple
from matplotlib.lines import Line2D

from restudy.drawing.style import COLOURS, INK, SOFT_INK

if TYPE_CHECKING:
    from restudy.plan.cells import Cell
    from restudy.plan.plan import StudyPlan

MARKS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", ":")
# Open marks, through which the lines below can be seen.
PUBLISHED: dict[str, Any] = {"ls": "", "color": INK, "fillstyle": "none", "mew": 1.0, "ms": 5.0, "zorder": 4}
PUBLISHED_MARK = "D"
# Of a run, of runs' mean, and of the interval of a further run, each in its setting's colour.
RUN: dict[str, Any] = {"marker": "o", "ls": "", "alpha": 0.55, "ms": 5.0}
MEAN: dict[str, Any] = {"marker": "|", "ls": "", "ms": 15.0, "mew": 2.0}
FURTHER: dict[str, Any] = {"lw": 9, "alpha": 0.25, "solid_capstyle": "butt", "zorder": 1}
# A line with more points than these has a mark at some of them alone, so that its dashes can be seen.
MOST_MARKS = 13


def place_of(plan: "StudyPlan", cell: "Cell") -> int:
    """A cell's place among the study's settings, or among its variants where there are more settings than colours.

    The same setting with images held out has the same place.
    """
    settings = list(dict.fromkeys(map(_setting, plan.cells)))
    if len(settings) <= len(COLOURS):
        return settings.index(_setting(cell))
    return list(plan.study.variants).index(cell.variant)


def places_of(plan: "StudyPlan", cells: "Sequence[Cell]") -> list[int]:
    """The places of cells that are drawn together: the study's where these differ, else those in the drawing."""
    places = [place_of(plan, cell) for cell in cells]
    return places if len(set(places)) == len(places) else list(range(len(places)))


def _setting(cell: "Cell") -> tuple[str, str]:
    return cell.variant, repr(dict(cell.grid))


def colour(place: int) -> str:
    """The colour of a place, which comes again after the last one."""
    return COLOURS[place % len(COLOURS)]


def mark(place: int) -> str:
    """The mark of a place: after the last colour each colour has another one."""
    return MARKS[(place + place // len(COLOURS)) % len(MARKS)]


def dashes(place: int) -> str:
    """The dashes of a place, which come again after the last ones."""
    return DASHES[place % len(DASHES)]


def look(place: int) -> dict[str, Any]:
    """Colour, mark and dashes of a line that is one of several."""
    return {"color": colour(place), "marker": mark(place), "linestyle": dashes(place // len(COLOURS))}


def spaced(points: int) -> int:
    """At each how many of a line's points a mark stands."""
    return -(-points // MOST_MARKS)


def published_legend(axes: Axes, marks: Sequence[str]) -> None:
    """Say above a panel what its open marks are. The page keeps this legend, and has another one for lines."""
    if marks:
        handle = tuple(Line2D([], [], marker=each, **PUBLISHED) for each in marks)
        look: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1, 1), "borderpad": 0.2, "borderaxespad": 0}
        look |= {"handlelength": 1.3 * len(marks), "handler_map": {tuple: HandlerTuple(ndivide=None, pad=0)}}
        # Outside of the panel, it takes room of its own.
        axes.add_artist(Legend(axes, [handle], ["published"], **look)).set_clip_on(False)


def runs_legend(figure: Figure, published: bool, mean: bool, further: str = "") -> None:
    """Say above all panels what the marks of runs are, whatever their colours.

    Args:
        figure: the figure.
        published: whether there are published values.
        mean: whether there are means of several runs.
        further: what the intervals of further runs are called; empty where there are none.
    """
    handles = [Line2D([], [], marker=PUBLISHED_MARK, label="published", **PUBLISHED)] if published else []
    handles.append(Line2D([], [], color=SOFT_INK, label="a run", **RUN))
    handles += [Line2D([], [], color=SOFT_INK, label="mean", **MEAN)] if mean else []
    handles += [Line2D([], [], color=SOFT_INK, label=further, **FURTHER)] if further else []
    figure.legend(handles=handles, loc="outside upper center", ncols=4)
