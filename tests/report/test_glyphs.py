"""Letters that LaTeX's fonts lack."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from restudy.report import glyphs
from restudy.report.glyphs import BEGIN, letter, with_letters

SOURCE = rf"a \letter{{20AC}} {BEGIN} \letter{{20AC}} \letter{{0416}} {BEGIN}"


@pytest.mark.parametrize("character", "«»€½¼™ЖщאΩ✓★☺№℃①₂¿‰")
def test_what_a_font_has_is_drawn(character: str) -> None:
    assert letter(character) == rf"\letter{{{ord(character):04X}}}"


@pytest.fixture
def machine_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The fonts of the machine: none, until a test adds some."""
    fonts = list[str]()
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: fonts)
    glyphs._font.cache_clear()
    yield fonts
    glyphs._font.cache_clear()


@pytest.mark.parametrize("character", "中文🎉")
def test_what_no_font_has_is_not(machine_fonts: list[str], character: str) -> None:
    assert letter(character) is None


def test_what_a_font_of_the_machine_alone_has_is_drawn_from_it(machine_fonts: list[str], tmp_path: Path) -> None:
    """A square of half an em for one Chinese letter; a font that cannot be read stands before it."""
    pen = TTGlyphPen(None)
    for place, to in (
        ((100, 0), pen.moveTo),
        ((600, 0), pen.lineTo),
        ((600, 500), pen.lineTo),
        ((100, 500), pen.lineTo),
    ):
        to(place)
    pen.closePath()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "middle"])
    font.setupCharacterMap({ord("中"): "middle"})
    font.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "middle": pen.glyph()})
    font.setupHorizontalMetrics({".notdef": (500, 0), "middle": (700, 100)})
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "One", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(tmp_path / "one.ttf")
    (tmp_path / "damaged.ttf").write_bytes(b"no font")
    machine_fonts += [str(tmp_path / name) for name in ("one.ttf", "damaged.ttf")]
    assert (letter("中"), letter("文")) == (r"\letter{4E2D}", None)
    definition = with_letters(rf"\letter{{4E2D}}{BEGIN}")
    assert r"\defineletter{4E2D}{0.700}" in definition
    assert {"10 0 m", "60 0 l", "60 50 l", "10 50 l"} <= {*definition.splitlines()}


def test_each_letter_is_defined_once_before_the_document() -> None:
    head, _, body = with_letters(SOURCE).partition(BEGIN)
    assert re.findall(r"\\defineletter\{(\w+)\}", head) == ["0416", "20AC"]
    assert rf"{BEGIN}{body}" == SOURCE[SOURCE.index(BEGIN) :]
    assert max(map(len, head.splitlines())) < 120, "TeX reads no line of any length"


def test_an_outline_is_closed_and_filled_and_as_wide_as_its_letter() -> None:
    definition = with_letters(rf"\letter{{20AC}}{BEGIN}").partition("\n\\letter")[0]
    width = re.findall(r"\{20AC\}\{([0-9.]+)\}", definition)[0]
    operators = definition.partition("%\n")[2].partition("\nf}")[0]
    assert 0.3 < float(width) < 1
    assert set(re.findall(r"[a-z]", operators)) <= set("mlch")
    across = [float(line.split()[-3]) for line in operators.splitlines() if line[-1] in "mlc"]
    assert 0 <= min(across) < max(across) <= 100 * float(width)


def test_a_paper_without_such_letters_is_as_it_was() -> None:
    assert with_letters(f"a {BEGIN} b") == f"a {BEGIN} b"
