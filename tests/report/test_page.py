"""The report's page: whole, self-contained, the same twice, and silent where there is nothing to judge."""

import base64
import hashlib
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from page_fixture import Page, page_of
from report_fixture import leave_presented, reported_plan
from restudy.judging.scale import VERDICTS
from restudy.records import read_json
from restudy.report.claim_view import verdict_state
from restudy.report.origins import report_hashes
from restudy.report.page import environment, page_context
from restudy.report.studies import StudyContents
from results_fixture import paper_of, plan_study

TINY = """
title: Two <b>networks</b> & more
tables:
  T-one:
    kind: summary
    title: Table of <i>two</i>
    cells: [one, two]
    columns: [test_accuracy]
figures:
  F-one: {kind: dots, title: '"Dots" & <dots>', table: T-one, column: test_accuracy}
claims:
  C-one: {kind: order, text: One < two., metrics: [test_accuracy], ascending: [one, two]}
headline: [{title: Two, cell: two, metric: test_accuracy, published: 0.9}]
"""
RISKY_TAGS = {"img", "link", "iframe", "object", "embed", "base", "form"}


def tiny(folder: Path, dataset: str = "mnist") -> StudyContents:
    """The results of TINY."""
    plan = plan_study(TINY, (0, 3), dataset, "tiny")
    return leave_presented(folder, plan, paper_of(plan, TINY))


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


def test_the_page_needs_nothing_from_elsewhere(shown: Page, html: str) -> None:
    assert not RISKY_TAGS & set(shown.tags)
    assert shown.values("src") == []
    assert all(value.startswith(("#", "data:")) for value in shown.values("href"))
    assert shown.values("style") == []
    assert not any(name.startswith("on") for _, name, _ in shown.attributes)
    assert "@import" not in html
    assert "url(" not in html
    assert "http://" not in html
    assert "https://" not in html


def test_a_browser_is_told_to_fetch_nothing_and_to_run_one_script(shown: Page, html: str) -> None:
    (policy,) = (value for value in shown.values("content") if "default-src" in value)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    own = {tag: html.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0] for tag in ("style", "script")}
    hashes = {tag: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for tag, text in own.items()}
    assert (shown.tags["style"], shown.tags["script"]) == (1, 1)
    assert rules == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": f"'sha256-{hashes['style']}'",
        "script-src": f"'sha256-{hashes['script']}'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_every_table_figure_and_claim_of_every_study_is_there_once(studies: list[StudyContents], shown: Page) -> None:
    expected = set()
    for study in studies:
        paper = study.paper
        expected |= {study.name, *(f"{study.name}-{name}" for name in paper.claims)}
        expected |= {f"{study.name}-table-{name}" for name in paper.tables}
        expected |= {f"{study.name}-figure-{name}" for name in paper.figures}
        for item in (*paper.claims, *paper.tables, *paper.figures):
            assert item in shown.words
    counts = Counter(shown.values("id"))
    assert expected <= set(counts)
    assert set(counts.values()) == {1}


def test_every_link_has_its_target(shown: Page) -> None:
    links = {value.removeprefix("#") for value in shown.values("href") if value.startswith("#")}
    assert links <= set(shown.values("id"))


def test_titles_notes_and_sources_are_there(shown: Page) -> None:
    words = " ".join(shown.words)
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
        "2 seeds (0, 3)",
    ):
        assert part in words


def test_figures_and_all_numbers_are_in_the_page(shown: Page, studies: list[StudyContents]) -> None:
    kept = [base64.b64decode(value.partition("base64,")[2]) for value in shown.values("href") if "text/csv" in value]
    expected = []
    for study in studies:
        tables, figures = study.paper.tables, study.paper.figures
        expected += [study.files.table(study.name, name).read_bytes() for name in tables]
        expected += [study.files.figure(study.name, name, "csv").read_bytes() for name in figures]
        assert set(figures) <= set(shown.words)
    assert kept == expected


def test_a_mark_opens_where_a_table_comes_from(html: str, results: Path) -> None:
    """Its file with its hash, the command, the jobs, and the trials, to which each row leads too."""
    figure = html.partition('id="reported-table-T-summary"')[2].partition("</figure>")[0]
    content = (results / "tables/reported/T-summary.csv").read_bytes()
    trials = [f'href="#trials-{reported_plan().cell(name).name}"' for name in ("best", "mlp-bs8-lr0.01")]
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


