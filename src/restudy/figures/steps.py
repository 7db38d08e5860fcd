"""Training loss by step of the first epoch."""

from typing import TYPE_CHECKING, Any

from pydantic import Field

from restudy.formats import Unit, count, number, plain
from restudy.lazy import lazily
from restudy.papers.items import Figure, Misfit
from restudy.papers.titles import title_of
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure as Drawing

    from restudy.drawing import looks, series, style
    from restudy.evidence import divergence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    divergence = lazily("restudy.evidence.divergence")
    pd, looks = lazily("pandas"), lazily("restudy.drawing.looks")
    series, style = lazily("restudy.drawing.series"), lazily("restudy.drawing.style")

SMOOTHING_STEPS = 25
KEPT = "first_epoch_steps"


class Steps(Figure):
    """Curves over the first epoch's steps."""

    cells: list[str] = Field(min_length=1, description="The cells.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Training keeps the losses of steps."""
        for name in self.cells:
            if KEPT not in plan.cell(name).settings["keep"]:
                raise Misfit(f"training of {name} keeps no losses of steps; add {KEPT} to its keep", "cells")

    def rows(self, material: "Material") -> "pd.DataFrame":
        """A row for each cell and step, means over runs that ended."""
        cells = divergence.with_runs(material.evidence, map(material.evidence.cell, self.cells))
        return pd.concat([_mean_steps(material, cell) for cell in cells], ignore_index=True)

    def draw(self, rows: "pd.DataFrame", material: "Material") -> "Drawing":
        """On a logarithmic axis, each step faint and a moving mean over it."""
        figure = style.new_figure(style.WIDTH_INCHES, 3.1)
        axes = figure.subplots()
        cells = [material.evidence.cell(name) for name in self.cells]
        for cell, place in zip(cells, looks.places_of(material.plan, cells), strict=True):
            look = looks.look(place)
            mean, line = rows[rows["cell"] == cell.name].set_index("step"), series.Series(0, cell.name, "train_loss")
            if mean.empty:
                continue
            axes.plot(mean["train_loss"], color=look["color"], alpha=0.22, lw=0.7, gid=line.band)
            # Marks of different lines stand at different steps.
            marks: dict[str, Any] = {
                "markevery": (SMOOTHING_STEPS * (place + 1), looks.spaced(len(mean))),
                "markersize": 4.5,
            }
            axes.plot(mean["smooth_train_loss"], **look, **marks, label=material.title(cell), gid=line.line)
        axes.set(xlabel="step of epoch 1", ylabel=f"train loss (thick: mean of {SMOOTHING_STEPS} steps)", yscale="log")
        axes.grid(visible=True, which="both")
        series.name_parts(axes, 0)
        return figure

    def readings(self, rows: "pd.DataFrame", line: "series.Series") -> "series.Readings":
        """The moving mean at each step."""
        numbers = rows[rows["cell"] == line.cell]
        texts = [number(float(value), Unit.LOSS) for value in numbers["smooth_train_loss"]]
        return series.Readings("step", [plain(step) for step in numbers["step"]], texts)

    def words(self, rows: "pd.DataFrame", plan: StudyPlan, paper: "Paper") -> str:
        """Where each cell begins and ends."""
        parts = []
        for cell, part in rows.groupby("cell", sort=False):
            first, last = part.iloc[0], part.iloc[-1]
            begin, end = number(first["train_loss"], Unit.LOSS), number(last["smooth_train_loss"], Unit.LOSS)
            parts.append(f"{title_of(paper, plan, str(cell))} from {begin} to {end} over {count(last['step'])} steps")
        return f"Train loss falls: {'; '.join(parts)}."


def _mean_steps(material: "Material", cell: Cell) -> "pd.DataFrame":
    """Mean over seeds of the first epoch's step losses and its moving mean, by `cell` and `step`, from 1."""
    trials = {}
    for seed in material.evidence.ended(cell):
        trials[seed] = pd.Series(dict(enumerate(material.evidence.steps(cell, seed), start=1)))
    mean = pd.DataFrame(trials).mean(axis=1)
    smooth = mean.rolling(SMOOTHING_STEPS, min_periods=1).mean()
    numbers = {"train_loss": mean.to_numpy(), "smooth_train_loss": smooth.to_numpy()}
    return pd.DataFrame({"cell": cell.name, "step": mean.index} | numbers)
