"""What the page says of claims and published numbers: verdicts with reasons, and nothing where none was judged."""

import re
from pathlib import Path

from page_fixture import Page
from restudy.judging.scale import VERDICTS
from restudy.records import read_json
from restudy.report.claim_view import ClaimView, PartView, verdict_state
from restudy.report.studies import StudyContents
from restudy.report.summary import NOT_JUDGED, summary
from shown_page import elsewhere, html, part_of, results, shown, studies, text_of

__all__ = ["elsewhere", "html", "results", "shown", "studies"]

VERDICT = re.compile(r'class="verdict (\w+)">.*?</span> (.*?)</span>')


def claim_of(studies: list[StudyContents], identifier: str) -> ClaimView:
    return next(claim for study in studies for claim in study.claims if claim.identifier == identifier)


def words_in_line(item: ClaimView | PartView) -> str:
    """What stands in a line about a claim or a part: how probable, and in how many runs."""
    chance = item.probability.replace("\u00a0", " ").replace("above ", "> ").replace("below ", "< ")
    return " ".join(filter(None, (chance, f"in {item.runs[0]} of {item.runs[1]} runs" if item.runs[1] else "")))


def test_a_published_number_s_verdict_stands_beside_ours_and_says_why(html: str, results: Path) -> None:
    figure = part_of(html, "reported-table-T-errors", "</figure>")
    numbers = [
        number for number in read_json(results / "claims/reported.json")["numbers"] if number["place"] == "T-errors"
    ]
    rows = re.findall(r"<tr><th scope=row.*?</tr>", figure)
    assert len(rows) == len(numbers) == 3
    for row, number in zip(rows, numbers, strict=True):
        state, (said,) = verdict_state(number["verdict"]), re.findall(r'aria-label="(.*?), why"', row)
        assert row.count(f'class="mark {state}"') == row.count('class="mark') == 1
        assert said.lower() == number["verdict"]
        (reason,) = re.findall(rf'<b class="{state}">{said}</b>: (.*?)</span>', row)
        assert reason[:1].isupper()
        assert reason.lower().startswith(number["reason"].lower())
        assert row.index("mark") > row.index('class="published')
    assert "Published numbers:" in figure


def test_a_published_word_that_looks_like_a_number_stays_as_it_was_printed(html: str) -> None:
    figure = part_of(html, "reported-table-T-summary", "</figure>")
    assert re.findall(r'<td class="published text">(.*?)</td>', figure) == ["2", "3"]


def test_what_was_not_published_has_no_mark(html: str) -> None:
    for table in ("T-wrong", "quality"):
        assert 'class="mark' not in part_of(html, f"reported-table-{table}", "</figure>")


def test_outcomes_are_shown_on_the_paper_s_own_data_set(shown: Page) -> None:
    assert "Verdict" in shown.words
    said = {"leans true", "open", "does not hold", "It is so in all 2 runs.", "It is so in 1 of 2 runs."}
    assert said <= set(shown.words)
    assert any(re.fullmatch(r"\(\d+\.\d\u00a0%\)", text) for text in shown.words)
    words = " ".join(shown.words)
    assert "No verdicts on this page" not in words
    assert NOT_JUDGED not in words
    assert "another data set" not in words


def test_the_summary_and_each_study_s_sentences_stand_on_the_page(html: str, studies: list[StudyContents]) -> None:
    said, words = summary(studies), text_of(part_of(html, "overview", "</section>"))
    sentences = [*said.reproduced, *said.differs, *said.unsettled]
    named = [f"{item.name} {item.words}" for item in (*said.failed, *said.misses, *said.settled_by)]
    assert len(sentences) >= 6
    assert len(named) >= 4
    for text in (*sentences, *named):
        assert " ".join(text.split()) in words, text
    assert " ".join(said.ran[1:]) in text_of(html)
    for study in studies:
        part = part_of(html, f"{study.name}-title", "<h3")
        there = re.findall(r"<p>(.*?)</p>", part.partition('class="came-out"')[2])
        assert [text_of(each) for each in there] == [" ".join(text.split()) for text in study.sentences]


