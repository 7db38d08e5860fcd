"""Reliability diagrams: how often networks are right among images of which they are equally sure."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, ClassVar, Self

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import DECIMALS
from restudy.lazy import lazily
from restudy.papers.items import Figure
from restudy.papers.titles import title_of
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.statistics import calibration
from restudy.statistics.intervals import wilson

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, style
    from restudy.evidence import divergence, featured, scores
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    np = lazily("numpy")
    looks = lazily("restudy.drawing.looks")
    pd, style = lazily("pandas"), lazily("restudy.drawing.style")
    featured, scores = lazily("restudy.evidence.featured"), lazily("restudy.evidence.scores")

MOST_COLUMNS = 3
PANEL_INCHES = 1.7


class Reliability(Figure):
    """Reliability diagrams."""

    cells: list[str] = Field([], description="The cells; none named means those that the protocols choose.")
    rank: ClassVar[int] = 2

    @classmethod
    def standard(cls, plan: StudyPlan, paper: Paper) -> Self:
        """Of every study."""
        return cls(
            kind="reliability",
            title="Accuracy against confidence of the chosen networks",
            note="Above the dashed line a network is right more often than it says. Below: how many images have that "
            "confidence, on a logarithmic scale.",
        )

    def rows(self, material: Material) -> pd.DataFrame:
        """A row for each cell and bin of confidence that has images, those of all runs that ended together."""
        evidence = material.evidence
        cells = featured.named(evidence, self.cells) or featured.chosen(evidence)
        ended = divergence.with_runs(evidence, cells)
        return pd.concat([_bins(material, cell) for cell in ended], ignore_index=True)

    def draw(self, rows: pd.DataFrame, material: Material) -> Drawing:
        """A column for each cell: accuracy over confidence, and under it how many images have that confidence."""
        parts = list(rows.groupby("cell", sort=False))
        columns = 2 if len(parts) == 4 else min(len(parts), MOST_COLUMNS)
        bands = -(-len(parts) // columns)
        width = min(style.WIDTH_INCHES, 0.9 + columns * 2.1)
        figure = style.new_figure(width, bands * (PANEL_INCHES + 1.4))
        ratios = [PANEL_INCHES, 0.55] * bands
        shape: dict[str, Any] = {"squeeze": False, "sharex": True, "sharey": "row", "height_ratios": ratios}
        grid = figure.subplots(2 * bands, columns, **shape)
        for place, (name, part) in enumerate(parts):
            band, column = divmod(place, columns)
            cell = next(cell for cell in material.plan.cells if cell.name == name)
            colour = looks.colour(looks.place_of(material.plan, cell))
            _diagram(grid[2 * band, column], part, material.statistics.confidence, colour)
            _title(grid[2 * band, column], material, cell)
            _counts(grid[2 * band + 1, column], part, colour)
        for axes in grid.flat:
            axes.set_visible(axes.has_data())
        for upper, lower in zip(grid[::2, 0], grid[1::2, 0], strict=True):
            upper.set_ylabel("accuracy")
            lower.set_ylabel("images")
        return figure

    def words(self, rows: pd.DataFrame, plan: StudyPlan, paper: Paper) -> str:
        """For each cell whether it is more or less often right than it says."""
        parts = []
        for cell, part in rows.groupby("cell", sort=False):
            surplus = float(((part["accuracy"] - part["confidence"]) * part["images"]).sum() / part["images"].sum())
            how, gap = "more" if surplus > 0 else "less", f"{100 * abs(surplus):.2f} points"
            title = title_of(paper, plan, str(cell))
            parts.append(f"{title} is right {how} often than it says, by {gap} on average")
        return f"{'; '.join(parts)}."


def _bins(material: Material, cell: Cell) -> pd.DataFrame:
    evidence = material.evidence
    tests = [evidence.of_test(cell, seed) for seed in evidence.ended(cell)]
    right = np.concatenate([test.predictions == evidence.labels for test in tests])
    confidence = np.concatenate([test.confidence for test in tests])
    found = calibration.reliability(right, confidence, material.statistics.calibration_bins)
    bins = pd.DataFrame(map(asdict, found))
    bins.insert(0, "cell", cell.name)
    return bins[bins["images"] > 0].round(DECIMALS)


def _diagram(axes: Axes, bins: pd.DataFrame, confidence: float, colour: str) -> None:
    """Points as large as their bin is full, with the interval of its accuracy, which is wide where images are few."""
    axes.plot([0, 1], [0, 1], ls="--", lw=1, color=style.PUBLISHED_COLOUR)
    limits = [wilson(row.accuracy * row.images, int(row.images), confidence) for row in bins.itertuples()]
    axes.vlines(bins["confidence"], *zip(*limits, strict=True), color=colour, lw=1, alpha=0.6)
    sizes = 8 + 60 * np.sqrt(bins["images"] / bins["images"].sum())
    axes.scatter(bins["confidence"], bins["accuracy"], s=sizes, color=colour, zorder=3, clip_on=False)
    axes.set(xlim=(0, 1.03), ylim=(0, 1.03), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    for axis in (axes.xaxis, axes.yaxis):
        style.in_unit(axis, Unit.SHARE)
    axes.grid(visible=True)


def _title(axes: Axes, material: Material, cell: Cell) -> None:
    """The cell's name, and under it its calibration error."""
    lines = [material.title(cell).replace(", ", "\n", 1)]
    found = scores.cell_scores(material, cell, ["calibration_error"]).get("calibration_error")
    if found and found.corrected is not None:
        low, high = found.interval
        corrected = f"less chance {found.corrected:.4f} ({low:.4f}–{high:.4f})"
        lines += [f"calibration error {found.mean:.4f}", corrected]
    axes.set_title("\n".join(lines), size=8, loc="left")


def _counts(axes: Axes, bins: pd.DataFrame, colour: str) -> None:
    axes.bar(bins["confidence"], bins["images"], width=0.045, color=colour, alpha=0.6)
    axes.set(yscale="log", ylim=(0.7, None), xlabel="confidence")
    axes.tick_params(axis="y", which="minor", left=False)
