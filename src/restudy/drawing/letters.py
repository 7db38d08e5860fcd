"""Smaller fonts for PDFs.

For every PDF matplotlib reads a whole font of 6,000 letters and takes out those that the figure has, which takes as
long as to draw the figure twice. Fonts of a few hundred letters are made of them once, and lie in matplotlib's own
cache.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import fontTools
import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager
from matplotlib.text import Text

from restudy.checksums import file_digest
from restudy.records import replacing

WHOLE, SMALL = "DejaVu Sans", "DejaVu Sans of restudy"
WEIGHTS = ("normal", "bold")
# Latin, Greek, punctuation, raised and lowered figures, arrows, and mathematics.
LETTERS = (
    *range(0x20, 0x180),
    *range(0x370, 0x400),
    *range(0x2010, 0x20B0),
    *range(0x2190, 0x2300),
)
WRITTEN = {"\n", *map(chr, LETTERS)}


@contextmanager
def small_fonts(figure: Figure) -> Iterator[None]:
    """Let the letters of a figure be taken from the small fonts, if they have all of them.

    Within a generic family such as sans-serif, matplotlib looks for a letter in no second font.
    """
    if not WRITTEN.issuperset("".join(text.get_text() for text in figure.findobj(Text))):
        yield
        return
    _add_fonts()
    with mpl.rc_context({"font.sans-serif": [SMALL, WHOLE]}):
        yield


@cache
def _add_fonts() -> None:
    for weight in WEIGHTS:
        fontManager.addfont(_small_font(weight))


def _small_font(weight: str) -> Path:
    """The file of the small font, made where there is none whose name has its SHA-256."""
    folder, stem = Path(mpl.get_cachedir()), f"restudy-{weight}-{mpl.__version__}-{fontTools.version}-{len(LETTERS)}"
    for known in folder.glob(f"{stem}-*.ttf"):
        if known.stem.endswith(f"-{file_digest(known)}"):
            return known
    content = _made_of(Path(findfont(FontProperties(family=WHOLE, weight=weight))))
    path = folder / f"{stem}-{sha256(content).hexdigest()}.ttf"
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


def _made_of(whole: Path) -> bytes:
    """A font of LETTERS alone."""
    from fontTools import subset

    options = subset.Options(glyph_names=True, recommended_glyphs=True)
    font = subset.load_font(whole, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=LETTERS)
    subsetter.subset(font)
    font["name"].setName(SMALL, 1, 3, 1, 0x409)
    font["name"].setName(SMALL, 1, 1, 0, 0)
    content = BytesIO()
    subset.save_font(font, content, options)
    return content.getvalue()
