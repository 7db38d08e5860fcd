"""The page in a real browser: what a reader does with it, with scripts and without."""

import gzip
import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

from chromium import Open
from opened_page import chromium, opened, path
from report_fixture import reported_paper
from restudy.records import write_text

pytestmark = pytest.mark.slow
__all__ = ["chromium", "opened", "path"]

CURVES, GRID = "#reported-figure-F-curves", "#reported-table-T-grid"


@pytest.fixture
def page(opened: Open) -> Page:
    return opened().page


def test_a_column_sorts_both_ways_by_its_numbers(page: Page) -> None:
    heading = page.locator(f"{GRID} th", has_text="learning rate")
    column = page.locator(f"{GRID} tbody tr td:nth-child(2)")
    assert column.all_inner_texts() == ["0.02", "0.1", "0.01"] * 2
    heading.get_by_role("button").click()
    assert column.all_inner_texts() == ["0.01", "0.01", "0.02", "0.02", "0.1", "0.1"]
    expect(heading).to_have_attribute("aria-sort", "ascending")
    heading.get_by_role("button").press("Enter")
    assert column.all_inner_texts() == ["0.1", "0.1", "0.02", "0.02", "0.01", "0.01"]
    expect(heading).to_have_attribute("aria-sort", "descending")


def test_what_is_missing_sorts_to_the_end(page: Page) -> None:
    rows = page.locator("#reported-table-T-epochs tbody tr")
    published = page.locator("#reported-table-T-epochs thead").get_by_role("button", name="published").first
    for _ in range(2):
        published.click()
        assert rows.nth(rows.count() - 1).locator("td").first.inner_text() == "–"


def series(page: Page) -> Locator:
    """The test loss' line."""
    return page.locator(f"{CURVES} [data-part^='line'][data-part$='test_loss']")


def test_a_series_is_switched_off_and_on(page: Page) -> None:
    button = page.locator(f"{CURVES} .legend").get_by_role("button", name="test loss")
    expect(series(page)).to_be_visible()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(series(page)).to_be_hidden()
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(series(page)).to_be_visible()


def point_at(page: Page, panel: int, share: float) -> None:
    """Hover over a panel of the curves, at this share of its width."""
    area = page.locator(f"{CURVES} [data-part='panel:{panel}'] path")
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    assert box
    page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)


def test_pointing_at_curves_reads_their_values(page: Page) -> None:
    """Losses are 1, 0.5 and 0.25 in both seeds, and the test loss is twice the train loss."""
    readout = page.locator(f"{CURVES} .readout")
    expect(readout).to_be_hidden()
    point_at(page, 0, 0.02)
    expect(readout).to_contain_text("epoch 1")
    assert readout.locator("dt").all_inner_texts() == ["train loss", "test loss"]
    assert readout.locator("dd").all_inner_texts() == ["1.0000 (published 1.5000)", "2.0000"]
    point_at(page, 1, 0.98)
    expect(readout).to_contain_text("epoch 3")
    assert readout.locator("dd").all_inner_texts() == ["87.50\u00a0%"]
    page.mouse.move(1, 1)
    expect(readout).to_be_hidden()


def test_a_series_that_is_off_is_not_read(page: Page) -> None:
    page.locator(f"{CURVES} .legend").get_by_role("button", name="test loss").click()
    point_at(page, 0, 0.02)
    assert page.locator(f"{CURVES} .readout dt").all_inner_texts() == ["train loss"]


def test_arrow_keys_read_curves_point_by_point(page: Page) -> None:
    chart, readout = page.locator(f"{CURVES} .scroll"), page.locator(f"{CURVES} .readout b")
    for place in ("1", "2", "3", "1"):
        chart.press("ArrowRight")
        expect(readout).to_have_text(f"epoch {place}")
    chart.press("ArrowLeft")
    expect(readout).to_have_text("epoch 3")
    chart.press("Escape")
    expect(readout).to_be_hidden()


def test_every_step_of_a_long_line_can_be_read(page: Page) -> None:
    line = page.locator("#reported-figure-F-steps [data-values]").first
    values = (line.get_attribute("data-values") or "").split("|")
    points = re.findall(r"[ML]", line.locator("path").first.get_attribute("d") or "")
    assert len(values) == len(points) == 40


