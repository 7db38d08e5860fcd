"""The figures: which function draws which kind, and writing them all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from restudy.report import charts, pictures
from restudy.report.drawn import write_drawn
from restudy.report.further_runs import draw_further_runs
from restudy.report.material import Material
from restudy.report.reliability import draw_reliability
from restudy.report.search_curve import draw_search
from restudy.report.settings_charts import draw_interaction, draw_parallel
from restudy.report.style import STYLE, save

FIGURES: dict[str, Callable[[Any, Material], Figure]] = {
    "curves": charts.curves,
    "steps": charts.steps,
    "heatmap": charts.heatmap,
    "dots": charts.dots,
    "confusion": charts.confusion,
    "class_accuracy": charts.class_accuracy,
    "class_counts": charts.class_counts,
    "samples": pictures.samples,
    "predictions": pictures.predictions,
    "filters": pictures.filters,
    "feature_maps": pictures.feature_maps,
    "further_runs": draw_further_runs,
    "reliability": draw_reliability,
    "search": draw_search,
    "interaction": draw_interaction,
    "parallel": draw_parallel,
}


def write_figures(material: Material, folder: Path) -> None:
    """Write every figure as `folder`/ID.svg, for the page, and ID.pdf, for the paper, and what it shows as ID.csv."""
    for identifier, spec in material.evidence.plan.study.figures.items():
        with mpl.rc_context(STYLE):
            figure = FIGURES[spec.kind](spec, material)
            for ending in ("svg", "pdf"):
                save(figure, folder / f"{identifier}.{ending}")
                # It is the same in both, and takes as long as drawing.
                figure.set_layout_engine("none")
        write_drawn(spec, material, folder / f"{identifier}.csv")
