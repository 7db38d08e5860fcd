"""Templates of LaTeX: names that are missing are errors, and every text is escaped."""

import re
import unicodedata
from textwrap import wrap
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from restudy.report.glyphs import letter

SPECIAL = {
    **{character: f"\\{character}" for character in "&%#_{}"},
    # The basic fonts have it in formulas alone.
    "$": r"\ensuremath{\$}",
    "\\": r"\textbackslash{}",
    "~": r"\~{}",
    "^": r"\^{}",
    '"': "''",
    **{character: rf"\ensuremath{{{character}}}" for character in "<>|"},
    "\u00a0": "~",
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "„": ",,",
    "‚": ",",
    "”": "''",
    "…": r"\dots{}",
    "·": r"\ensuremath{\cdot}",
    "•": r"\ensuremath{\bullet}",
    "°": r"\ensuremath{^\circ}",
    "²": r"\ensuremath{^2}",
    "³": r"\ensuremath{^3}",
    "−": r"\ensuremath{-}",
    "±": r"\ensuremath{\pm}",
    "×": r"\ensuremath{\times}",
    "÷": r"\ensuremath{\div}",
    "≈": r"\ensuremath{\approx}",
    "≠": r"\ensuremath{\neq}",
    "≤": r"\ensuremath{\leq}",
    "≥": r"\ensuremath{\geq}",
    "∞": r"\ensuremath{\infty}",
    "→": r"\ensuremath{\rightarrow}",
    "←": r"\ensuremath{\leftarrow}",
    "µ": r"\ensuremath{\mu}",
    "✓": r"\ensuremath{\checkmark}",
    "✗": r"\ensuremath{\boldsymbol{\times}}",
    "↗": r"\ensuremath{\nearrow}",
    "↘": r"\ensuremath{\searrow}",
    "≁": r"\ensuremath{\nsim}",
    "§": r"\S{}",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
}
# Combining characters that LaTeX puts over or under any letter, in the fonts that every installation has.
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
}
# A straight quote that begins a word.
OPENING_QUOTE = re.compile(r"(?:^|(?<=[\s(\u00a0]))'(?=\w)")
# Of a column's title on one line; numbers are about as wide.
TITLE_LETTERS = 14
# Marks that choose how the letter before them looks, or which way it reads.
UNSEEN = ("Cf", "Mn", "Cc")
GREEK = "GREEK SMALL LETTER "
GREEK_LETTERS = "alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"


def escape(text: str) -> str:
    """Text as LaTeX source; a letter that its basic fonts lack is drawn, and one that no font has is named."""
    opened = OPENING_QUOTE.sub("‘", unicodedata.normalize("NFC", text))
    return "".join(_escaped(character) for character in opened)


def _escaped(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character.isascii():
        return character if character.isprintable() else " "
    base, *marks = list(unicodedata.normalize("NFD", character))
    if base.isascii() and len(marks) == 1 and marks[0] in ACCENTS:
        # i and j lose their dots under an accent.
        dotless = f"\\{base}" if base in "ij" else base
        return f"\\{ACCENTS[marks[0]]}{{{dotless}}}"
    # Unicode spells it LAMDA.
    name = unicodedata.name(character, "").removeprefix(GREEK).lower().replace("lamda", "lambda")
    if name in GREEK_LETTERS.split():
        return rf"\ensuremath{{\{name}}}"
    return "" if unicodedata.category(character) in UNSEEN else letter(character) or _named(character)


def _named(character: str) -> str:
    """A letter that no font at hand has: its name, or the number of its code point where the name says no more."""
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name and not any(digit.isdecimal() for digit in name) else f"[U+{ord(character):04X}]"


def environment() -> Environment:
    r"""Templates with \BLOCK{...}, \VAR{...} and \#{...}."""
    made = Environment(
        loader=PackageLoader("restudy.report"),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_text,
        block_start_string=r"\BLOCK{",
        block_end_string="}",
        variable_start_string=r"\VAR{",
        variable_end_string="}",
        comment_start_string=r"\#{",
        comment_end_string="}",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["breakable"] = breakable
    made.filters["bookmark"] = bookmark
    made.filters["lines"] = lines
    return made


def _text(value: Any) -> Markup:
    """What stands for a value in the source; what is source already stays as it is."""
    if value is None:
        raise ValueError("a template shows a value that is None")
    return value if isinstance(value, Markup) else Markup(escape(str(value)))


def breakable(text: str) -> Markup:
    """A path, command or name as source that may be broken after each of its punctuation marks."""
    return Markup("".join(_escaped(part) + (r"\allowbreak{}" if part in "/_-.:" else "") for part in text))


def bookmark(text: str) -> Markup:
    """A title for a viewer, its list of contents and a PDF's properties, which know all letters and no commands."""
    composed = unicodedata.normalize("NFC", text)
    return Markup("".join(letter if _is_plain(letter) else rf'\unichar{{"{ord(letter):04X}}}' for letter in composed))


def _is_plain(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character in " ,.:;-")


def lines(title: str) -> list[str]:
    """A column's title as lines of whole words, so short that they widen no column."""
    return wrap(title, TITLE_LETTERS, break_long_words=False, break_on_hyphens=False)
