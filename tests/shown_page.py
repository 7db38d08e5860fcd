"""Two studies on one page, and a page on which nothing is judged, as programs read them."""

import re
from html import unescape
from pathlib import Path

import pytest

from page_fixture import Page, page_of
from report_fixture import leave_presented, reported_plan
from restudy.report.studies import StudyContents
from results_fixture import paper_of, plan_study

TINY = """
title: Two <b>networks</b> & more
alternatives:
  large: {infers: batch_size, cells: [one], settings: {batch_size: 16}}
inferred: {batch_size: A guess <of> ours.}
tables:
  T-one:
    kind: summary
    title: Table of <i>two</i>
    cells: [one, two]
    columns: [test_accuracy]
    published: [[0.53], [0.9]]
figures:
  F-one: {kind: dots, title: '"Dots" & <dots>', table: T-one, column: test_accuracy}
claims:
  C-one: {kind: order, text: One < two., metrics: [test_accuracy], ascending: [one, two]}
  C-two: {kind: threshold, text: One is above 56 %., metric: test_accuracy, above: 0.56, cells: [one]}
headline: [{title: Two, cell: two, metric: test_accuracy, published: 0.9}]
"""


def tiny(folder: Path, dataset: str = "mnist") -> StudyContents:
    """The results of TINY."""
    plan = plan_study(TINY, (0, 3), dataset, "tiny")
    return leave_presented(folder, plan, paper_of(plan, TINY))


def text_of(html: str) -> str:
    """The words of a part of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def part_of(html: str, anchor: str, end: str) -> str:
    """The part of a page that begins with an element of this ID."""
    return html.partition(f'id="{anchor}"')[2].partition(end)[0]


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> list[StudyContents]:
    """Two studies on their own data set."""
    folder = tmp_path_factory.mktemp("results")
    return [leave_presented(folder, reported_plan()), tiny(folder)]


@pytest.fixture(scope="module")
def results(studies: list[StudyContents]) -> Path:
    return studies[0].results


@pytest.fixture(scope="module")
def html(studies: list[StudyContents]) -> str:
    return page_of(*studies)


@pytest.fixture(scope="module")
def shown(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of a study whose paper used another data set."""
    return Page(page_of(tiny(tmp_path_factory.mktemp("results"), "digits")))
