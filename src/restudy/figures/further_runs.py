"""Published headline numbers beside ours: each run, their mean, and where a further run would fall."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from restudy.evidence.divergence import mark, with_runs
from restudy.evidence.runs import metric_runs
from restudy.formats import number, percent
from restudy.judging.rows import within
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.papers.items import Figure, Misfit
from restudy.papers.paper import Headline
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")

ROW_INCHES, FRAME_INCHES = 0.46, 0.62
NUDGE_POINTS = 8


class FurtherRuns(Figure):
    """Published numbers against the spread of seeds."""

    rank: ClassVar[int] = 1

    @classmethod
    def standard(cls, plan: StudyPlan, paper: "Paper") -> Self | None:
        """Of a paper with headline numbers."""
        title = "Published numbers, and where a further run of ours would fall"
        return cls(kind="further_runs", title=title) if paper.headline else None

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """The paper has headline numbers."""
        if not paper.headline:
            raise Misfit("it is drawn of the headline's numbers, and the paper has none; add headline", "kind")

    def cells_behind(self, plan: StudyPlan, paper: "Paper") -> list[Cell]:
        """Those of the headline."""
        names = {plan.cell(item.cell).name for item in paper.headline}
        return [cell for cell in plan.cells if cell.name in names]

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each headline number and seed."""
        with_runs(material.evidence, self.cells_behind(material.plan, material.paper))
        return pd.DataFrame([row for item in material.paper.headline for row in _rows(item, material)])

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """A panel for each metric and in it a row for each number, published values written beside their mark."""
        panels = [part for _, part in rows.groupby("metric", sort=False)]
        heights = [part.groupby(["title", "cell"]).ngroups * ROW_INCHES + FRAME_INCHES for part in panels]
        figure = style.new_figure(style.WIDTH_INCHES, sum(heights) + 0.25)
        every = figure.subplots(len(panels), 1, squeeze=False, height_ratios=heights)[:, 0]
        for axes, part in zip(every, panels, strict=True):
            _panel(axes, part, material.plan)
        several = bool(rows["further_low"].notna().any())
        further = f"where a further run falls, {percent(material.statistics.confidence)}" if several else ""
        looks.runs_legend(figure, published=True, mean=several, further=further)
        return figure

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """For each published number ours, and whether it lies where a further run would."""
        groups = rows.groupby(["title", "cell"], sort=False)
        return f"{'; '.join(_words(str(title), part) for (title, _), part in groups)}."


def _rows(item: Headline, material: "Material") -> list[dict[str, Any]]:
    evidence = material.evidence
    cell = evidence.cell(item.cell)
    runs = metric_runs(evidence, cell, item.metric)
    rounded = within(material.posterior.further_run(runs, material.statistics.confidence))
    title = ", ".join(filter(None, (item.title, mark(evidence, cell))))
    common = {"title": title, "cell": cell.name, "metric": item.metric, "published": item.published}
    common |= {"further_low": rounded.low, "further_high": rounded.high}
    return [common | {"seed": seed, "value": value} for seed, value in evidence.values(cell, item.metric).items()]


def _words(title: str, rows: "pd.DataFrame") -> str:
    first, unit = rows.iloc[0], METRICS[str(rows["metric"].iloc[0])].unit
    ours = number(float(rows["value"].mean()), unit)
    where = "with one run no interval"
    if rows["value"].isna().all():
        where = "no run that ended"
    elif not pd.isna(first["further_low"]):
        inside = first["further_low"] <= first["published"] <= first["further_high"]
        where = f"{'inside' if inside else 'outside'} the interval of a further run"
    return f"{title}: {number(float(first['published']), unit)} published, {ours} reproduced, {where}"


def _panel(axes: "Axes", rows: "pd.DataFrame", plan: StudyPlan) -> None:
    metric, titles = METRICS[str(rows["metric"].iloc[0])], []
    for place, ((title, name), part) in enumerate(rows.groupby(["title", "cell"], sort=False)):
        cell = next(cell for cell in plan.cells if cell.name == name)
        _row(axes, place, part, looks.colour(looks.place_of(plan, cell)))
        written = number(float(part["published"].iloc[0]), metric.unit)
        above: dict[str, Any] = {"xytext": (0, NUDGE_POINTS), "textcoords": "offset points", "ha": "center"}
        axes.annotate(written, (part["published"].iloc[0], place), size=8, color=style.PUBLISHED_COLOUR, **above)
        titles.append(title)
    axes.set_yticks(range(len(titles)), titles)
    axes.set_ylim(len(titles) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(style.label(metric))
    axes.margins(x=0.12)
    axes.grid(visible=True, axis="x")
    style.in_unit(axes.xaxis, metric.unit, decimals=2)


def _row(axes: "Axes", place: int, rows: "pd.DataFrame", colour: str) -> None:
    """One number: the interval as a broad line, runs as dots, their mean as a tick, the published as a diamond."""
    first, values = rows.iloc[0], rows["value"].dropna()
    if not pd.isna(first["further_low"]):
        axes.plot([first["further_low"], first["further_high"]], [place] * 2, color=colour, **looks.FURTHER)
    axes.plot(values, [place] * len(values), color=colour, **looks.RUN)
    if len(values) > 1:
        axes.plot(values.mean(), place, color=colour, **looks.MEAN)
    axes.plot(first["published"], place, marker=looks.PUBLISHED_MARK, **looks.PUBLISHED)
