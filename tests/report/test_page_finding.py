"""Finding on the page: the claims of a verdict, a study or a kind, words anywhere, and how far a rubric is."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from chromium import NARROW, Open
from opened_page import chromium, opened
from page_fixture import page_of
from report_fixture import leave_presented, reported_plan
from restudy.records import write_text
from restudy.report.claim_view import ClaimView
from restudy.report.studies import StudyContents
from shown_page import studies

pytestmark = pytest.mark.slow
__all__ = ["chromium", "opened", "studies"]

FIRST, OTHER = "A CNN & an MLP", "Two <b>networks</b> & more"


@pytest.fixture(scope="module")
def path(studies: list[StudyContents]) -> Path:
    """The page of two studies with five claims."""
    page = studies[0].results / "report.html"
    write_text(page, page_of(*studies))
    return page


@pytest.fixture
def page(opened: Open) -> Page:
    return opened().page


def claims_of(studies: list[StudyContents]) -> list[tuple[str, ClaimView]]:
    """All claims with their study's title."""
    return [(study.title, claim) for study in studies for claim in study.claims]


def items_of(studies: list[StudyContents]) -> list[tuple[str, str, str]]:
    """All tables and figures: their study's title, their ID and theirs."""
    return [
        (study.title, name, item.caption)
        for study in studies
        for items in (study.paper.tables, study.paper.figures)
        for name, item in items.items()
    ]


def claim(page: Page, identifier: str) -> Locator:
    return page.locator("#claims .claim", has=page.locator(f".id:text-is('{identifier}')"))


def shown_claims(page: Page) -> list[str]:
    """The IDs of those that can be seen."""
    return [each.inner_text() for each in page.locator("#claims .claim > summary .id").all() if each.is_visible()]


def shown_items(page: Page) -> list[str]:
    """The IDs of tables and figures that can be seen."""
    return [each.inner_text() for each in page.locator("#index li b").all() if each.is_visible()]


def choose(page: Page, name: str, value: str) -> None:
    page.locator("#claims .find").get_by_label(name).select_option(value)


def options(page: Page, name: str) -> list[str]:
    return page.locator("#claims .find").get_by_label(name).locator("option").all_inner_texts()


def found(page: Page) -> str:
    return page.locator("#claims .find output").inner_text()


def words_found(claims: int, items: int, studies: list[StudyContents]) -> str:
    return f"{claims} of {len(claims_of(studies))} claims; {items} of {len(items_of(studies))} tables and figures"


def test_at_first_all_claims_are_listed(page: Page, studies: list[StudyContents]) -> None:
    claims, items = claims_of(studies), items_of(studies)
    assert shown_claims(page) == [claim.identifier for _, claim in claims]
    assert found(page) == words_found(len(claims), len(items), studies)
    assert len(claims) == 5


def test_claims_of_each_verdict_study_and_kind_can_be_found(page: Page, studies: list[StudyContents]) -> None:
    claims = claims_of(studies)
    of = {
        "Verdict": {each.identifier: each.verdict for _, each in claims},
        "Study": {each.identifier: title for title, each in claims},
        "Kind": {each.identifier: each.kind for _, each in claims},
    }
    for name, values in of.items():
        assert options(page, name) == ["all", *sorted({*values.values()})]
        for value in {*values.values()}:
            choose(page, name, value)
            expected = [identifier for identifier, its in values.items() if its == value]
            assert shown_claims(page) == expected
            assert found(page).startswith(f"{len(expected)} of {len(claims)} claims; ")
        choose(page, name, "all")
        assert len(shown_claims(page)) == len(claims)


def test_what_is_chosen_holds_together(page: Page, studies: list[StudyContents]) -> None:
    choose(page, "Verdict", "open")
    assert shown_claims(page) == ["R3", "C-one", "C-two"]
    choose(page, "Study", OTHER)
    assert shown_claims(page) == ["C-one", "C-two"]
    others = len([item for item in items_of(studies) if item[0] == OTHER])
    assert found(page) == words_found(2, others, studies)
    choose(page, "Kind", "threshold")
    assert shown_claims(page) == ["C-two"]
    page.get_by_role("searchbox", name="Search").fill("nothing of that kind")
    assert shown_claims(page) == shown_items(page) == []
    assert found(page) == words_found(0, 0, studies)


