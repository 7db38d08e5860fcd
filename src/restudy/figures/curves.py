"""Epoch metrics of cells, with a band over seeds."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from restudy.formats import Unit, number, plain, sentence
from restudy.lazy import lazily
from restudy.metric import ALL_PARTS, PART_TITLES
from restudy.metrics import METRICS, EpochMetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Figure
from restudy.papers.titles import title_of
from restudy.params.limits import EachOnce
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.tables.epochs import Epochs

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, plots, series, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")
    looks = lazily("restudy.drawing.looks")
    plots, series = lazily("restudy.drawing.plots"), lazily("restudy.drawing.series")


class Curves(Figure):
    """Curves over epochs."""

    cells: list[str] = Field(min_length=1, description="The cells.")
    panels: list[Annotated[list[EpochMetricName], EachOnce, Field(min_length=1)]] = Field(
        min_length=1, max_length=6, description="The metrics of each panel."
    )

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """Each metric in each epoch of each cell."""
        for panel, metrics in enumerate(self.panels):
            for place, metric in enumerate(metrics):
                for cell in self.cells:
                    yield Asked(cell, metric, ("panels", panel, place), by_epoch=True)

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each cell, metric and epoch, with what tables of the paper say was published of it."""
        evidence = material.evidence
        cells = divergence.with_runs(evidence, map(evidence.cell, self.cells))
        metrics = [metric for panel in self.panels for metric in panel]
        parts = [_with_published(material, cell, metric) for cell in cells for metric in metrics]
        known = [part for part in parts if len(part)]
        if not known:
            raise divergence.NothingToShowError("no epoch has these numbers")
        return pd.concat(known, ignore_index=True)

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """The mean over runs that ended, a band from lowest to highest, and open marks for published values."""
        figure = style.new_figure(style.WIDTH_INCHES, 3.0)
        axes_of = figure.subplots(1, len(self.panels), squeeze=False)[0]
        cells = [material.evidence.cell(name) for name in self.cells]
        placed = list(zip(cells, looks.places_of(material.plan, cells), strict=True))
        for panel, (axes, metrics) in enumerate(zip(axes_of, self.panels, strict=True)):
            marks = []
            for (cell, place), metric in product(placed, metrics):
                line, look = series.Series(panel, cell.name, metric), self._look(place, metric, metrics)
                label = self._label(material, cell, metric, metrics)
                _curve(axes, rows, line, look, label, len(material.plan.seeds) > 1)
                marks += [look["marker"]] if _published_marks(axes, rows, line, look) else []
            _frame(axes, panel, metrics)
            looks.published_legend(axes, list(dict.fromkeys(marks)))
        lost = [material.title(cell) for cell in cells if not material.evidence.ended(cell)]
        if lost:
            figure.supxlabel("; ".join(lost), size=8.5)
        return figure

    def readings(self, rows: "pd.DataFrame", line: "series.Series") -> "series.Readings":
        """The mean after each epoch, and what was published."""
        numbers, unit = _of_line(rows, line).dropna(subset="mean"), METRICS[line.metric].unit
        texts = [number(float(value), unit) for value in numbers["mean"]]
        for place, value in enumerate(numbers["published"]):
            texts[place] += "" if pd.isna(value) else f" (published {number(float(value), unit)})"
        return series.Readings("epoch", [plain(epoch) for epoch in numbers["epoch"]], texts)

    def _look(self, place: int, metric: str, metrics: Sequence[str]) -> dict[str, Any]:
        """How the line of a cell and metric looks.

        Cells have colours and marks, and a panel's metrics have dashes. Lines of a single cell have marks and dashes
        for each part of the data, of which the last is solid, if that tells them apart.
        """
        number = metrics.index(metric)
        if len(self.cells) > 1:
            rounds = place // len(style.COLOURS)
            return looks.look(place) | {"linestyle": looks.dashes(rounds + number)}
        parts = [METRICS[each].parts for each in metrics]
        if len(set(parts)) == len(parts):
            known = {METRICS[each].parts for panel in self.panels for each in panel}
            number = sorted(known, key=_order, reverse=True).index(METRICS[metric].parts)
        return {"color": looks.colour(place), "marker": looks.mark(number), "linestyle": looks.dashes(number)}

    def _label(self, material: "Material", cell: Cell, metric: str, metrics: Sequence[str]) -> str:
        parts = [material.title(cell)] if len(self.cells) > 1 else []
        parts += [METRICS[metric].title] if len(metrics) > 1 or not parts else []
        return ", ".join(parts)

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """For each metric where it begins and ends, or which cell ends lowest and highest."""
        by_metric = rows.groupby("metric", sort=False)
        return " ".join(_metric_words(plan, paper, str(metric), part) for metric, part in by_metric)


