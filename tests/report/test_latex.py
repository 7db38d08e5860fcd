"""Text as LaTeX source, and templates that make no mistake silently."""

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup
from test_glyphs import machine_fonts

from restudy.report.latex import bookmark, breakable, environment, escape, lines

__all__ = ["machine_fonts"]

# What other fonts a machine has shall not matter.
pytestmark = pytest.mark.usefixtures("machine_fonts")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a & b_c 5 % #1 $2 {x}", r"a \& b\_c 5 \% \#1 \ensuremath{\$}2 \{x\}"),
        ("~ ^ \\", r"\~{} \^{} \textbackslash{}"),
        ("1 < 2 > 0", r"1 \ensuremath{<} 2 \ensuremath{>} 0"),
        ("98.6\u00a0% ± 0.1 − 2 × 3", r"98.6~\% \ensuremath{\pm} 0.1 \ensuremath{-} 2 \ensuremath{\times} 3"),
        ("“so” – it's…", r"``so'' -- it's\dots{}"),
        ("naïve Ångström Łódź", r"na\"{\i}ve \r{A}ngstr\"{o}m \L{}\'{o}d\'{z}"),
        ("λ and α", r"\ensuremath{\lambda} and \ensuremath{\alpha}"),
        ("„a“ «b»", r",,a`` \letter{00AB}b\letter{00BB}"),
        ("€ ½ ™ Ж", r"\letter{20AC} \letter{00BD} \letter{2122} \letter{0416}"),
        ("中🎉\u0007", "[U+4E2D][party popper] "),
        ("☕\ufe0f\u200b", r"\letter{2615}"),
        ("✓✗", r"\ensuremath{\checkmark}\ensuremath{\boldsymbol{\times}}"),
        ("↗↘≁", r"\ensuremath{\nearrow}\ensuremath{\searrow}\ensuremath{\nsim}"),
    ],
    ids=[
        "special",
        "more special",
        "brackets",
        "numbers",
        "quotes",
        "accents",
        "Greek",
        "other quotes",
        "drawn",
        "in no font at hand",
        "marks that are not seen",
        "verdicts",
        "verdicts that lean",
    ],
)
def test_text_is_escaped(text: str, source: str) -> None:
    assert escape(text) == source


def test_an_accent_written_as_two_characters_is_the_same() -> None:
    assert escape("e\u0301") == escape("é")


def test_a_path_may_be_broken_after_its_marks() -> None:
    assert breakable("a_b/c.d") == Markup(r"a\_\allowbreak{}b/\allowbreak{}c.\allowbreak{}d")


def test_a_bookmark_has_every_letter_and_no_command() -> None:
    assert bookmark("A-1, x: 5") == Markup("A-1, x: 5")
    assert bookmark("é_%") == Markup(r'\unichar{"00E9}\unichar{"005F}\unichar{"0025}')
    assert bookmark("e\u0301") == bookmark("é")
    assert bookmark("«€ α 中 🎉)") == Markup(
        r'\unichar{"00AB}\unichar{"20AC} \unichar{"03B1} \unichar{"4E2D} \unichar{"1F389}\unichar{"0029}'
    )


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("epoch", ["epoch"]),
        ("a further run on these images", ["a further run", "on these", "images"]),
        ("negative log-likelihood", ["negative", "log-likelihood"]),
        ("incomprehensibilities", ["incomprehensibilities"]),
    ],
)
def test_a_column_s_title_takes_lines_of_whole_words(title: str, expected: list[str]) -> None:
    assert lines(title) == expected


def render(template: str, **context: object) -> str:
    return environment().from_string(template).render(context)


def test_a_template_escapes_values_and_leaves_its_own_text_alone() -> None:
    assert render(r"\textbf{\VAR{name}} & %", name="50 %") == r"\textbf{50 \%} & %"


def test_a_macro_is_escaped_once() -> None:
    template = r"\BLOCK{macro bold(words)}\textbf{\VAR{words}}\BLOCK{endmacro}\VAR{bold('a & b')}"
    assert render(template) == r"\textbf{a \& b}"


@pytest.mark.parametrize(
    ("template", "error"), [(r"\VAR{nothing}", UndefinedError), (r"\VAR{value}", ValueError)], ids=["missing", "None"]
)
def test_what_is_not_there_is_an_error(template: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        render(template, value=None)
