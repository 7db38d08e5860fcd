"""Figures in the page: without styles or names of their own, in its colours, with their numbers."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import pandas as pd
import pytest

from figures_fixture import rows_of
from report_fixture import draw_of, leave_study, reported_paper, reported_plan
from restudy.drawing.printing import save
from restudy.drawing.style import AXIS, COLOURS, GRID, INK, STYLE
from restudy.evidence.material import Material
from restudy.report.inline_svg import InlineFigure, LegendEntry, inline

NOTHING = pd.DataFrame()


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def figure(material: Material, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], InlineFigure]:
    folder, made = tmp_path_factory.mktemp("figures"), dict[str, InlineFigure]()

    def inlined(identifier: str) -> InlineFigure:
        if identifier not in made:
            path, drawn = folder / f"{identifier}.svg", material.paper.figures[identifier]
            with mpl.rc_context(STYLE):
                save(draw_of(material, identifier), path)
            made[identifier] = inline(path, "one-", "What it shows", drawn, rows_of(material, identifier))
        return made[identifier]

    return inlined


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    """The markup of an SVG's content."""

    def inlined(content: str) -> str:
        head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        (tmp_path / "figure.svg").write_text(f"{head}{content}</svg>")
        figure = reported_paper().figures["F-curves"]
        return inline(tmp_path / "figure.svg", "one-", 'Loss "falls" & ends', figure, NOTHING).markup

    return inlined


def test_styles_become_attributes_in_the_page_s_colours(written: Callable[[str], str]) -> None:
    markup = written(f"<text style=\"font-size: 8px; font-family: 'DejaVu Sans'; fill: {INK}\">a</text>")
    assert '<text font-size="8px" fill="var(--ink)">a</text>' in markup
    assert f'fill="{COLOURS[0]}"' not in written(f'<path style="fill: {COLOURS[0].lower()}"/>')
    assert 'fill="#123456"' in written('<path style="fill: #123456"/>')


def test_names_and_what_refers_to_them_are_the_figure_s_own(written: Callable[[str], str]) -> None:
    markup = written('<path id="p"/><use xlink:href="#p"/><g clip-path="url(#p)"/><image xlink:href="data:x"/>')
    for part in ('id="one-p"', 'href="#one-p"', 'clip-path="url(#one-p)"', 'href="data:x"'):
        assert part in markup


def test_white_ground_is_the_page_s(written: Callable[[str], str]) -> None:
    assert 'fill="none"' in written('<g id="patch_1"><path style="fill: #ffffff"/></g>')
    assert 'fill="#ffffff"' in written('<g id="bar"><path style="fill: #ffffff"/></g>')


def test_it_says_what_it_shows_and_brings_no_rules(written: Callable[[str], str]) -> None:
    markup = written("<metadata><g/></metadata><defs><style>*{fill: red}</style></defs>")
    assert 'role="img" aria-label="Loss &quot;falls&quot; &amp; ends"' in markup
    assert "style" not in markup
    assert "metadata" not in markup


def test_lines_have_a_legend_with_each_label_once(figure: Callable[[str], InlineFigure]) -> None:
    assert figure("F-curves").legend == (
        LegendEntry("train loss", "var(--series-1)", "5.92,2.56"),
        LegendEntry("test loss", "var(--series-1)", "none"),
        LegendEntry("test accuracy", "var(--series-1)", "none"),
    )
    assert [entry.label for entry in figure("F-steps").legend] == [
        "CNN, batch size 32, learning rate 0.02",
        "MLP, batch size 8, learning rate 0.01",
    ]
    assert figure("F-heat").legend == ()


def test_lines_and_their_bands_carry_their_numbers(figure: Callable[[str], InlineFigure]) -> None:
    """Losses halve from 1 and from 2, alike in both seeds, over three epochs; a train loss of 1.5 was published."""
    root = ElementTree.fromstring(figure("F-curves").markup)
    lines = [element for element in root.iter("g") if "data-values" in element.attrib]
    assert [line.get("data-values") for line in lines[:2]] == [
        "1.0000 (published 1.5000)|0.5000|0.2500",
        "2.0000|1.0000|0.5000",
    ]
    assert {line.get("data-places") for line in lines} == {"1 2 3"}
    assert {line.get("data-axis") for line in lines} == {"epoch"}
    marked = [element.attrib["data-series"] for element in root.iter() if "data-series" in element.attrib]
    assert sorted(marked) == ["0", "0", "1", "1", "2", "2"]


@pytest.mark.parametrize("identifier", ["F-curves", "F-steps", "F-heat", "F-dots", "F-confusion"])
def test_nothing_is_left_that_the_policy_forbids(figure: Callable[[str], InlineFigure], identifier: str) -> None:
    markup = figure(identifier).markup
    root = ElementTree.fromstring(markup)
    for colour in (INK, AXIS, GRID):
        assert colour not in markup
    assert not any("style" in element.attrib or element.tag == "style" for element in root.iter())
    identifiers = [element.get("id", "") for element in root.iter() if "id" in element.attrib]
    assert len(identifiers) == len(set(identifiers))
    assert all(identifier.startswith("one-") for identifier in identifiers)
    assert {f"one-{name}" for name in re.findall(r"url\(#one-([^)]*)\)", markup)} <= set(identifiers)
