"""The page on screens and on paper: wide and narrow, in the light and in the dark, and readable for everyone."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import expect

from chromium import NARROW, WIDE, Open, barriers, is_scrolled_sideways, open_details
from compared_fixture import compared
from opened_page import chromium, opened, path
from page_fixture import page_of
from report_fixture import leave_presented
from restudy.papers.reading import parse_paper
from restudy.records import write_text
from restudy.versions.compared_page import write_comparison
from results_fixture import plan_study

pytestmark = pytest.mark.slow
__all__ = ["chromium", "opened", "path"]

MOST_BYTES = 3_000_000
MOST_MILLISECONDS = 1_500
Scheme = Literal["light", "dark"]
CURVES, GRID = "#reported-figure-F-curves", "#reported-table-T-grid"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_it_fits_the_screen_and_fetches_nothing(opened: Open, viewport: Any, scripts: bool) -> None:
    found = opened(viewport=viewport, java_script_enabled=scripts)
    assert not is_scrolled_sideways(found.page)
    open_details(found.page)
    assert not is_scrolled_sideways(found.page)
    assert found.complaints == []
    assert set(found.requests) <= {"file", "data"}
    assert found.requests.count("file") == 1


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_nothing_keeps_people_from_reading_it(opened: Open, viewport: Any, scheme: Scheme) -> None:
    page = opened(viewport=viewport, color_scheme=scheme).page
    open_details(page)
    page.locator(f"{CURVES} .scroll").press("ArrowRight")
    assert barriers(page) == []


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "dark"), (NARROW, "light")])
def test_an_experiment_of_one_s_own_fits_and_can_be_read(
    opened: Open, tmp_path: Path, viewport: Any, scheme: Scheme
) -> None:
    plan = plan_study(name="own")
    study = leave_presented(tmp_path, plan, parse_paper({}, plan))
    write_text(tmp_path / "report.html", page_of(study))
    found = opened(tmp_path / "report.html", viewport=viewport, color_scheme=scheme)
    open_details(found.page)
    assert not is_scrolled_sideways(found.page)
    assert found.complaints == []
    assert barriers(found.page) == []


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "dark"), (NARROW, "light")])
def test_a_comparison_fits_and_can_be_read(opened: Open, tmp_path: Path, viewport: Any, scheme: Scheme) -> None:
    write_comparison(compared(), tmp_path / "compared.html")
    found = opened(tmp_path / "compared.html", viewport=viewport, color_scheme=scheme)
    open_details(found.page)
    assert not is_scrolled_sideways(found.page)
    assert found.complaints == [], "its policy lets its own style in"
    assert barriers(found.page) == []


def test_figures_take_the_page_s_colours(opened: Open) -> None:
    found = {}
    for scheme in ("light", "dark"):
        label = opened(color_scheme=scheme).page.locator(f"{CURVES} svg[role=img] text").first
        found[scheme] = label.evaluate("(text) => getComputedStyle(text).fill")
    assert found == {"light": "rgb(29, 35, 48)", "dark": "rgb(228, 231, 236)"}


def test_paper_is_light_and_has_no_controls(opened: Open) -> None:
    page = opened(color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(f"{GRID} .origin")).to_be_hidden()
    expect(page.locator(f"{GRID} .source-line")).to_contain_text("results/mnist/tables/reported/T-grid.csv")


def test_the_committed_report_is_small_and_quick(opened: Open, repository: Path) -> None:
    """The quickest of three, since other tests run beside this one."""
    path = repository / "results/mnist/report/report.html"
    assert path.stat().st_size < MOST_BYTES
    page = opened(path).page
    took = [page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")]
    for _ in range(2):
        page.reload()
        took.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert min(took) < MOST_MILLISECONDS
