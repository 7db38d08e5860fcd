"""A metric of several cells: published value, each seed, and their mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.formats import number, sentence
from restudy.lazy import lazily
from restudy.metrics import METRICS, MetricName
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import title_of
from restudy.params.messages import hint
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.tables.summary import Summary

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")


class Dots(Figure):
    """Published and reproduced values of a summary table's column."""

    table: str = Field(description="ID of the summary table that is drawn.")
    column: MetricName = Field(description="The column.")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The table is a summary with that column."""
        names = [name for name, table in paper.tables.items() if isinstance(table, Summary)]
        if self.table not in names:
            raise Misfit(f"{self.table!r} is no such table{hint(self.table, names)}", "table")
        columns = _summary(self, paper).columns
        if self.column not in columns:
            raise Misfit(f"{self.table} has no column {self.column!r}{hint(self.column, columns)}", "column")

    def cells_behind(self, plan: StudyPlan, paper: Paper) -> list[Cell]:
        """Those of the table."""
        return list(_summary(self, paper).cells_behind(plan, paper))

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each cell and seed, with the published value beside it."""
        table, rows = _summary(self, material.paper), []
        divergence.with_runs(material.evidence, map(material.evidence.cell, table.cells))
        for line, name in enumerate(table.cells):
            cell, published = material.evidence.cell(name), table.published_value(line, self.column)
            for seed, value in material.evidence.values(cell, self.column).items():
                rows.append({"cell": cell.name, "published": published, "seed": seed, self.column: value})
        return pd.DataFrame(rows)

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """A row for each cell."""
        by_cell = dict(list(rows.groupby("cell", sort=False)))
        cells = [cell for cell in material.plan.cells if cell.name in by_cell]
        colours = {cell.name: looks.colour(looks.place_of(material.plan, cell)) for cell in cells}
        figure = style.new_figure(style.WIDTH_INCHES, 0.9 + 0.42 * len(by_cell))
        axes = figure.subplots()
        for row, (name, part) in enumerate(by_cell.items()):
            values, published, colour = part[self.column], part["published"].iloc[0], colours[str(name)]
            axes.plot(values, [row] * len(values), color=colour, **looks.RUN)
            axes.plot(values.mean(), row, color=colour, **looks.MEAN)
            if not pd.isna(published):
                axes.plot(published, row, marker=looks.PUBLISHED_MARK, **looks.PUBLISHED)
        titles = [material.title(cell) for cell in map(material.evidence.cell, _summary(self, material.paper).cells)]
        axes.set_yticks(range(len(titles)), titles)
        axes.set_ylim(len(titles) - 0.5, -0.5)
        axes.set_xlabel(style.label(METRICS[self.column]))
        style.in_unit(axes.xaxis, METRICS[self.column].unit)
        axes.grid(visible=True, axis="x")
        looks.runs_legend(figure, published=bool(rows["published"].notna().any()), mean=True)
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """Each cell's mean beside the published value."""
        metric, parts = METRICS[self.column], []
        for cell, part in rows.groupby("cell", sort=False):
            mean, published = float(part[self.column].mean()), part["published"].iloc[0]
            beside = "" if pd.isna(published) else f", published {number(float(published), metric.unit)}"
            parts.append(f"{title_of(paper, plan, str(cell))} {number(mean, metric.unit)}{beside}")
        return f"{sentence(metric.title)}: {'; '.join(parts)}."


def _summary(figure: Dots, paper: Paper) -> Summary:
    table = paper.tables[figure.table]
    assert isinstance(table, Summary)
    return table
