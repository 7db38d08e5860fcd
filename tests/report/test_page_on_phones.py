"""The page on a phone: what a finger opens, what fits, and what is large enough for it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chromium import NARROW, WIDE, Open, open_details
from opened_page import chromium, opened, path

pytestmark = pytest.mark.slow
__all__ = ["chromium", "opened", "path"]

CURVES, GRID, ERRORS = "#reported-figure-F-curves", "#reported-table-T-grid", "#reported-table-T-errors"
# A link in a sentence may be as narrow as its word.
SMALL = """() => Array.from(document.querySelectorAll('a[href], button, summary, select, input'))
  .filter((target) => target.checkVisibility() && !target.closest('.skip'))
  .map((target) => ({ box: target.getBoundingClientRect(), target, said: target.matches(':is(p, li) > a') }))
  .filter(({ box, said }) => box.width && box.height && Math.min(box.height, said ? 24 : box.width) < 23.9)
  .map(({ box, target }) => `${box.width} x ${box.height} ${target.outerHTML.slice(0, 90)}`)"""
CUT = """() => Array.from(document.querySelectorAll('.scroll'))
  .filter((place) => place.scrollWidth > place.clientWidth && !place.querySelector('.broad'))
  .map((place) => place.textContent.trim().slice(0, 60))"""


@pytest.fixture
def phone(opened: Open) -> Page:
    return opened(viewport=NARROW, has_touch=True).page


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_every_target_is_large_enough(opened: Open, viewport: Any) -> None:
    page = opened(viewport=viewport).page
    open_details(page)
    assert page.evaluate(SMALL) == []


@pytest.mark.parametrize(("viewport", "committed"), [(WIDE, True), (NARROW, True), (NARROW, False)])
def test_no_table_is_cut(opened: Open, path: Path, repository: Path, viewport: Any, committed: bool) -> None:
    page = opened(repository / "results/mnist/report/report.html" if committed else path, viewport=viewport).page
    open_details(page)
    page.wait_for_timeout(500)
    assert page.evaluate(CUT) == []


def test_a_finger_opens_why_a_verdict_is_what_it_is(phone: Page) -> None:
    sign = phone.locator(f"{ERRORS} .mark").first
    note = phone.locator(f"[id='{sign.get_attribute('popovertarget')}']")
    sign.tap()
    expect(note).to_be_in_viewport(ratio=1)
    places = note.bounding_box(), sign.bounding_box()
    assert places[0] and places[1]
    assert abs(places[0]["y"] - places[1]["y"]) < 120, "beside the number"
    phone.touchscreen.tap(2, 400)
    expect(note).to_be_hidden()


def test_a_finger_reads_curves_panel_by_panel(phone: Page) -> None:
    """Panels stand one below the other, as wide as the screen."""
    readout = phone.locator(f"{CURVES} .readout")
    boxes = []
    for panel, values in (
        ("0", ["1.0000 (published 1.5000)", "2.0000"]),
        ("1", ["50.00\u00a0% (published 50.00\u00a0%)"]),
    ):
        area = phone.locator(f"{CURVES} [data-part='panel:{panel}'] path")
        area.scroll_into_view_if_needed()
        box = area.bounding_box()
        assert box
        phone.touchscreen.tap(box["x"] + 4, box["y"] + box["height"] / 2)
        expect(readout).to_contain_text("epoch 1")
        assert readout.locator("dd").all_inner_texts() == values
        boxes.append(phone.evaluate("scrollY") + box["y"])
    assert boxes[1] > boxes[0] + 100
    phone.locator(f"{CURVES} figcaption").tap()
    expect(readout).to_be_hidden()


def test_a_table_that_does_not_fit_becomes_cards_with_names(phone: Page) -> None:
    phone.locator(GRID).scroll_into_view_if_needed()
    expect(phone.locator(f"{GRID} table")).to_have_class("data sortable cards")
    first = phone.locator(f"{GRID} tbody tr").first
    names = first.locator("td").evaluate_all("(cells) => cells.map((cell) => cell.dataset.label)")
    assert names[0] == "Learning rate"
    phone.set_viewport_size({"width": 1280, "height": 800})
    expect(phone.locator(f"{GRID} table")).to_have_class("data sortable")


def test_the_bar_keeps_what_is_read_in_sight(phone: Page) -> None:
    current = phone.locator(".contents > ul > li > [aria-current]")
    expect(current).to_have_text("Overview")
    phone.locator("#reported-section-tables").evaluate("(heading) => heading.scrollIntoView()")
    expect(current).to_have_text("A CNN & an MLP")
    expect(current).to_be_in_viewport()
