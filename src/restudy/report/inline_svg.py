"""Figures as part of the page: matplotlib's SVG without styles of its own, in the page's colours, with its numbers.

The page's security policy allows no style attributes, so what they say becomes attributes of SVG, and the colours of
text, rules and series become the page's, which has others in the dark.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pandas as pd

from restudy.drawing.series import BAND, LEGEND, LINE, PANEL, Readings, Series
from restudy.drawing.style import AXIS, COLOURS, GRID, INK, PAPER, PUBLISHED_COLOUR, SOFT_INK
from restudy.papers.items import Figure
from restudy.report.compact_svg import compact

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
PAGE_COLOURS = {
    INK: "var(--ink)",
    SOFT_INK: "var(--soft)",
    PUBLISHED_COLOUR: "var(--soft)",
    AXIS: "var(--axis)",
    GRID: "var(--grid)",
    PAPER: "var(--page)",
    **{colour: f"var(--series-{place})" for place, colour in enumerate(COLOURS, 1)},
}
PAGE_COLOURS = {colour.lower(): name for colour, name in PAGE_COLOURS.items()}
WHITE = "#ffffff"
REFERENCE = re.compile(r"url\(#([^)]*)\)")
# The page has its own typeface.
LEFT_OUT = {"font-family"}
# In points.
WIDE = 400


@dataclass(frozen=True)
class LegendEntry:
    """A line of a chart in the page's legend.

    Attributes:
        label: its name; lines of several panels may share one.
        colour: of its stroke.
        dashes: of its stroke, or "none".
    """

    label: str
    colour: str
    dashes: str


@dataclass(frozen=True)
class InlineFigure:
    """A figure as the page shows it.

    Attributes:
        markup: its SVG.
        legend: what stands beside it; empty where it has no series.
        is_wide: whether its words could not be read if it were as wide as a phone.
    """

    markup: str
    legend: tuple[LegendEntry, ...]
    is_wide: bool = False


def inline(path: Path, prefix: str, alternative: str, figure: Figure, rows: pd.DataFrame) -> InlineFigure:
    """A figure's SVG as part of the page.

    Args:
        path: its file.
        prefix: what sets its names apart from those of other figures.
        alternative: what it shows, in words.
        figure: what it is.
        rows: the numbers that it shows: the CSV beside it.
    """
    root = ElementTree.parse(path).getroot()
    for part in list(root):
        if _name(part) == "metadata":
            root.remove(part)
    for element in root.iter():
        element.tag = _name(element)
        _clean(element, prefix)
    for parent in list(root.iter("defs")):
        for style in parent.findall("style"):
            parent.remove(style)
    legend = tuple(_read_series(root, figure, rows))
    root.attrib |= {"role": "img", "aria-label": alternative}
    compact(root)
    is_wide = float(root.get("viewBox", "0 0 0 0").split()[2]) > WIDE
    return InlineFigure(ElementTree.tostring(root, encoding="unicode"), legend, is_wide)


def _name(element: Element) -> str:
    return element.tag.removeprefix(SVG)


def _clean(element: Element, prefix: str) -> None:
    """Styles as attributes, names with the prefix, links without the namespace."""
    for declaration in filter(None, element.attrib.pop("style", "").split(";")):
        key, _, value = (part.strip() for part in declaration.partition(":"))
        if key not in LEFT_OUT:
            element.set(key, PAGE_COLOURS.get(value, value))
    if LINK in element.attrib:
        link = element.attrib.pop(LINK)
        element.set("href", f"#{prefix}{link[1:]}" if link.startswith("#") else link)
    for key, value in element.attrib.items():
        element.set(key, REFERENCE.sub(rf"url(#{prefix}\1)", value))
    identifier = element.attrib.pop("id", "")
    part = identifier.partition(":")[0]
    if part in (LINE, BAND, PANEL, LEGEND):
        element.set("data-part", identifier)
    elif identifier.startswith("axes_"):
        element.set("data-axes", "")
    elif identifier:
        element.set("id", f"{prefix}{identifier}")
    if part == PANEL or identifier.startswith("patch_"):
        _without_ground(element)


def _without_ground(element: Element) -> None:
    """White areas behind a chart show the page instead."""
    for path in element:
        if path.get("style") == f"fill: {WHITE}":
            path.set("style", "fill: none")


def _read_series(root: Element, figure: Figure, rows: pd.DataFrame) -> Iterator[LegendEntry]:
    """Give every line its label and its numbers, and yield each label once, as it is drawn."""
    labels = {part: _words(element) for part, element in _parts(root, LEGEND)}
    known: dict[str, LegendEntry] = {}
    for part, element in list(_parts(root, LINE)):
        series = Series.named(part)
        label = labels[f"{LEGEND}:{series.panel}"].pop(0)
        stroke = next((path for path in element.iter("path") if path.get("stroke")), None)
        if stroke is None:
            # A line without a point.
            continue
        entry = LegendEntry(label, stroke.get("stroke", ""), stroke.get("stroke-dasharray", "none"))
        known.setdefault(label, entry)
        _write_readings(element, figure.readings(rows, series))
        for marked in (element, *(band for name, band in _parts(root, BAND) if name == series.band)):
            marked.set("data-series", str(list(known).index(label)))
    yield from known.values()


def _parts(root: Element, kind: str) -> Iterator[tuple[str, Element]]:
    for element in root.iter():
        part = element.get("data-part", "")
        if part.partition(":")[0] == kind:
            yield part, element


def _words(element: Element) -> list[str]:
    return [text.text or "" for text in element.iter("text")]


def _write_readings(element: Element, readings: Readings) -> None:
    """What a reader who points at the line is told: places and values in words."""
    element.set("data-axis", readings.axis)
    element.set("data-places", " ".join(readings.places))
    element.set("data-values", "|".join(readings.values))