@pytest.mark.parametrize(
    ("words", "claims"), [("mlp is BETTER", ["R2"]), ("recall of 7", ["R3"]), (" R1 ", ["R1"]), ("heat map", [])]
)
def test_words_are_searched_in_claims_tables_and_figures(
    page: Page, studies: list[StudyContents], words: str, claims: list[str]
) -> None:
    """In claims with their reasons and parts; in whatever case, and with spaces around them or not."""
    assert shown_items(page) == []
    page.get_by_role("searchbox", name="Search").fill(words)
    wanted = words.strip().lower()
    expected = [name for _, name, caption in items_of(studies) if wanted in f"{name} {caption}".lower()]
    assert (shown_claims(page), shown_items(page)) == (claims, expected)
    assert found(page) == words_found(len(claims), len(expected), studies)
    page.get_by_role("searchbox", name="Search").fill("")
    assert len(shown_claims(page)) == len(claims_of(studies))


def test_a_table_that_is_found_is_led_to(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("The CNN's grid")
    page.locator("#index li a:visible").click()
    expect(page.locator("#reported-table-T-grid")).to_be_in_viewport()


def test_enter_searches_and_leaves_the_page_as_it_is(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("MLP is better")
    before = page.url
    page.get_by_role("searchbox", name="Search").press("Enter")
    assert (page.url, shown_claims(page)) == (before, ["R2"])


def assert_unfolds(page: Page, item: ClaimView) -> None:
    """The claim is open, with its reasons and its parts."""
    because = claim(page, item.identifier).locator(".because")
    expect(because).to_be_visible()
    for words in (*item.grounds, *(part.text for part in item.parts)):
        expect(because.get_by_text(words, exact=True).first).to_be_visible()
    expect(because.locator(".row")).to_have_count(len(item.parts))


@pytest.mark.parametrize("scripts", [True, False])
def test_a_claim_unfolds_by_key_and_folds_again(opened: Open, studies: list[StudyContents], scripts: bool) -> None:
    page = opened(java_script_enabled=scripts).page
    for _, item in claims_of(studies):
        summary = claim(page, item.identifier).locator("summary")
        expect(claim(page, item.identifier).locator(".because")).to_be_hidden()
        summary.press("Enter")
        assert_unfolds(page, item)
        summary.press("Space")
        expect(claim(page, item.identifier).locator(".because")).to_be_hidden()


def test_a_claim_unfolds_by_tap(opened: Open, studies: list[StudyContents]) -> None:
    page = opened(viewport=NARROW, has_touch=True).page
    for _, item in claims_of(studies):
        claim(page, item.identifier).locator("summary").tap()
        assert_unfolds(page, item)


def test_without_scripts_all_claims_are_listed_and_nothing_that_would_not_work(
    opened: Open, studies: list[StudyContents]
) -> None:
    page = opened(java_script_enabled=False).page
    assert shown_claims(page) == [each.identifier for _, each in claims_of(studies)]
    expect(page.locator(".find")).to_have_count(0)
    page.locator(".index > summary").first.click()
    assert shown_items(page) == [name for title, name, _ in items_of(studies) if title == FIRST]


def test_a_rubric_that_is_ticked_says_how_much_of_it_is(page: Page, studies: list[StudyContents]) -> None:
    """Its two steps weigh 2 and 1."""
    assert [step.weight for step in studies[0].rubric] == [2, 1]
    rubric = page.locator("details.rubric")
    rubric.locator("> summary").press("Enter")
    said, (first, second) = rubric.locator("summary output"), rubric.get_by_role("checkbox").all()
    expect(said).to_have_text("")
    for box, words in ((second, "1 of 3 (33 %)"), (first, "3 of 3 (100 %)")):
        box.press("Space")
        expect(said).to_have_text(f"Ticked: {words}")
    rubric.get_by_text(studies[0].rubric[1].text).click()
    expect(said).to_have_text("Ticked: 2 of 3 (67 %)")


@pytest.mark.parametrize("searched", [False, True])
def test_on_paper_all_claims_stand_with_their_reasons(page: Page, studies: list[StudyContents], searched: bool) -> None:
    """Whatever was searched before."""
    if searched:
        choose(page, "Verdict", "does not hold")
    page.emulate_media(media="print")
    expect(page.locator("#claims .find")).to_be_hidden()
    for _, item in claims_of(studies):
        because = claim(page, item.identifier).locator(".because")
        assert because.evaluate("(shown) => shown.checkVisibility({ contentVisibilityAuto: true })")
        box = because.bounding_box()
        assert box
        assert box["height"] > 20
        for ground in item.grounds:
            assert ground in because.inner_text()


def test_where_nothing_is_judged_there_is_nothing_to_filter(opened: Open, tmp_path: Path) -> None:
    study = leave_presented(tmp_path, reported_plan("digits"))
    write_text(tmp_path / "report.html", page_of(study))
    shown = opened(tmp_path / "report.html")
    expect(shown.page.locator("#claims")).to_have_count(0)
    expect(shown.page.locator("#index li")).to_have_count(len(items_of([study])))
    assert shown.complaints == []
