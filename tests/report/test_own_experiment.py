"""A study without a paper: an experiment of one's own, of which nothing was published and nothing is judged."""

import re
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from page_fixture import Page, page_of
from report_fixture import leave_presented
from restudy.papers.paper import Paper
from restudy.papers.reading import parse_paper
from restudy.plan.plan import StudyPlan
from restudy.report.origins import report_hashes
from restudy.report.paper import paper
from restudy.report.studies import StudyContents
from results_fixture import GRID, plan_study

SECTIONS = ["Choice of the best setting", "Tables", "Figures", "Runs"]
# Elements that say something only by what they hold.
HOLDERS = {"h1", "h2", "h3", "h4", "p", "ul", "ol", "dl", "dd", "dt", "li", "tbody", "figcaption", "summary"}


def plan(grid: bool = False) -> StudyPlan:
    return plan_study(GRID if grid else "", (0, 3), name="own")


@pytest.fixture(scope="module", params=[False, True], ids=["variants", "a grid"])
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> StudyContents:
    own = plan(request.param)
    return leave_presented(tmp_path_factory.mktemp("results"), own, parse_paper({}, own))


@pytest.fixture(scope="module")
def html(study: StudyContents) -> str:
    return page_of(study)


@pytest.fixture(scope="module")
def shown(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def source(study: StudyContents) -> str:
    return paper([study], report_hashes([(study.plan, study.paper)]), None)


def elements(html: str) -> ElementTree.Element:
    """The page's body as a tree; its scripts and empty elements are put in XML's way."""
    body = html[html.index("<body>") : html.index("<script>")] + "</body>"
    closed = re.sub(r"<(br|meta)>", r"<\1/>", body).replace("scope=row", 'scope="row"')
    return ElementTree.fromstring(closed.replace("&nbsp;", " "))


def test_it_says_that_it_is_one_s_own(study: StudyContents, shown: Page, source: str) -> None:
    assert "One study on MNIST" in shown.words
    assert "An experiment of one's own:" in shown.words
    assert f"{len(study.plan.cells)} settings, two runs each" in " ".join(shown.words)
    assert f"an experiment of one's own: {len(study.plan.cells)} settings." in source
    assert "These are experiments of one's own, so there is nothing published to differ from." in source
    assert "One study on MNIST" in source
    assert "thebibliography" not in source


def test_no_heading_stands_over_nothing(html: str) -> None:
    body = elements(html)
    empty = [each.tag for each in body.iter() if each.tag in HOLDERS and not "".join(each.itertext()).strip()]
    assert empty == []
    for parent in body.iter():
        tags = [child.tag for child in parent]
        assert not any(re.fullmatch("h3h[23]", "".join(pair)) for pair in pairwise(tags))
        assert not tags or tags[-1] not in ("h3", "h4")


def test_its_sections_and_those_of_the_contents_bar_are_the_same(html: str, shown: Page) -> None:
    body = elements(html)
    assert [heading.text for heading in body.iter("h3")] == SECTIONS
    links = [link for item in body.findall("nav/ul/li")[1].iter("li") for link in item.findall("a")]
    assert [link.text for link in links[1:]] == SECTIONS
    targets = {value.removeprefix("#") for value in shown.values("href") if value.startswith("#")}
    assert targets <= set(shown.values("id"))


def test_nothing_is_said_of_verdicts(html: str, shown: Page, source: str) -> None:
    words = "".join(elements(html).itertext())
    of_verdicts = ("holds", "leans true", "does not hold", "probability", "is the verdict", "luck", "inferred")
    for text in (*of_verdicts, "not judged", "Nothing is judged", "another data set"):
        assert text not in words
    assert not {"claims", "headlines"} & {*shown.values("id")}
    assert not any(value.split()[:1] in (["verdict"], ["mark"], ["strip"]) for value in shown.values("class"))
    assert "Claims:" not in source
    assert r"\verdictholds{holds}" not in source
    assert "subsection{Claims}" not in source


def test_its_tables_and_figures_are_those_of_every_study(study: StudyContents, shown: Page) -> None:
    assert list(study.tables) == ["quality", "comparisons"]
    for name in (*study.tables, *study.paper.figures):
        assert name in shown.words
    assert "reliability" in study.paper.figures


def test_a_paper_without_anything_has_no_tables_and_no_figures_either(tmp_path: Path) -> None:
    bare = leave_presented(tmp_path, plan(), Paper())
    assert [heading.text for heading in elements(page_of(bare)).iter("h3")] == [SECTIONS[0], SECTIONS[-1]]
    source = paper([bare], report_hashes([(bare.plan, bare.paper)]), None)
    appendix = source.partition(r"\label{details:own}")[2]
    assert re.findall(r"\\subsection\{(.*?)\}", appendix) == [SECTIONS[0]]