def test_the_first_screen_says_what_the_run_took(shown: Page) -> None:
    words = " ".join(shown.words)
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


def test_what_a_study_says_is_text_and_no_markup(shown: Page, html: str) -> None:
    assert "Two &lt;b&gt;networks&lt;/b&gt; &amp; more" in html
    assert "<b>networks" not in html
    assert "<i>" not in html
    assert "One < two." in shown.words
    assert any(value.startswith('"Dots" & <dots>. Test accuracy: ') for value in shown.values("aria-label"))


def test_outcomes_are_shown_on_the_paper_s_own_data_set(shown: Page) -> None:
    assert "Verdict" in shown.words
    assert {"leans true", "open", "does not hold", "so in 2 of 2 runs", "so in 1 of 2 runs"} <= set(shown.words)
    assert any(text.startswith("probability ") for text in shown.words)
    assert "not judged" not in shown.words
    assert "another data set" not in " ".join(shown.words)


def test_the_first_screen_counts_numbers_that_tell_nothing_apart(html: str, studies: list[StudyContents]) -> None:
    numbers = html.partition('data-label="Numbers">')[2].partition("</td>")[0]
    said = re.findall(r'<span class="by">(the same in every run|settings were fitted to): (.*?)</span></span>', numbers)
    counts = [re.sub("<[^>]*>", "", each).replace(",", "").split() for _, each in said]
    assert [[int(word) for word in words if word.isdigit()] for words in counts] == [
        [number for number in studies[0].counts_by_kind[kind].values() if number]
        for kind in ("fixed_numbers", "fitted_numbers")
    ]
    assert [words for words, _ in said] == ["the same in every run", "settings were fitted to"]


def test_a_claim_s_parts_fold_out_each_with_its_verdict(html: str, studies: list[StudyContents]) -> None:
    row = html.partition('id="reported-R3"')[2].partition("</tr>")[0]
    parts = next(claim.parts for claim in studies[0].claims if claim.identifier == "R3")
    assert "<summary>10 parts</summary>" in row
    found = re.findall(
        r'<li>\s*<span class="verdict (\w+)">.*?</span> (.*?)</span>\s*<span class="by">(.*?)</span>', row
    )
    assert found == [(part.state, part.verdict, part.text) for part in parts]
    assert {part.verdict for part in parts} >= {"holds", "open"}
    assert " parts</summary>" not in html.partition('id="reported-R2"')[2].partition("</tr>")[0]


def test_nothing_is_judged_on_another_data_set_and_the_page_says_why(elsewhere: Page) -> None:
    words = " ".join(elsewhere.words)
    assert not {*VERDICTS} & {*elsewhere.words}
    assert not any(text.startswith(("holds", "leans", "does not hold", "so in", "prob")) for text in elsewhere.words)
    assert "not judged" in elsewhere.words
    assert "The papers used another data set" in words
    assert "scikit-learn digits" in words
    assert "C-one" in elsewhere.words


def test_equal_results_make_equal_pages_wherever_they_lie(
    html: str, results: Path, studies: list[StudyContents], tmp_path: Path
) -> None:
    shutil.copytree(results, tmp_path / "copy")
    assert page_of(*(replace(study, results=tmp_path / "copy") for study in studies)) == html


def test_a_missing_name_in_a_template_is_an_error(studies: list[StudyContents]) -> None:
    with pytest.raises(UndefinedError, match="nothing_of_that_name"):
        environment().from_string("{{ nothing_of_that_name }}").render()
    with pytest.raises(UndefinedError, match="no attribute 'titel'"):
        environment().from_string("{{ study.titel }}").render(study=studies[0])


@pytest.mark.slow
def test_the_page_is_not_made_without_a_name_that_it_shows(studies: list[StudyContents]) -> None:
    study = studies[1]
    context = page_context([study], report_hashes([(study.plan, study.paper)]), "abc123")
    template = environment().get_template("report.html.j2")
    template.render(context)
    for left_out in context:
        # What would slice a text complains of its own accord.
        with pytest.raises((UndefinedError, TypeError)):
            template.render({name: value for name, value in context.items() if name != left_out})
