"""The report's files are four views of the same contents: read once, and of one mind."""

import html
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from report_fixture import leave_presented, reported_paper, reported_plan
from restudy.judging.scale import VERDICTS as WORDS
from restudy.layout import PAGE, PAPER, PAPER_SOURCE, RUBRIC, VERDICTS
from restudy.records import read_json, write_text
from restudy.report import studies, table_view
from restudy.report.claim_view import verdict_state
from restudy.report.files import write_report
from restudy.report.latex import escape
from restudy.report.studies import StudyContents
from restudy.report.summary import summary

STUDIES = [(reported_plan(), reported_paper())]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyContents:
    contents = leave_presented(tmp_path_factory.mktemp("results"), reported_plan())
    write_report(STUDIES, contents.results, "abc123")
    return contents


@pytest.fixture
def page(study: StudyContents) -> str:
    return study.files.report(PAGE).read_text(encoding="utf-8")


@pytest.fixture
def paper(study: StudyContents) -> str:
    return study.files.report(PAPER_SOURCE).read_text(encoding="utf-8")


@pytest.fixture
def data(study: StudyContents) -> Any:
    return read_json(study.files.report(VERDICTS))["studies"]["reported"]


def test_tables_and_judgements_are_read_once(study: StudyContents, monkeypatch: pytest.MonkeyPatch) -> None:
    """And each table is put into words once, for the page and the paper alike."""
    read, made = Counter[str](), Counter[int]()

    def reading(path: Path) -> Any:
        read[str(path.relative_to(study.results))] += 1
        return read_json(path)

    def making(rows: Any, marks: Any) -> Any:
        made[len(rows.columns)] += 1
        return table_view.table_view(rows, marks)

    monkeypatch.setattr(studies, "read_json", reading)
    monkeypatch.setattr(studies, "table_view", making)
    write_report(STUDIES, study.results, "abc123")
    assert read == {"tables/reported.json": 1, "claims/reported.json": 1}
    assert made.total() == len(study.paper.tables)


def test_all_files_are_written_and_a_paper_of_another_source_is_removed(study: StudyContents) -> None:
    outdated = study.files.report(PAPER)
    write_text(outdated, "%PDF of another source")
    write_report(STUDIES, study.results, "abc123")
    assert {path.name for path in outdated.parent.iterdir()} == {PAGE, PAPER_SOURCE, VERDICTS, RUBRIC}
    assert read_json(study.files.report(RUBRIC))["commit"] == "abc123"


def test_page_paper_and_data_agree_on_every_claim_and_its_parts(
    study: StudyContents, page: str, paper: str, data: Any
) -> None:
    assert study.paper.claims
    assert any(claim["parts"] for claim in data["claims"].values())
    for name, claim in data["claims"].items():
        whole, parts = claim["verdict"], [part["verdict"] for part in claim["parts"]]
        for begin, end in ((f'id="reported-{name}"', "</tr>"), (f'<span class="id">{name}<', 'class="because"')):
            row = page.partition(begin)[2].partition(end)[0]
            verdicts = [whole, *parts] if end == "</tr>" else [whole]
            assert re.findall(r'class="verdict (\w+)">.*?</span> (.*?)</span>', row) == [
                (verdict_state(verdict), verdict) for verdict in verdicts
            ]
        line, detail = (row_of(paper, rf"\label{{{kind}:reported:{name}}}") for kind in ("claim", "detail"))
        assert re.findall(r"\\verdict\w+\{(.*?)\}", line) == [whole]
        assert re.findall(r"\\verdict\w+\{(.*?)\}", detail) == parts
        for ground in claim["grounds"]:
            assert escape(ground) in line
            assert html.escape(ground) in page


def row_of(paper: str, label: str) -> str:
    """The line of the paper's source that has this label."""
    (line,) = (line for line in paper.splitlines() if label in line)
    return line


def test_page_and_paper_say_the_same_in_words(study: StudyContents, page: str, paper: str) -> None:
    said = summary([study])
    sentences = [*said.ran[1:], *said.reproduced, *said.differs, *said.unsettled, *study.sentences]
    named = [item.words for item in (*said.failed, *said.misses, *said.settled_by)]
    assert named
    for text in (*sentences, *named):
        assert html.escape(text) in page, text
        assert escape(text) in paper, text


def test_numbers_that_tell_nothing_apart_are_counted_apart(paper: str, data: Any) -> None:
    """Those that no run changes, and those that settings were fitted to."""
    for kind, words in (
        ("numbers", "Numbers of its tables that vary between runs"),
        ("fixed_numbers", "Numbers that are the same in every run"),
        ("fitted_numbers", "Numbers that settings were fitted to"),
    ):
        counts = [data["counts"][kind][verdict.replace(" ", "_")] for verdict in WORDS]
        counted = [number for number in counts if number]
        said = paper.partition(f"{words}: ")[2].partition(".")[0]
        assert [int(number) for number in re.findall(r"\\verdict\w+\{(\d+)\}", said)] == counted
        assert counted


def test_page_and_paper_mark_the_same_numbers_of_every_table(
    study: StudyContents, page: str, paper: str, data: Any
) -> None:
    for name in study.paper.tables:
        judged = [verdict_state(number["verdict"]) for number in data["numbers"] if number["id"] == name]
        figure = page.partition(f'id="reported-table-{name}"')[2].partition("</figure>")[0]
        table = paper.partition(rf"\label{{table:reported:{name}}}")[2].partition(r"\bottomrule")[0]
        assert re.findall(r'class="mark (\w+)"', figure) == judged, name
        assert re.findall(r"\\mark(all|none|some|compared)", table) == judged, name
    assert len(data["numbers"]) > 20


def test_page_and_paper_agree_on_the_headline(study: StudyContents, page: str, paper: str, data: Any) -> None:
    (judged,), (shown,) = data["headline"], study.headlines
    assert shown.verdict == judged["verdict"]
    first_screen = page.partition('<section id="headlines"')[2].partition("</section>")[0]
    front_table = paper.partition(r"\label{part:headlines}")[2].partition(r"\end{longtable}")[0]
    for text in (shown.published, shown.reproduced, shown.interval, shown.verdict):
        assert text in first_screen
        assert escape(text) in front_table
