"""A grid's published and reproduced values, and their difference, as heat maps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from restudy.formats import IN_HUNDREDTHS, MINUS, MISSING, Unit, number, plain, points
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import setting
from restudy.params.messages import hint
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.tables.grid import Grid

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    np, divergence = lazily("numpy"), lazily("restudy.evidence.divergence")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")


SIDES = ("ours", "published")


class Heatmap(Figure):
    """A grid as heat maps."""

    table: str = Field(description="ID of the grid table that is drawn, which has published values.")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The table is a grid with published values."""
        names = [name for name, table in paper.tables.items() if isinstance(table, Grid) and table.published]
        if self.table not in names:
            raise Misfit(f"{self.table!r} is no such table{hint(self.table, names)}", "table")

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """Those of the table."""
        return _grid(self, paper).cells_behind(plan, paper)

    def rows(self, material: Material) -> pd.DataFrame:
        """The grid's row and column, published and ours, of each cell."""
        grid = _grid(self, material.paper)
        made = grid.rows(material)
        divergence.with_runs(material.evidence, grid.cells_behind(material.plan, material.paper))
        return pd.DataFrame(
            {
                grid.rows_by: [row[grid.rows_by].ours for row in made.rows],
                grid.columns: [row[grid.columns].ours for row in made.rows],
                "cell": [row.cell for row in made.rows],
                "published": [row[grid.metric].published for row in made.rows],
                "mean": [row[grid.metric].ours for row in made.rows],
                "sd": [row[grid.metric].spread for row in made.rows],
                "seeds": [row[grid.metric].runs for row in made.rows],
                "diverged": [row[grid.metric].diverged or 0 for row in made.rows],
            }
        )

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """Published values, reproduced means, and their difference, cell by cell; shares in percent and points."""
        grid = _grid(self, material.paper)
        factor, units, text = _written(METRICS[grid.metric].unit)
        published, ours = (factor * _matrix(grid, rows, name) for name in ("published", "mean"))
        low, high = (float(end(np.stack([published, ours]))) for end in (np.nanmin, np.nanmax))
        figure = style.new_figure(style.WIDTH_INCHES, 3.1)
        panels = figure.subplots(1, 3, sharey=True)
        for axes, values, title in zip(panels, (published, ours), ("published", "reproduced"), strict=False):
            _heat(axes, values, f"{title}{units[0]}", style.SEQUENTIAL, (low, max(high, low + 0.01)), f"{{:{text}}}")
        widest = max(factor * self._widest_gap(rows, material), 0.01)
        title, ends = f"difference{units[1]}", (-widest, widest)
        _heat(panels[2], ours - published, title, style.DIVERGING, ends, f"{{:+{text}}}")
        _mark_diverged(panels[1], _matrix(grid, rows, "diverged"))
        for axes, label in zip(panels, (setting(grid.rows_by), "", ""), strict=True):
            axes.set(xlabel=setting(grid.columns), ylabel=label)
        _colour_bar(panels[:2], f"{METRICS[grid.metric].title}{units[0]}")
        _colour_bar(panels[2:], f"reproduced − published{units[1]}")
        return figure

    def _widest_gap(self, rows: pd.DataFrame, material: Material) -> float:
        """The largest difference in any of the study's heat maps in the same unit, so that all have one scale."""
        unit, gaps = METRICS[_grid(self, material.paper).metric].unit, [rows["mean"] - rows["published"]]
        others = [each for each in material.paper.figures.values() if isinstance(each, Heatmap)]
        for grid in (_grid(each, material.paper) for each in others if each.table != self.table):
            if METRICS[grid.metric].unit == unit:
                values = [row[grid.metric] for row in grid.rows(material).rows]
                ours, published = (pd.Series([getattr(each, name) for each in values], dtype=float) for name in SIDES)
                gaps.append(ours - published)
        return float(pd.concat(gaps).abs().fillna(0).max())

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """Between which cells ours lies, and how far from the published on average."""
        grid = _grid(self, paper)
        metric, ours = METRICS[grid.metric], rows["mean"]
        ends = [_place(grid, rows, place) for place in (int(ours.argmin()), int(ours.argmax()))]
        gap = (ours - rows["published"]).mean()
        mean = points(gap) + " points" if metric.unit in IN_HUNDREDTHS else f"{gap:+.4f}"
        what = f"Reproduced {metric.title} lies between {ends[0]} and {ends[1]}"
        return f"{what}; on average {mean} from the published."


def _written(unit: Unit) -> tuple[int, tuple[str, str], str]:
    """What values are multiplied by, what they and their differences are in, and how they are written."""
    if unit not in IN_HUNDREDTHS:
        return 1, ("", ""), ".3g"
    return 100, (f",{IN_HUNDREDTHS[unit]}".replace("\u00a0", " "), ", points"), ".2f"


def _grid(figure: Heatmap, paper: Paper) -> Grid:
    table = paper.tables[figure.table]
    assert isinstance(table, Grid)
    return table


def _place(grid: Grid, rows: pd.DataFrame, place: int) -> str:
    row = rows.iloc[place]
    keys = ", ".join(f"{setting(key)} {plain(row[key])}" for key in (grid.rows_by, grid.columns))
    return f"{number(float(row['mean']), METRICS[grid.metric].unit)} ({keys})"


def _matrix(grid: Grid, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    """Values by row and column, titled by the keys' values."""
    index, columns = ([plain(value) for value in rows[key]] for key in (grid.rows_by, grid.columns))
    matrix = pd.DataFrame(np.nan, index=list(dict.fromkeys(index)), columns=list(dict.fromkeys(columns)))
    for row, column, value in zip(index, columns, rows[name], strict=True):
        matrix.at[row, column] = value
    return matrix


def _colour_bar(panels: Any, label: str) -> None:
    """One bar below panels of one scale."""
    figure, image = panels[0].figure, panels[0].images[0]
    bar = figure.colorbar(image, ax=[*panels], location="bottom", label=label, fraction=0.06, aspect=18 * len(panels))
    bar.outline.set_visible(False)


def _mark_diverged(axes: Axes, diverged: pd.DataFrame) -> None:
    """Below the means how many runs are not in them."""
    for (row, column), number_of in np.ndenumerate(diverged.to_numpy()):
        if number_of > 0:
            axes.text(column, row + 0.3, f"{number_of:g} diverged", ha="center", va="center", size=6, color=style.INK)


def _heat(axes: Axes, values: pd.DataFrame, title: str, colours: str, ends: tuple[float, float], text: str) -> None:
    axes.imshow(values, cmap=colours, vmin=ends[0], vmax=ends[1], aspect="auto")
    axes.set_title(title)
    axes.set_xticks(range(values.shape[1]), values.columns)
    axes.set_yticks(range(values.shape[0]), values.index)
    for (row, column), value in np.ndenumerate(values.to_numpy()):
        shown = MISSING if np.isnan(value) else text.format(value).replace("-", MINUS)
        colour = style.written_on(colours, (value - ends[0]) / (ends[1] - ends[0]))
        axes.text(column, row, shown, ha="center", va="center", color=colour, size=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
