"""The report's page: whole, self-contained, the same twice, and silent where there is nothing to judge."""

import base64
import hashlib
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError

from report_fixture import leave_presented, reported_plan
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.report.formatters import verdict_state
from restudy.report.page import environment, page_context, report, study_context, study_files
from restudy.report.trials import read_records
from results_fixture import plan_study

TINY = """
title: Two <b>networks</b> & more
tables:
  T-one:
    kind: summary
    title: Table of <i>two</i>
    cells: [{variant: one}, {variant: two}]
    columns: [test_accuracy]
figures:
  F-one: {kind: dots, title: '"Dots" & <dots>', table: T-one, column: test_accuracy}
claims:
  C-one: {kind: order, text: One < two., metrics: [test_accuracy], ascending: [{variant: one}, {variant: two}]}
headline: [{title: Two, cell: {variant: two}, metric: test_accuracy, published: 0.9}]
"""
RISKY_TAGS = {"img", "link", "iframe", "object", "embed", "base", "form"}


@dataclass
class Page(HTMLParser):
    """A page's tags, attributes and text."""

    html: str
    tags: Counter[str] = field(default_factory=Counter)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip())

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, found, value in self.attributes if found == name]


def tiny_plan(dataset: str) -> StudyPlan:
    return plan_study(TINY, (0, 3), dataset, "tiny")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of two studies on their own data set."""
    folder = tmp_path_factory.mktemp("results")
    leave_presented(folder, reported_plan())
    leave_presented(folder, tiny_plan("mnist"))
    return folder


@pytest.fixture(scope="module")
def html(results: Path) -> str:
    report([reported_plan(), tiny_plan("mnist")], results, results / "report.html")
    return (results / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    return Page(html)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """The page of a study whose paper used another data set."""
    folder = tmp_path_factory.mktemp("results")
    leave_presented(folder, tiny_plan("digits"))
    report([tiny_plan("digits")], folder, folder / "report.html")
    return Page((folder / "report.html").read_text(encoding="utf-8"))


def test_the_page_needs_nothing_from_elsewhere(page: Page, html: str) -> None:
    assert not RISKY_TAGS & set(page.tags)
    assert page.values("src") == []
    assert all(value.startswith(("#", "data:")) for value in page.values("href"))
    assert page.values("style") == []
    assert not any(name.startswith("on") for _, name, _ in page.attributes)
    assert "@import" not in html
    assert "url(" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_a_browser_is_told_to_fetch_nothing_and_to_run_one_script(page: Page, html: str) -> None:
    (policy,) = (value for value in page.values("content") if "default-src" in value)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    own = {tag: html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0] for tag in ("style", "script")}
    hashes = {tag: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for tag, text in own.items()}
    assert (page.tags["style"], page.tags["script"]) == (1, 1)
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{hashes['style']}'",
        "script-src": f"'sha256-{hashes['script']}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_every_table_figure_and_claim_of_every_study_is_there_once(page: Page) -> None:
    expected = set()
    for plan in (reported_plan(), tiny_plan("mnist")):
        study = plan.study
        expected |= {plan.name, *(f"{plan.name}-{name}" for name in study.claims)}
        expected |= {f"{plan.name}-table-{name}" for name in study.tables}
        expected |= {f"{plan.name}-figure-{name}" for name in study.figures}
        for item in (*study.claims, *study.tables, *study.figures):
            assert item in page.words
    counts = Counter(page.values("id"))
    assert expected <= set(counts)
    assert set(counts.values()) == {1}


def test_every_link_has_its_target(page: Page) -> None:
    links = {value.removeprefix("#") for value in page.values("href") if value.startswith("#")}
    assert links <= set(page.values("id"))


def test_titles_notes_and_sources_are_there(page: Page) -> None:
    words = " ".join(page.words)
    for part in (
        "A CNN & an MLP",
        "Ada Author",
        "On small networks",
        "Small School",
        "The CNN's grid",
        "A note on the grid.",
        "A note on the map.",
        "As it says.",
        "Section 2",
        "three; the paper gives none",
        "It says one thing and another.",
        "As the paper did.",
        "2 seeds (0, 3)",
    ):
        assert part in words


def test_figures_and_all_numbers_are_in_the_page(page: Page, results: Path) -> None:
    kept = [base64.b64decode(value.partition("base64,")[2]) for value in page.values("href") if "text/csv" in value]
    expected = []
    for plan in (reported_plan(), tiny_plan("mnist")):
        places = [("tables", name) for name in plan.study.tables] + [("figures", name) for name in plan.study.figures]
        expected += [(results / kind / plan.name / f"{name}.csv").read_bytes() for kind, name in places]
        assert set(plan.study.figures) <= set(page.words)
    assert kept == expected


def test_a_mark_opens_where_a_table_comes_from(html: str, results: Path) -> None:
    """Its file with its hash, the command, the jobs, and the trials, to which each row leads too."""
    figure = html.partition('id="reported-table-T-summary"')[2].partition("</figure>")[0]
    content = (results / "tables/reported/T-summary.csv").read_bytes()
    trials = [f'href="#trials-{reported_plan().cell(ref).name}"' for ref in summary_cells()]
    for part in (
        "results/mnist/tables/reported/T-summary.csv",
        hashlib.sha256(content).hexdigest(),
        "restudy rebuild reported/T-summary --rev REVISION",
        "tabulate_reported",
        "4 trials, ",
        "of training on NVIDIA H200 (CUDA), AMD EPYC (CPU, 2 threads)",
    ):
        assert part in figure
    assert [figure.count(trial) for trial in trials] == [2, 2]


def test_a_published_number_s_verdict_stands_beside_ours_and_says_why(html: str, results: Path) -> None:
    figure = html.partition('id="reported-table-T-errors"')[2].partition("</figure>")[0]
    numbers = [
        number for number in read_json(results / "claims/reported.json")["numbers"] if number["place"] == "T-errors"
    ]
    rows = re.findall(r"<tr><th scope=row.*?</tr>", figure)
    assert len(rows) == len(numbers) == 3
    for row, number in zip(rows, numbers, strict=True):
        state = verdict_state(number["verdict"])
        assert row.count('class="mark') == 1
        assert f'class="mark {state}" title="{number["verdict"]}: {number["reason"]}' in row
        assert row.index("mark") > row.index('class="published')
    assert "Published numbers:" in figure


def test_a_published_word_that_looks_like_a_number_stays_as_it_was_printed(html: str) -> None:
    figure = html.partition('id="reported-table-T-summary"')[2].partition("</figure>")[0]
    assert re.findall(r'<td class="published text">(.*?)</td>', figure) == ["2", "3"]


def test_what_was_not_published_has_no_mark(html: str) -> None:
    for table in ("T-wrong", "quality"):
        assert 'class="mark' not in html.partition(f'id="reported-table-{table}"')[2].partition("</figure>")[0]


def summary_cells() -> Any:
    table: Any = reported_plan().study.tables["T-summary"]
    return table.cells


def test_the_first_screen_says_what_the_run_took(page: Page) -> None:
    words = " ".join(page.words)
    for part in (
        "Devices",
        "NVIDIA H200 (CUDA) : 4 trials",
        "Training time",
        "Cost",
        "of GPUs",
        "Settings",
        "Data set",
    ):
        assert part.replace(" :", ":") in words.replace(" :", ":"), part


def test_what_a_study_says_is_text_and_no_markup(page: Page, html: str) -> None:
    assert "Two &lt;b&gt;networks&lt;/b&gt; &amp; more" in html
    assert "<b>networks" not in html
    assert "<i>" not in html
    assert "One < two." in page.words
    assert any(value.startswith('"Dots" & <dots>. Test accuracy: ') for value in page.values("aria-label"))


def test_outcomes_are_shown_on_the_paper_s_own_data_set(page: Page) -> None:
    assert "Verdict" in page.words
    assert "holds in 2 of 2 seeds" in page.words
    assert "undecided" in page.words
    assert "not judged" not in page.words
    assert "another data set" not in " ".join(page.words)


def test_nothing_is_judged_on_another_data_set_and_the_page_says_why(elsewhere: Page) -> None:
    words = " ".join(elsewhere.words)
    assert not any(text.startswith(("holds", "does not hold", "undecided")) for text in elsewhere.words)
    assert "not judged" in elsewhere.words
    assert "The papers used another data set" in words
    assert "scikit-learn digits" in words
    assert "C-one" in elsewhere.words


def test_equal_results_make_equal_pages_wherever_they_lie(html: str, results: Path, tmp_path: Path) -> None:
    shutil.copytree(results, tmp_path / "copy")
    report([reported_plan(), tiny_plan("mnist")], tmp_path / "copy", tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == html


def test_a_missing_name_in_a_template_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="nothing_of_that_name"):
        environment().from_string("{{ nothing_of_that_name }}").render()
    with pytest.raises(UndefinedError, match="no attribute 'titel'"):
        environment().from_string("{{ study.titel }}").render(study=reported_plan().study)


@pytest.mark.slow
@pytest.mark.parametrize("left_out", sorted(page_context([tiny_plan("mnist")], [])))
def test_the_page_is_not_made_without_a_name_that_it_shows(results: Path, left_out: str) -> None:
    plan = tiny_plan("mnist")
    records = read_records(plan, results)
    studies = [study_context(plan, study_files(results, plan.name), records)]
    context = page_context([plan], records) | {"studies": studies}
    environment().get_template("report.html.j2").render(context)
    del context[left_out]
    with pytest.raises(UndefinedError):
        environment().get_template("report.html.j2").render(context)