def test_the_first_screen_lists_every_claim_with_its_verdict_and_what_that_rests_on(
    html: str, studies: list[StudyContents]
) -> None:
    rows = re.findall(r"<li data-verdict=.*?</details></li>", part_of(html, "claims", "</section>"), re.DOTALL)
    claims = [(study, claim) for study in studies for claim in study.claims]
    assert len(rows) == len(claims) == 5
    for row, (study, claim) in zip(rows, claims, strict=True):
        lines: list[ClaimView | PartView] = [claim, *claim.parts]
        data = dict(re.findall(r'data-(\w+)="(.*?)"', row.partition(">")[0]))
        assert data["verdict"] == claim.verdict
        assert data["kind"] == claim.kind
        assert text_of(data["study"]) == text_of(study.title.replace("<b>", "&lt;b&gt;").replace("</b>", "&lt;/b&gt;"))
        assert VERDICT.findall(row) == [(each.state, each.verdict) for each in lines]
        line = text_of(row.partition("</summary>")[0].partition("<summary>")[2])
        assert line.startswith(f"{claim.identifier} {claim.text} {words_in_line(claim)}".rstrip())
        because = text_of(row.partition('class="because"')[2])
        for ground in claim.grounds:
            assert " ".join(ground.split()) in because
        for part in claim.parts:
            assert f"{' '.join(part.text.split())} {words_in_line(part)}" in because
        assert f'href="#{study.name}-{claim.identifier}"' in row
        assert row.count('class="strip ') == sum(each.strip is not None for each in lines)


def test_a_claim_s_parts_fold_out_each_with_its_verdict(html: str, studies: list[StudyContents]) -> None:
    row = part_of(html, "reported-R3", "</tr>")
    parts = claim_of(studies, "R3").parts
    assert "<summary>10 parts</summary>" in row
    found = re.findall(
        r'<li>\s*<span class="verdict (\w+)">[^/]*</span> ([^<]*)</span>\s*<span class="likely">\((.*?)\)</span>'
        r'\s*<span class="by">(.*?)</span>',
        row,
    )
    assert found == [(part.state, part.verdict, part.probability, part.text) for part in parts]
    assert {part.verdict for part in parts} >= {"holds", "open"}
    assert " parts</summary>" not in part_of(html, "reported-R2", "</tr>")


def test_a_table_with_more_misses_than_luck_explains_is_named_with_them(
    html: str, studies: list[StudyContents]
) -> None:
    study = studies[0]
    part = part_of(html, "reported-section-differs", "</ul>")
    assert [each.table for each in study.differences] == ["T-grid", "T-parts"]
    for each in study.differences:
        assert f'href="#reported-table-{each.table}"' in part
        assert " ".join(each.words.split()) in text_of(part)
    assert 'id="tiny-section-differs"' not in html


def test_other_readings_stand_with_their_fit_and_the_claims_that_hang_on_them(
    html: str, studies: list[StudyContents]
) -> None:
    part = part_of(html, "tiny-title", 'id="tiny-section-choice"')
    readings = studies[1].readings
    (view,) = readings.each
    for text in (view.title, view.infers, view.inside, view.test, view.word, *readings.sentences):
        assert text in text_of(part)
    multiverse = part.partition('class="data multiverse"')[2].partition("</table>")[0]
    assert re.findall(r'role="img" aria-label="(.*?)"', multiverse) == ["open", "leans true"]
    assert "What the paper left out" not in part_of(html, "reported", 'id="tiny"')


def test_nothing_is_judged_on_another_data_set_and_the_page_says_why(elsewhere: Page) -> None:
    words = " ".join(elsewhere.words)
    assert not {*VERDICTS} & {*elsewhere.words}
    assert not any(text.startswith(("holds", "leans", "does not hold", "It is so")) for text in elsewhere.words)
    assert not any(value.split()[0] in ("verdict", "mark", "find") for value in elsewhere.values("class") if value)
    assert "claims" not in elsewhere.values("id")
    assert "No verdicts on this page." in elsewhere.words
    assert NOT_JUDGED in elsewhere.words
    assert "The papers used another data set" in words
    assert "scikit-learn digits" in words
    assert {"C-one", "C-two"} <= {*elsewhere.words}
