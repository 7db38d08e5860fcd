"""Letters that LaTeX's fonts lack."""

import re

import pytest

from restudy.report.glyphs import BEGIN, letter, with_letters

SOURCE = rf"a \letter{{20AC}} {BEGIN} \letter{{20AC}} \letter{{0416}} {BEGIN}"


@pytest.mark.parametrize("character", "«»€½¼™ЖщאΩ✓★☺№℃①₂¿‰")
def test_what_a_font_has_is_drawn(character: str) -> None:
    assert letter(character) == rf"\letter{{{ord(character):04X}}}"


@pytest.mark.parametrize("character", "中文🎉")
def test_what_no_font_has_is_not(character: str) -> None:
    assert letter(character) is None


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
