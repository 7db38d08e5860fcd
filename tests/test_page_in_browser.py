"""The page in a real browser: with and without scripts, wide and narrow, in the light, in the dark and on paper."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import matplotlib as mpl
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from chromium import browser
from report_fixture import draw_of, leave_presented, leave_study, reported_plan
from restudy.records import write_text
from restudy.report.compared import write_comparison
from restudy.report.page import report
from restudy.report.style import STYLE, save
from test_compare import compared

pytestmark = pytest.mark.slow

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
DRAWN = ("F-curves", "F-steps", "F-heat", "F-confusion")
MOST_BYTES = 6_000_000
MOST_MILLISECONDS = 2_000
BAD = {"serious", "critical"}
SCROLLED = "document.documentElement.scrollWidth > window.innerWidth"
CURVES, GRID = "#reported-figure-F-curves", "#reported-table-T-grid"
Scheme = Literal["light", "dark"]


@dataclass
class Opened:
    """A page, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a study with some of its figures drawn."""
    folder, plan = tmp_path_factory.mktemp("results"), reported_plan()
    leave_presented(folder, plan)
    material = leave_study(folder, plan)
    for identifier in DRAWN:
        path = folder / "figures" / plan.name / f"{identifier}.svg"
        with mpl.rc_context(STYLE):
            save(draw_of(material, identifier), path)
    report([plan], folder, folder / "report.html")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as launched:
        yield launched


@pytest.fixture
def opened(chromium: Browser, results: Path) -> Iterator[Callable[..., Opened]]:
    """Opens the page; the keywords are those of a context of the browser."""
    contexts = []

    def open_page(path: Path = results / "report.html", viewport: Any = WIDE, **options: Any) -> Opened:
        contexts.append(chromium.new_context(viewport=viewport, reduced_motion="reduce", **options))
        found = Opened(contexts[-1].new_page())
        found.page.on("console", lambda message: found.complaints.append(message.text))
        found.page.on("pageerror", lambda error: found.complaints.append(str(error)))
        found.page.on("request", lambda request: found.requests.append(request.url.partition(":")[0]))
        found.page.goto(path.as_uri())
        return found

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(opened: Callable[..., Opened]) -> Page:
    return opened().page


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((details) => { details.open = true; })")


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_it_fits_the_screen_and_fetches_nothing(opened: Callable[..., Opened], viewport: Any, scripts: bool) -> None:
    found = opened(viewport=viewport, java_script_enabled=scripts)
    assert not found.page.evaluate(SCROLLED)
    open_details(found.page)
    assert not found.page.evaluate(SCROLLED)
    assert found.complaints == []
    assert set(found.requests) <= {"file", "data"}
    assert found.requests.count("file") == 1


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_nothing_keeps_people_from_reading_it(opened: Callable[..., Opened], viewport: Any, scheme: Scheme) -> None:
    page = opened(viewport=viewport, color_scheme=scheme).page
    open_details(page)
    page.locator(f"{CURVES} .scroll").press("ArrowRight")
    found = Axe().run(page).response
    assert "color-contrast" in {item["id"] for item in found["passes"]}
    violations = found["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in violations if item["impact"] in BAD] == []


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDE, "dark"), (NARROW, "light")])
def test_a_comparison_fits_and_can_be_read(
    opened: Callable[..., Opened], tmp_path: Path, viewport: Any, scheme: Scheme
) -> None:
    write_comparison(compared(), tmp_path / "compared.html")
    found = opened(tmp_path / "compared.html", viewport=viewport, color_scheme=scheme)
    open_details(found.page)
    assert not found.page.evaluate(SCROLLED)
    assert found.complaints == [], "its policy lets its own style in"
    violations = Axe().run(found.page).response["violations"]
    assert [(item["id"], item["nodes"][0]["html"]) for item in violations if item["impact"] in BAD] == []


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
    assert readout.locator("dd").all_inner_texts() == ["1.0000", "2.0000"]
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
    points = re.findall(r"[ML] ", line.locator("path").first.get_attribute("d") or "")
    assert len(values) == len(points) == 40


def test_a_row_leads_to_its_trials(page: Page) -> None:
    link = page.locator(f"{GRID} a.trial").first
    link.click()
    target = page.locator(f"[id='{(link.get_attribute('href') or '')[1:]}']")
    expect(target).to_be_visible()
    expect(target).to_be_in_viewport()


def test_the_numbers_of_a_figure_can_be_kept(page: Page, results: Path) -> None:
    page.locator(f"{CURVES} .origin summary").press("Enter")
    with page.expect_download() as download:
        page.locator(f"{CURVES} .origin a[download]").click()
    assert download.value.suggested_filename == "reported-F-curves.csv"
    expected = results / "figures/reported/F-curves.csv"
    assert download.value.path().read_bytes() == expected.read_bytes()


def test_the_first_key_leads_past_the_contents(page: Page) -> None:
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    expect(focused).to_have_text("Skip to the results")
    expect(focused).to_be_in_viewport()
    focused.press("Enter")
    assert page.url.endswith("#content")


def test_without_scripts_all_can_be_read(opened: Callable[..., Opened]) -> None:
    page = opened(java_script_enabled=False).page
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.locator(f"{CURVES} .legend li")).to_have_text(["train loss", "test loss", "test accuracy"])
    expect(series(page)).to_be_visible()
    mark = page.locator(f"{GRID} .origin")
    mark.locator("summary").click()
    expect(mark.locator(".panel")).to_contain_text("restudy rebuild reported/T-grid")


def test_every_figure_says_what_it_shows(page: Page) -> None:
    pictures = page.locator("figure svg[role=img]")
    assert pictures.count() == len(reported_plan().study.figures)
    curves = page.locator(f"{CURVES} svg[role=img]").get_attribute("aria-label")
    assert curves == (
        "Curves. Train loss: 1.0000 after epoch 1, 0.2500 after epoch 3. Test loss: 2.0000 after epoch 1, "
        "0.5000 after epoch 3. Test accuracy: 50.00 % after epoch 1, 87.50 % after epoch 3."
    ).replace(" %", "\u00a0%")


def test_figures_take_the_page_s_colours(opened: Callable[..., Opened]) -> None:
    found = {}
    for scheme in ("light", "dark"):
        label = opened(color_scheme=scheme).page.locator(f"{CURVES} svg[role=img] text").first
        found[scheme] = label.evaluate("(text) => getComputedStyle(text).fill")
    assert found == {"light": "rgb(29, 35, 48)", "dark": "rgb(228, 231, 236)"}


def test_paper_is_light_and_has_no_controls(opened: Callable[..., Opened]) -> None:
    page = opened(color_scheme="dark").page
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.locator(f"{GRID} .origin")).to_be_hidden()
    expect(page.locator(f"{GRID} .source-line")).to_contain_text("results/mnist/tables/reported/T-grid.csv")


def test_the_committed_report_is_small_and_quick(opened: Callable[..., Opened], repository: Path) -> None:
    """The quickest of three, since other tests run beside this one."""
    path = repository / "results/mnist/report/report.html"
    assert path.stat().st_size < MOST_BYTES
    page = opened(path).page
    took = [page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")]
    for _ in range(2):
        page.reload()
        took.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
    assert min(took) < MOST_MILLISECONDS


def test_words_in_a_study_run_nothing(opened: Callable[..., Opened], results: Path, tmp_path: Path) -> None:
    """What the policy does not name is refused, were it ever to stand in the page."""
    html = (results / "report.html").read_text(encoding="utf-8")
    write_text(tmp_path / "report.html", html.replace("</main>", "<script>document.title = 'run'</script></main>"))
    found = opened(tmp_path / "report.html")
    assert found.page.title() != "run"
    assert any("Content Security Policy" in complaint for complaint in found.complaints)
