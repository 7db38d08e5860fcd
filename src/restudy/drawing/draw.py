"""A study's figures as files."""

import matplotlib as mpl

from restudy.drawing.plots import write_plots
from restudy.drawing.style import STYLE, save
from restudy.evidence.material import Material
from restudy.layout import Results
from restudy.records import write_text


def draw(material: Material, results: Results) -> None:
    """Write every figure as SVG, for the page, and PDF, for the paper, with the numbers that it shows as CSV.

    The numbers that DVC plots are left too.
    """
    study = material.plan.name
    for identifier, figure in material.paper.figures.items():
        rows = figure.rows(material)
        with mpl.rc_context(STYLE):
            drawing = figure.draw(rows, material)
            for ending in ("svg", "pdf"):
                save(drawing, results.figure(study, identifier, ending))
                # It is the same in both, and takes as long as drawing.
                drawing.set_layout_engine("none")
        write_text(results.figure(study, identifier, "csv"), rows.to_csv(index=False, lineterminator="\n"))
    write_plots(material.evidence, results)