def test_arrow_keys_read_both_lines_of_steps(page: Page) -> None:
    """Losses are 3/step and 6/step in the two seeds, of either cell."""
    page.locator("#reported-figure-F-steps .scroll").press("ArrowRight")
    readout = page.locator("#reported-figure-F-steps .readout")
    expect(readout).to_contain_text("step 1")
    assert readout.locator("dd").all_inner_texts() == ["4.5000", "4.5000"]


def test_a_row_leads_to_its_trials(page: Page) -> None:
    link = page.locator(f"{GRID} a.trial").first
    link.click()
    target = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()


def kept(page: Page) -> Download:
    """The file that a reader gets of the curves' numbers."""
    page.locator(f"{CURVES} .origin summary").press("Enter")
    with page.expect_download() as download:
        page.locator(f"{CURVES} .origin a[download]").click()
    return download.value


def test_the_numbers_of_a_figure_can_be_kept(page: Page, path: Path) -> None:
    assert (page.locator(f"{CURVES} .origin a[download]").get_attribute("download") or "").endswith(".csv.gz")
    download = kept(page)
    assert download.suggested_filename == "reported-F-curves.csv"
    assert download.path().read_bytes() == (path.parent / "figures/reported/F-curves.csv").read_bytes()


def test_without_scripts_they_come_packed(opened: Open, path: Path) -> None:
    download = kept(opened(java_script_enabled=False).page)
    assert download.suggested_filename == "reported-F-curves.csv.gz"
    expected = (path.parent / "figures/reported/F-curves.csv").read_bytes()
    assert gzip.decompress(download.path().read_bytes()) == expected


@pytest.mark.parametrize("scripts", [True, False])
def test_a_verdict_s_reason_opens_by_key_and_closes(opened: Open, scripts: bool) -> None:
    page = opened(java_script_enabled=scripts).page
    sign = page.locator("#reported-table-T-errors .mark").first
    note = page.locator(f"[id='{sign.get_attribute('popovertarget')}']")
    expect(note).to_be_hidden()
    sign.press("Enter")
    expect(note).to_be_visible()
    expect(note).to_contain_text("interval")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(sign).to_be_focused()


def test_the_contents_show_the_parts_of_what_is_read_alone(page: Page) -> None:
    parts = page.locator(".contents ul ul")
    assert [part.is_visible() for part in parts.all()] == [True, False]
    page.locator("#reported-section-tables").evaluate("(heading) => heading.scrollIntoView()")
    expect(page.locator(".contents ul ul [aria-current]")).to_have_text("Tables")
    assert [part.is_visible() for part in parts.all()] == [False, True]


def test_the_first_key_leads_past_the_contents(page: Page) -> None:
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the results")
    expect(focused).to_be_in_viewport()
    focused.press("Enter")
    assert page.url.endswith("#content")


def test_without_scripts_all_can_be_read(opened: Open) -> None:
    page = opened(java_script_enabled=False).page
    expect(page.locator("button:not(.mark)")).to_have_count(0)
    expect(page.locator(f"{CURVES} .legend li")).to_have_text(["train loss", "test loss", "test accuracy"])
    expect(series(page)).to_be_visible()
    mark = page.locator(f"{GRID} .origin")
    mark.locator("summary").click()
    expect(mark.locator(".panel")).to_contain_text("restudy rebuild reported/T-grid")


def test_every_figure_says_what_it_shows(page: Page) -> None:
    pictures = page.locator("figure svg[role=img]")
    assert pictures.count() == len(reported_paper().figures)
    curves = page.locator(f"{CURVES} svg[role=img]").get_attribute("aria-label")
    assert curves == (
        "Curves. Train loss: 1.0000 after epoch 1, 0.2500 after epoch 3; a published value at most 0.5000 from ours. "
        "Test loss: 2.0000 after epoch 1, 0.5000 after epoch 3. Test accuracy: 50.00 % after epoch 1, "
        "87.50 % after epoch 3; a published value at most 0.00 points from ours."
    ).replace(" %", "\u00a0%").replace("0.00 points", "0.00\u00a0points")


def test_words_in_a_study_run_nothing(opened: Open, path: Path, tmp_path: Path) -> None:
    """What the policy does not name is refused, were it ever to stand in the page."""
    html = path.read_text(encoding="utf-8")
    write_text(tmp_path / "report.html", html.replace("</main>", "<script>document.title = 'run'</script></main>"))
    found = opened(tmp_path / "report.html")
    assert found.page.title() != "run"
    assert any("Content Security Policy" in complaint for complaint in found.complaints)