def _order(parts: Sequence[str]) -> list[int]:
    return [list[str](ALL_PARTS).index(part) for part in parts]


def _with_published(material: "Material", cell: Cell, metric: str) -> "pd.DataFrame":
    """A cell's metric by epoch; epochs that were published and not run have no mean."""
    ours = plots.over_seeds(material.evidence, cell, metric)
    if ours.empty:
        return ours
    published = pd.Series(_published(material, cell, metric), name="published", dtype=float)
    both = ours.set_index("epoch").join(published, how="outer").rename_axis("epoch").reset_index()
    return both.assign(cell=cell.name, metric=metric)[[*ours, "published"]]


def _published(material: "Material", cell: Cell, metric: str) -> dict[int, float]:
    """What was published of a cell's metric, by epoch; of several tables that have an epoch the first."""
    found: dict[int, float] = {}
    for table in material.paper.tables.values():
        if isinstance(table, Epochs) and metric in table.columns and material.evidence.cell(table.cell) == cell:
            column = ((epoch, values[table.columns.index(metric)]) for epoch, values in table.published.items())
            found = {epoch: float(value) for epoch, value in column if value is not None} | found
    return found


def _curve(
    axes: "Axes", rows: "pd.DataFrame", line: "series.Series", look: dict[str, Any], label: str, band: bool
) -> None:
    numbers = _of_line(rows, line).dropna(subset="mean")
    if numbers.empty:
        return
    marks: dict[str, Any] = {"markersize": 3.5, "markevery": looks.spaced(len(numbers))}
    drawn = axes.plot(numbers["epoch"], numbers["mean"], **look, **marks, label=label)[0]
    drawn.set_gid(line.line)
    if band:
        limits = numbers["lowest"], numbers["highest"]
        shade = axes.fill_between(numbers["epoch"], *limits, color=look["color"], alpha=0.2, lw=0)
        shade.set_gid(line.band)


def _published_marks(axes: "Axes", rows: "pd.DataFrame", line: "series.Series", look: dict[str, Any]) -> bool:
    """Open marks of the line's own shape, without a name in the panel's legend; whether there are any."""
    numbers = _of_line(rows, line).dropna(subset="published")
    if numbers.empty:
        return False
    axes.plot(numbers["epoch"], numbers["published"], marker=look["marker"], gid=line.published, **looks.PUBLISHED)
    return True


def _of_line(rows: "pd.DataFrame", line: "series.Series") -> "pd.DataFrame":
    return rows[(rows["cell"] == line.cell) & (rows["metric"] == line.metric)].drop_duplicates("epoch")


def _frame(axes: "Axes", panel: int, metrics: Sequence[str]) -> None:
    first = METRICS[metrics[0]]
    axes.set_xlabel("epoch")
    axes.set_ylabel(first.title if len(metrics) == 1 else _common_title(first.title))
    style.whole(axes.xaxis)
    # There is no epoch 0.
    axes.set_xlim(left=0.5)
    style.in_unit(axes.yaxis, first.unit)
    axes.grid(visible=True)
    series.name_parts(axes, panel)


def _common_title(title: str) -> str:
    """A metric's title without its part of the data: loss, accuracy."""
    part, _, rest = title.partition(" ")
    return rest if part in (*PART_TITLES, *PART_TITLES.values()) else title


def _metric_words(plan: StudyPlan, paper: "Paper", name: str, rows: "pd.DataFrame") -> str:
    metric, last = METRICS[name], rows.dropna(subset="mean").groupby("cell", sort=False).last()
    beside = _published_words(name, rows)
    if len(last) == 1:
        run = rows.dropna(subset="mean")
        first, end = run.iloc[0], run.iloc[-1]
        ends = [f"{number(row['mean'], metric.unit)} after epoch {row['epoch']}" for row in (first, end)]
        return f"{sentence(metric.title)}: {', '.join(ends)}{beside}."
    low, high = last["mean"].idxmin(), last["mean"].idxmax()
    ends = [
        f"{number(last.at[cell, 'mean'], metric.unit)} ({title_of(paper, plan, str(cell))})" for cell in (low, high)
    ]
    return f"{sentence(metric.title)} ends between {ends[0]} and {ends[1]}{beside}."


def _published_words(name: str, rows: "pd.DataFrame") -> str:
    """How many values were published, and how far the farthest of them is from ours."""
    gaps = (rows["mean"] - rows["published"]).abs().dropna()
    if gaps.empty:
        return ""
    unit = Unit.GAP if METRICS[name].unit == Unit.SHARE else METRICS[name].unit
    values = "a published value" if len(gaps) == 1 else f"{len(gaps)} published values"
    return f"; {values} at most {number(float(gaps.max()), unit)} from ours"
