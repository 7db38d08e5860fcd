"""Names of a chart's parts, by which a page finds its panels, its lines and its legends in the SVG."""

from dataclasses import dataclass
from typing import Self

from matplotlib.axes import Axes

LINE, BAND, PUBLISHED, PANEL, LEGEND = "line", "band", "published", "panel", "legend"


@dataclass(frozen=True)
class Series:
    """One line of a chart: its panel, counted from 0, its cell's name, and its metric."""

    panel: int
    cell: str
    metric: str

    @property
    def line(self) -> str:
        """The name of the line itself."""
        return f"{LINE}:{self.panel}:{self.cell}:{self.metric}"

    @property
    def band(self) -> str:
        """The name of what is drawn faintly around it."""
        return f"{BAND}:{self.panel}:{self.cell}:{self.metric}"

    @property
    def published(self) -> str:
        """The name of the published values beside it."""
        return f"{PUBLISHED}:{self.panel}:{self.cell}:{self.metric}"

    @classmethod
    def named(cls, name: str) -> Self:
        """The series whose line or band has this name."""
        _, panel, cell, metric = name.split(":")
        return cls(int(panel), cell, metric)


@dataclass(frozen=True)
class Readings:
    """What a reader who points at a line is told: the axis, the places on it, and the values there in words."""

    axis: str
    places: list[str]
    values: list[str]


def name_parts(axes: Axes, panel: int) -> None:
    """Name a panel's area, and give it a legend with a name."""
    axes.patch.set_gid(f"{PANEL}:{panel}")
    axes.legend().set_gid(f"{LEGEND}:{panel}")
