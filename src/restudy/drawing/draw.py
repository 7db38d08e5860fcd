"""A study's figures as files."""

import traceback
from pathlib import Path

import matplotlib as mpl
import pandas as pd

from restudy.drawing.frames import write_frame
from restudy.drawing.gallery import words_alone
from restudy.drawing.plots import write_plots
from restudy.drawing.printing import save
from restudy.drawing.style import STYLE
from restudy.errors import UserError
from restudy.evidence.divergence import NothingToShowError
from restudy.evidence.material import Material
from restudy.layout import NOT_DRAWN, Results
from restudy.papers.items import Figure


def draw(material: Material, results: Results) -> None:
    """Write every figure as SVG, for the page, and PDF, for the paper, with the numbers that it shows as CSV.

    A figure that cannot be drawn is replaced by words that say why, and takes no other with it. The numbers that DVC
    plots are left too.
    """
    study = material.plan.name
    for identifier, figure in material.paper.figures.items():
        files = {ending: results.figure(study, identifier, ending) for ending in ("svg", "pdf", "csv")}
        try:
            rows = _drawn(figure, material, files)
        except NothingToShowError as nothing:
            rows = _replaced(str(nothing), files)
        # Of these the whole step must fail: files are damaged, or cannot be read or written.
        except (UserError, OSError, MemoryError):
            raise
        except Exception as error:  # whatever a figure's own code may raise
            traceback.print_exc()
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            print(f"figure {identifier} of {study} could not be drawn: {reason}", flush=True)
            rows = _replaced(reason, files)
        write_frame(files["csv"], rows)
    write_plots(material.evidence, results)


def _drawn(figure: Figure, material: Material, files: dict[str, Path]) -> pd.DataFrame:
    """Draw a figure, and return its numbers."""
    rows = figure.rows(material)
    # The report needs the words too, which may fail likewise.
    figure.words(rows, material.plan, material.paper)
    with mpl.rc_context(STYLE):
        _save(figure.draw(rows, material), files)
    return rows


def _replaced(reason: str, files: dict[str, Path]) -> pd.DataFrame:
    """Write in a figure's place why it is not drawn, and return that as its numbers."""
    with mpl.rc_context(STYLE):
        _save(words_alone(f"Not drawn: {reason}"), files)
    return pd.DataFrame({NOT_DRAWN: [reason]})


def _save(drawing: mpl.figure.Figure, files: dict[str, Path]) -> None:
    for ending in ("svg", "pdf"):
        save(drawing, files[ending])
        # It is the same in both, and takes as long as drawing.
        drawing.set_layout_engine("none")
