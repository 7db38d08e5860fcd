"""What a search over a grid may expect to find, by how many of its settings it tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from restudy.formats import Unit, number
from restudy.judging.rows import DECIMALS
from restudy.lazy import lazily
from restudy.metrics import METRICS
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import variant_title
from restudy.params.study import ProtocolName
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.selection import WHOLE_STUDY, groups
from restudy.statistics.search import best_of_draws

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")

SEEN, UNSEEN = "val_accuracy", "test_accuracy"


class Search(Figure):
    """What a search over the cells may expect to find."""

    rank: ClassVar[int] = 3

    @classmethod
    def standard(cls, plan: StudyPlan, paper: Paper) -> Self | None:
        """Of a grid all of whose cells have validation images, by which a protocol chooses."""
        if not (plan.study.grid and _is_validated(plan) and _protocol(plan)):
            return None
        return cls(
            kind="search",
            title="Expected best validation accuracy by the number of settings tried",
            note="Settings drawn at random from the grid, with replacement (Dodge et al. 2019); a band of one standard "
            "deviation of the best. Dashed: the test accuracy of the one so chosen.",
        )

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """The study has a grid all of whose cells have validation images."""
        if not (plan.study.grid and _is_validated(plan)):
            raise Misfit("it needs a grid whose cells all have validation images; name another kind", "kind")

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each group of cells and number tried; cells' numbers are means over runs that ended."""
        plan = material.plan
        found = groups(plan, _protocol(plan) or plan.first_protocol)
        divergence.with_runs(material.evidence, [cell for cells in found.values() for cell in cells])
        return pd.concat([_rows(material, group, cells) for group, cells in found.items()], ignore_index=True)

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """A line and a band for each group, named at its end."""
        figure = style.new_figure(style.WIDTH_INCHES, 3.0)
        axes = figure.subplots()
        for place, (title, part) in enumerate(rows.groupby("title", sort=False)):
            _group(axes, str(title), part, place)
        axes.set(xlabel="settings tried", ylabel="expected accuracy")
        style.whole(axes.xaxis)
        style.in_unit(axes.yaxis, Unit.SHARE)
        axes.grid(visible=True)
        if axes.get_lines():
            axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """For each group what one try and what the most tries may expect."""
        parts = []
        for title, part in rows.groupby("title", sort=False):
            one, most = (number(float(part[SEEN].iloc[place]), Unit.SHARE) for place in (0, -1))
            parts.append(f"{title} from {one} with one setting to {most} with {part['tried'].iloc[-1]}")
        return f"Expected best validation accuracy: {'; '.join(parts)}." if parts else ""


def _is_validated(plan: StudyPlan) -> bool:
    return all(cell.settings["split"]["val"] for cell in plan.cells)


def _protocol(plan: StudyPlan) -> ProtocolName | None:
    """The first protocol that chooses on validation images alone."""
    protocols = plan.study.protocols.items()
    return next((name for name, each in protocols if METRICS[each.choose_by].parts == ("val",)), None)


def _rows(material: Material, group: str, cells: list[Cell]) -> pd.DataFrame:
    evidence = material.evidence
    numbers = pd.DataFrame(
        {metric: [pd.Series(evidence.values(cell, metric)).mean() for cell in cells] for metric in (SEEN, UNSEEN)}
    ).dropna()
    found = best_of_draws(numbers[SEEN], numbers[UNSEEN])
    return pd.DataFrame(
        {
            "title": "all settings" if group == WHOLE_STUDY else variant_title(material.paper, group),
            "tried": range(1, len(numbers) + 1),
            SEEN: [each.expected for each in found],
            "spread": [each.deviation for each in found],
            UNSEEN: [each.elsewhere for each in found],
        }
    ).round(DECIMALS)


def _group(axes: Axes, title: str, rows: pd.DataFrame, place: int) -> None:
    best, spread, look = rows[SEEN], rows["spread"], looks.look(place)
    axes.plot(rows["tried"], best, **look, ms=4, label=f"{title}, validation")
    axes.fill_between(rows["tried"], best - spread, best + spread, color=look["color"], alpha=0.18, lw=0)
    test = look | {"linestyle": "--", "lw": 1.2, "ms": 4, "fillstyle": "none"}
    axes.plot(rows["tried"], rows[UNSEEN], **test, label=f"{title}, test")
