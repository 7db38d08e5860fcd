"""Figures as files, with equal bytes for equal content."""

from pathlib import Path

from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from restudy.drawing.letters import small_fonts
from restudy.records import replacing

# What matplotlib would put in beside the figure: dates and its version.
METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def save(figure: Figure, path: Path) -> None:
    """Write the figure in the format that the path ends with: SVG or PDF."""
    dots = figure.dpi
    # Not by savefig, which draws all of it another time to lay it out, though drawing does that too.
    with replacing(path) as temporary:
        if path.suffix == ".svg":
            FigureCanvasSVG(figure).print_svg(temporary, metadata=METADATA["svg"])
        else:
            with small_fonts(figure):
                FigureCanvasPdf(figure).print_pdf(temporary, metadata=METADATA["pdf"])
    # Each of them leaves it at 72, at which pictures in the next file would be coarser.
    figure.dpi = dots
