"""Matplotlib's SVG in fewer bytes, without a difference that can be seen."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

# Attributes with places in the drawing. A hundredth of a point is far less than a pixel.
PLACES = {"d", "x", "y", "width", "height", "points", "cx", "cy", "r"}
DECIMAL = re.compile(r"-?\d+\.\d+")
BETWEEN = re.compile(r"\s*([A-Za-z])\s*")
# A turn by nothing.
NO_TURN = re.compile(r"rotate\(-?0[ ,][^)]*\)")
REFERENCE = re.compile(r"#([^)]*)")
WORDS = {"text", "tspan"}


def compact(root: Element) -> None:
    """Shorten numbers, and remove names that nothing refers to, groups of no meaning, and the space between parts."""
    used = set(_references(root))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        _shorten(element)
    _unwrap(root)
    for element in root.iter():
        element.tail = None if not (element.tail or "").strip() else element.tail
        if element.tag not in WORDS:
            element.text = None if not (element.text or "").strip() else element.text


def _references(root: Element) -> Iterator[str]:
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href" or value.startswith("url("):
                yield from REFERENCE.findall(value)


def _shorten(element: Element) -> None:
    for key in PLACES & element.attrib.keys():
        element.set(key, DECIMAL.sub(_rounded, element.attrib[key]))
    if "d" in element.attrib:
        element.set("d", BETWEEN.sub(r"\1", element.attrib["d"]).strip())
    turned = NO_TURN.sub("", element.attrib.get("transform", "")).strip()
    if turned:
        element.set("transform", turned)
    else:
        element.attrib.pop("transform", None)


def _rounded(found: re.Match[str]) -> str:
    text = f"{float(found.group()):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _unwrap(parent: Element) -> None:
    """Put what is in groups without attributes in their place."""
    kept: list[Element] = []
    for child in parent:
        _unwrap(child)
        if child.tag in ("g", "defs") and not child.attrib and (child.tag == "g" or not len(child)):
            kept += list(child)
        else:
            kept.append(child)
    parent[:] = kept
