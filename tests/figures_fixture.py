"""What a figure draws, as numbers and words, and small studies that figures of some kinds are drawn of."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from report_fixture import small_material
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES
from results_fixture import GRID, images_with, logits_of, small_paper, small_plan

LABELS, SOME_WRONG = images_with({(4, 9): 6, (7, 1): 2}, 20)
_, FEW_WRONG = images_with({(4, 9): 1}, 20)
HEADLINE = "headline: [{title: First, cell: one, metric: test_accuracy, published: 0.97}]\n"
SEARCHED = f"{GRID}protocols: {{held_out: {{choose_by: val_accuracy}}}}\nchoose_within: variant\n"


def rows_of(material: Material, identifier: str) -> pd.DataFrame:
    """The numbers that a figure of the material's study shows."""
    return material.paper.figures[identifier].rows(material)


def words_of(material: Material, identifier: str, rows: pd.DataFrame | None = None) -> str:
    """What these rows of a figure, or its own, show in words, with plain spaces."""
    shown = rows_of(material, identifier) if rows is None else rows
    words = material.paper.figures[identifier].words(shown, material.plan, material.paper)
    return words.replace("\u00a0", " ")


def drawn_from(material: Material, identifier: str, **columns: Any) -> Figure:
    """A figure of the material's study, drawn from its rows with some columns changed."""
    rows = rows_of(material, identifier)
    return material.paper.figures[identifier].draw(rows.assign(**columns), material)


def rows_of_kind(spec: dict[str, Any], material: Material) -> pd.DataFrame:
    """The numbers of a figure that is given as in a paper."""
    return FIGURES.parse(spec).rows(material)


def lines_of(axes: Axes) -> dict[str, list[float]]:
    """The drawn values by the name in the legend."""
    return {str(line.get_label()): ys_of(line).tolist() for line in axes.get_lines()}


def ys_of(line: Line2D) -> NDArray[np.float64]:
    """The heights of a line's points."""
    return np.asarray(line.get_ydata(), dtype=float)


def bars_of(axes: Axes) -> list[float]:
    """The heights of a chart's bars."""
    (bars,) = (container for container in axes.containers if isinstance(container, BarContainer))
    return [float(bar.get_height()) for bar in bars]


def ends_of(axes: Axes) -> list[list[float]]:
    """Where a chart's whiskers begin and end."""
    whiskers = [collection for collection in axes.collections if isinstance(collection, LineCollection)]
    return [np.asarray(segment)[:, 1].tolist() for lines in whiskers for segment in lines.get_segments()]


def pictures_of(figure: Figure) -> list[NDArray[Any]]:
    """The pictures of a figure, row by row."""
    return [np.asarray(image.get_array()) for axes in figure.axes for image in axes.images]


def titles_of(figure: Figure) -> list[str]:
    """The words above the pictures of a figure."""
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def four_cells(folder: Path, seeds: tuple[int, ...] = (0,)) -> Material:
    """Four cells, of which the first is wrong about 8 images, the second about 1, and the others about none."""
    wrong = [[8] * len(seeds), [1] * len(seeds), [0] * len(seeds), [0] * len(seeds)]
    accuracies = [[1 - number / len(LABELS) for number in row] for row in wrong]
    logits = [[logits_of(SOME_WRONG)] * len(seeds), [logits_of(FEW_WRONG)] * len(seeds)]
    plan, paper = small_plan(HEADLINE, seeds), small_paper(HEADLINE, seeds)
    return small_material(folder, plan, paper, trials={"test_accuracy": accuracies}, labels=LABELS, logits=logits)


def searched(folder: Path) -> Material:
    """Two grids of six cells, of which the better on validation images is the worse on test images."""
    validated = [[0.5 + place / 20] for place in range(12)]
    tested = [[0.9 - place / 20] for place in range(12)]
    trials = {"val_accuracy": validated, "test_accuracy": tested}
    return small_material(folder, small_plan(SEARCHED), small_paper(SEARCHED), trials=trials)
