"""The report's page: whole, self-contained, the same twice, and silent where there is nothing to judge."""

import base64
import gzip
import hashlib
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from page_fixture import Page, page_of
from report_fixture import reported_plan
from restudy.report.origins import report_hashes
from restudy.report.page import environment, page_context
from restudy.report.studies import StudyContents
from shown_page import html, results, shown, studies

__all__ = ["html", "results", "shown", "studies"]

RISKY_TAGS = {"img", "link", "iframe", "object", "embed", "base", "form"}


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


def test_the_contents_name_every_section_in_its_place(html: str, studies: list[StudyContents]) -> None:
    contents, _, main = html.partition("</nav>")
    for study in studies:
        sections = re.findall(rf'<h3 id="({study.name}-section-[^"]*)">([^<]*)</h3>', main)
        links = re.findall(rf'<a href="#({study.name}-section-[^"]*)">', contents)
        assert links == [anchor for anchor, _ in sections]


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
    links = [value.partition(";base64,") for value in shown.values("href") if value.startswith("data:")]
    held = [(kind, base64.b64decode(content)) for kind, _, content in links]
    kept = [gzip.decompress(content) if kind == "data:application/gzip" else content for kind, content in held]
    assert {kind for kind, _ in held} <= {"data:application/gzip", "data:text/csv"}
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
        "4 runs, ",
        "of training on NVIDIA H200 (CUDA), AMD EPYC (CPU, 2 threads)",
    ):
        assert part in figure
    assert [figure.count(trial) for trial in trials] == [2, 2]


def test_the_first_screen_says_what_the_run_took(shown: Page, studies: list[StudyContents]) -> None:
    words = " ".join(shown.words)
    records = [record for study in studies for record in study.records]
    for part in (
        "Devices",
        "NVIDIA H200 (CUDA): 4 runs",
        f"AMD EPYC (CPU, 2 threads): {len(records) - 4} runs",
        f"{len(records)}, of {sum(study.cells for study in studies)} settings with 2 seeds (0, 3)",
        "of GPUs",
        "of training, one run after another",
        "2026-01-02",
        "Python 3.11.7; torch 2.13.0",
        "CITATION.cff",
        "Licence",
        "Data set",
    ):
        assert part in words.replace(" :", ":"), part


def test_the_first_screen_leads_to_every_table_and_figure(html: str, studies: list[StudyContents]) -> None:
    index = html.partition('<section id="index"')[2].partition("</section>")[0]
    assert re.findall(r'<li data-kind="(\w+)"><a href="#([^"]*)"><b>([^<]*)</b>', index) == [
        (kind, f"{study.name}-{kind}-{name}", name)
        for study in studies
        for kind, items in (("table", study.paper.tables), ("figure", study.paper.figures))
        for name in items
    ]


def test_what_a_study_says_is_text_and_no_markup(shown: Page, html: str) -> None:
    assert "Two &lt;b&gt;networks&lt;/b&gt; &amp; more" in html
    assert "<b>networks" not in html
    assert "<i>" not in html
    assert "One < two." in shown.words
    assert any(value.startswith('"Dots" & <dots>. Test accuracy: ') for value in shown.values("aria-label"))


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
    context = page_context(studies, report_hashes([(study.plan, study.paper) for study in studies]), "abc123")
    template = environment().get_template("report.html.j2")
    template.render(context)
    for left_out in context:
        # What would slice a text complains of its own accord.
        with pytest.raises((UndefinedError, TypeError)):
            template.render({name: value for name, value in context.items() if name != left_out})
