"""Small fonts: the letters of the whole ones, of the same widths; who has others is written in the whole ones."""

import warnings
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, findfont, get_font

from restudy.drawing.letters import LETTERS, SMALL, WEIGHTS, WHOLE, small_fonts
from restudy.drawing.printing import save
from restudy.drawing.style import STYLE, new_figure


@pytest.mark.parametrize("weight", WEIGHTS)
def test_a_small_font_has_the_whole_one_s_letters_as_they_are(weight: str) -> None:
    with small_fonts(new_figure(1, 1)):
        files = [findfont(FontProperties(family=family, weight=weight)) for family in (SMALL, WHOLE)]
    small, whole = map(get_font, files)
    for font in (small, whole):
        font.set_size(12, 72)
    for letter in filter(whole.get_char_index, LETTERS):
        assert small.get_char_index(letter), chr(letter)
        widths = [font.load_char(letter).linearHoriAdvance for font in (small, whole)]
        assert widths[0] == widths[1], chr(letter)


@pytest.mark.parametrize("words", ["Accuracy → 98 %", "Ошибка", "Ж → b"])
def test_no_letter_is_missing_and_the_style_is_left_as_it_was(tmp_path: Path, words: str) -> None:
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        warnings.simplefilter("error")
        before = mpl.rcParams.copy()
        figure = new_figure(2, 1)
        figure.text(0.5, 0.5, words)
        save(figure, tmp_path / "figure.pdf")
        assert mpl.rcParams == before
    assert b"DejaVuSans" in (tmp_path / "figure.pdf").read_bytes()
    assert SMALL.replace(" ", "").encode() not in (tmp_path / "figure.pdf").read_bytes()


def test_pictures_are_as_fine_in_the_second_file_as_in_the_first(tmp_path: Path) -> None:
    figure = new_figure(2, 1)
    before = figure.dpi
    for ending in ("svg", "pdf"):
        save(figure, tmp_path / f"figure.{ending}")
        assert figure.dpi == before
