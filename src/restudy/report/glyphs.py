"""Letters that LaTeX's basic fonts lack, drawn in the paper from the fonts that matplotlib brings along.

So they are the same on every machine, whatever fonts and packages of LaTeX it has. What none of these has, such as
Chinese, is drawn from a font of the machine.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.textpath import TextPath

Point = tuple[float, float]
# From the one whose letters look most like LaTeX's to the one that has most.
FONTS = ("STIXGeneral.ttf", "DejaVuSerif.ttf", "DejaVuSans.ttf")
UNITS_PER_EM = 100
DECIMALS = 2
BEGIN = r"\begin{document}"
POINTS_PER_INCH, FIXED_POINT = 72, 65536
USED = re.compile(r"\\letter\{([0-9A-F]+)\}")


def letter(character: str) -> str | None:
    r"""LaTeX source of a letter, `\letter{CODE POINT}`; None where no font has it."""
    return rf"\letter{{{ord(character):04X}}}" if _font(character) else None


def with_letters(source: str) -> str:
    r"""A paper's source with each `\letter` in it defined before the document begins."""
    codes = sorted(set(USED.findall(source)))
    lines = [rf"\defineletter{{{code}}}{_drawn(chr(int(code, 16)))}" for code in codes]
    return source.replace(BEGIN, "\n".join([*lines, BEGIN]), 1)


@cache
def _font(character: str) -> Path | None:
    """The first font that has the letter."""
    # They take a while to import, and most papers need none.
    from matplotlib import get_data_path

    brought = [Path(get_data_path()) / "fonts" / "ttf" / name for name in FONTS]
    return next((file for file in chain(brought, _of_the_machine()) if _has(file, character)), None)


def _of_the_machine() -> Iterator[Path]:
    from matplotlib.font_manager import findSystemFonts

    yield from sorted(map(Path, findSystemFonts()))


def _has(file: Path, character: str) -> bool:
    """Whether a font has the outline of a letter; one that cannot be read has none."""
    from matplotlib.font_manager import get_font

    with suppress(OSError, RuntimeError):
        font = get_font(str(file))
        return bool(font.scalable and font.get_char_index(ord(character)))
    return False


def _drawn(character: str) -> str:
    """Width in em and outline of a letter."""
    from matplotlib.font_manager import FontProperties, get_font
    from matplotlib.textpath import TextPath

    file = _font(character)
    assert file is not None
    font = get_font(str(file))
    font.set_size(UNITS_PER_EM, POINTS_PER_INCH)
    width = font.load_char(ord(character)).linearHoriAdvance / FIXED_POINT / UNITS_PER_EM
    path = TextPath((0, 0), character, size=UNITS_PER_EM, prop=FontProperties(fname=str(file)))
    return f"{{{width:.3f}}}{{%\n{_operators(path)}}}"


def _operators(path: "TextPath") -> str:
    """The outline filled."""
    words: list[str] = []
    last = (0.0, 0.0)
    for vertices, code in path.iter_segments(simplify=False):
        points = [(float(x), float(y)) for x, y in zip(vertices[::2], vertices[1::2], strict=True)]
        match code:
            case path.MOVETO:
                words.append(f"{_numbers(points)} m")
            case path.LINETO:
                words.append(f"{_numbers(points)} l")
            case path.CURVE3:
                words.append(f"{_numbers(_cubic(last, *points))} c")
            case path.CURVE4:
                words.append(f"{_numbers(points)} c")
            case path.CLOSEPOLY:
                words.append("h")
        last = points[-1]
    # A line each, since TeX reads no long ones.
    return "\n".join([*words, "f"])


def _cubic(start: Point, control: Point, end: Point) -> list[Point]:
    """A curve of second degree as one of third."""
    thirds = [((x + 2 * control[0]) / 3, (y + 2 * control[1]) / 3) for x, y in (start, end)]
    return [*thirds, end]


def _numbers(points: list[Point]) -> str:
    return " ".join(f"{round(number, DECIMALS):g}" for point in points for number in point)
