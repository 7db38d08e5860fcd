"""The page's colours have the contrast that WCAG 2.2 asks for (AA), in the light and in the dark."""

import re
from importlib.resources import files

import pytest

from restudy.drawing.style import COLOURS, written_on

TEXT, GRAPHICS = 4.5, 3.0
# Of what holds and what does not.
LIGHTNESS = 1.5
CSS = (files("restudy.report") / "templates" / "report.css").read_text(encoding="utf-8")
BLOCKS = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{([^}]*)\}", CSS)]
SCHEMES = {"light": BLOCKS[0], "dark": BLOCKS[1]}


def contrast(first: str, second: str) -> float:
    """The ratio of two colours' luminances, as WCAG defines it."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["ink", "soft", "link", "good", "bad", "mixed", "neutral"])
@pytest.mark.parametrize("ground", ["page", "band", "target"])
def test_words_can_be_read(scheme: str, name: str, ground: str) -> None:
    assert contrast(SCHEMES[scheme][name], SCHEMES[scheme][ground]) >= TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
def test_series_and_axes_can_be_seen(scheme: str) -> None:
    colours = SCHEMES[scheme]
    for name in ("axis", *(f"series-{place}" for place in range(1, len(COLOURS) + 1))):
        assert contrast(colours[name], colours["page"]) >= GRAPHICS, name


@pytest.mark.parametrize("scheme", SCHEMES)
def test_verdicts_differ_in_grey_too(scheme: str) -> None:
    good, bad, undecided, tied = (SCHEMES[scheme][name] for name in ("good", "bad", "mixed", "neutral"))
    assert contrast(good, bad) >= LIGHTNESS
    assert len({good, bad, undecided, tied}) == 4
    assert ".bar .some { stroke-dasharray: " in CSS, "what is open has stripes"


def test_the_dark_has_every_colour_of_the_light() -> None:
    assert set(SCHEMES["light"]) == set(SCHEMES["dark"])


def test_numbers_on_a_colour_map_are_written_in_what_stands_out() -> None:
    assert [written_on("Blues", share) for share in (0, 0.3, 0.8, 1)] == ["black", "black", "white", "white"]
    assert written_on("RdBu", 0.1) == written_on("RdBu", 0.95) == "white"
    assert written_on("Oranges", float("nan")) == "black"
