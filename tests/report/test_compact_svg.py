"""Figures in fewer bytes: shorter numbers, and nothing that has no meaning."""

from xml.etree import ElementTree

import pytest

from restudy.report.compact_svg import compact


def compacted(content: str) -> str:
    """The content of an SVG after all else was left out."""
    root = ElementTree.fromstring(f"<svg>{content}</svg>")
    compact(root)
    return ElementTree.tostring(root, encoding="unicode").removeprefix("<svg>").removesuffix("</svg>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<path d="M 1.23456 -0.001 L 7 8.50001 z " />', '<path d="M1.23 0L7 8.5z" />'),
        ('<use x="63.991401" y="12.0" />', '<use x="63.99" y="12" />'),
        ('<g>\n <g id="line_1"> <path d="M 0 0"/> </g></g>', '<path d="M0 0" />'),
        ('<g data-part="line:0"> <path d="M 0 0"/></g>', '<g data-part="line:0"><path d="M0 0" /></g>'),
        ('<text transform="rotate(-0 63.99 205.2)">a  b</text>', "<text>a  b</text>"),
        ('<text transform="rotate(-90 63.99 205.2)">a</text>', '<text transform="rotate(-90 63.99 205.2)">a</text>'),
        ("<text>a <tspan>b </tspan> c</text>", "<text>a <tspan>b </tspan> c</text>"),
        ("<defs/><path/>", "<path />"),
        ('<g opacity="0.12345"/>', '<g opacity="0.12345" />'),
    ],
)
def test_what_says_nothing_is_left_out(before: str, after: str) -> None:
    assert compacted(before) == after


def test_names_stay_that_something_refers_to() -> None:
    kept = '<defs><path id="p" /><clipPath id="c" /></defs><use href="#p" /><g clip-path="url(#c)" />'
    assert compacted(kept.replace("<use", '<g id="axis"/><use')) == kept
