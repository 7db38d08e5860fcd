"""What came out, in sentences: each of their numbers is counted again from what was judged and how long runs took."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from counted import (
    by_verdict,
    compared,
    counted_headlines,
    headline_counts,
    known,
    luck_words,
    missed_tables,
    tally,
    verdicts_of,
)
from report_fixture import REPORTED, RUBRIC, leave_presented, reported_plan
from restudy.core_yaml import read_yaml
from restudy.formats import probability_text
from restudy.papers.reading import parse_paper
from restudy.records import read_json
from restudy.report.studies import StudyContents
from restudy.report.summary import NOT_JUDGED, Summary, study_sentences, summary
from results_fixture import paper_of, plan_study
from shown_page import TINY, part_of, text_of

UNSETTLED = ("open", "leans true", "leans false")
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six")
# A published number inside a wide interval, so that its verdict is open, beside one that lies outside.
INSIDE = "headline: [{title: One, cell: one, metric: test_accuracy, published: 0.53}, "


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> list[StudyContents]:
    folder, changes = tmp_path_factory.mktemp("results"), TINY.replace("headline: [", INSIDE)
    plan = plan_study(changes, (0, 3), name="tiny")
    return [leave_presented(folder, reported_plan()), leave_presented(folder, plan, paper_of(plan, changes))]


@pytest.fixture(scope="module")
def said(studies: list[StudyContents]) -> Summary:
    return summary(studies)


def judged(study: StudyContents) -> Any:
    """What `judge` wrote."""
    return read_json(study.results / f"claims/{study.name}.json")


def claims_of(studies: Iterable[StudyContents]) -> dict[str, Any]:
    return {name: claim for study in studies for name, claim in judged(study)["claims"].items()}


def seconds(study: StudyContents, cell: str) -> float:
    """Of one run of a cell, as the fixture leaves them: a minute more for each cell."""
    return 60.0 * (1 + [each.name for each in study.plan.cells].index(cell))


def test_all_claims_are_counted_by_their_verdicts(studies: list[StudyContents], said: Summary) -> None:
    claims = claims_of(studies)
    (sentence,) = (words for words in said.reproduced if words.startswith("Of "))
    assert sentence.startswith(f"Of {len(claims)} claims ")
    assert {word: len(blanks) for word, blanks in tally(sentence).items()} == verdicts_of(claims.values())
    for study in studies:
        (sentence,) = (words for words in study_sentences(study) if re.match(r"Of \d+ claim", words))
        assert tally(sentence) == by_verdict(judged(study)["claims"])


def test_headline_numbers_are_counted_that_lie_inside_and_named_that_do_not(
    studies: list[StudyContents], said: Summary
) -> None:
    rows = [row for study in studies for row in judged(study)["headline"]]
    assert verdicts_of(rows) == {"does not hold": 2, "open": 1}
    assert headline_counts(said.reproduced) == counted_headlines(rows) == (1, 3, {"CNN", "Two"})
    for study in studies:
        assert headline_counts(study_sentences(study)) == counted_headlines(judged(study)["headline"])


def test_numbers_outside_are_counted_beside_what_luck_gives(studies: list[StudyContents], said: Summary) -> None:
    numbers = [number for study in studies for number in judged(study)["numbers"]]
    assert said.differs[0] == f"Of the published numbers that vary between runs {luck_words(compared(numbers))}."
    for study in studies:
        rows = judged(study)["numbers"]
        expected = f"Of the numbers in its tables that vary between runs {luck_words(compared(rows))}."
        assert expected in study_sentences(study)
    unstated = sum(len(study.paper.inferred) for study in studies)
    assert said.differs[-1].startswith(f"The papers leave out {unstated} settings")


def test_tables_are_named_that_have_more_misses_than_luck_explains(studies: list[StudyContents], said: Summary) -> None:
    missed = [(study, *item) for study in studies for item in missed_tables(judged(study)["numbers"], "place").items()]
    assert [table for _, table, _ in missed] == ["T-grid", "T-parts"]
    assert said.differs[1] == f"{WORDS[len(missed)]} tables have more misses than luck explains:"
    assert [(item.study, item.anchor, item.words) for item in said.misses] == [
        (study.name, f"table-{table}", f"{luck_words(rows)}.") for study, table, rows in missed
    ]
    assert "Luck does not explain the misses in T-grid and T-parts." in study_sentences(studies[0])
    assert "Luck does not explain" not in " ".join(study_sentences(studies[1]))


def test_what_does_not_hold_is_listed_before_what_leans_that_way(said: Summary, studies: list[StudyContents]) -> None:
    claims = claims_of(studies)
    expected = []
    for word in ("does not hold", "leans false"):
        for name, claim in claims.items():
            if claim["verdict"] == word:
                chance = claim.get("probability")
                sure = "" if chance is None else f" ({probability_text(chance)})"
                expected.append((name, f"{word}{sure}: {claim['text']}"))
    assert [(item.name, item.words) for item in said.failed] == expected
    assert expected


def test_runs_and_hours_are_those_of_the_records(studies: list[StudyContents], said: Summary) -> None:
    """Twelve settings and five, two runs of each, a minute more for each setting of a study: 156 and 30 minutes."""
    assert said.ran[0] == "Two published studies were run again on MNIST."
    assert said.ran[1].startswith("17 settings, two runs each: 34 runs, 3.1 h of training one after another, on ")
    spent = [2 * sum(seconds(study, cell.name) for cell in study.plan.cells) for study in studies]
    assert spent == [156 * 60, 30 * 60]
    firsts = [study_sentences(study)[0] for study in studies]
    assert firsts == [
        "12 settings, two runs each: 24 runs, 2.6 h of training.",
        "Five settings, two runs each: 10 runs, 30 min 0 s of training.",
    ]


def test_what_more_runs_would_settle_comes_with_what_they_take(studies: list[StudyContents], said: Summary) -> None:
    claims = claims_of(studies)
    unsettled = {name: claim for name, claim in claims.items() if claim["verdict"] in UNSETTLED}
    near = {name for name, claim in unsettled.items() if (claim.get("seeds_to_decide") or 31) <= 30}
    needs = {
        name: sum((claim["seeds_to_decide"] - 2) * seconds(study, cell) for cell in claim["cells"]) / 60
        for study in studies
        for name, claim in judged(study)["claims"].items()
        if name in near
    }
    assert said.unsettled[0] == f"{WORDS[len(unsettled)]} claims are not settled by these runs."
    far = f"the other {len(unsettled) - len(near)} need more runs or other test images."
    assert said.unsettled[1] == f"Up to 30 runs of each setting would settle {len(near)} of them; {far}"
    assert {item.name: item.words for item in said.settled_by} == {
        name: f"about {claims[name]['seeds_to_decide']} runs, {minutes:.0f} min 0 s of training more"
        for name, minutes in needs.items()
    }
    assert [item.name for item in said.settled_by] == sorted(needs, key=lambda name: needs[name])
    assert len(needs) == 2


def test_where_nothing_is_judged_nothing_is_counted(tmp_path: Path) -> None:
    study = leave_presented(tmp_path, reported_plan("digits"))
    found = summary([study])
    assert found.ran[0].startswith("One published study was run again on ")
    assert (found.reproduced, study_sentences(study)[1:]) == ([NOT_JUDGED], [NOT_JUDGED])
    assert not any((found.failed, found.differs, found.misses, found.unsettled, found.settled_by))


def test_of_an_experiment_of_one_s_own_only_the_runs_are_told(tmp_path: Path) -> None:
    plan = plan_study("", (0, 3), name="own")
    study = leave_presented(tmp_path, plan, parse_paper({}, plan))
    (first, second), *others = vars(summary([study])).values()
    assert first == "One study run on MNIST."
    assert second.startswith("4 settings, two runs each: 8 runs, 20 min 0 s of training one after another, on ")
    assert not any(others)
    assert study_sentences(study) == ["Four settings, two runs each: 8 runs, 20 min 0 s of training."]


def test_one_run_of_each_setting_leaves_no_number_inside_or_outside(tmp_path: Path) -> None:
    plan = plan_study(REPORTED + RUBRIC, (0,), name="reported")
    study = leave_presented(tmp_path, plan, paper_of(plan, REPORTED + RUBRIC))
    assert not any(known(row) for row in judged(study)["headline"])
    found = summary([study])
    assert (found.differs, found.misses, found.settled_by) == ([], [], [])
    assert study_sentences(study)[0] == "12 settings, one run each: 12 runs, 1.3 h of training."
    (sentence,) = (words for words in study_sentences(study) if words.startswith("Of "))
    assert tally(sentence) == by_verdict(judged(study)["claims"]) == {"open": ["R1", "R2", "R3"]}
    assert " does not: " not in " ".join((*found.reproduced, *study_sentences(study)))


def test_the_committed_page_says_what_the_committed_verdicts_come_to(repository: Path) -> None:
    report = repository / "results/mnist/report"
    page, judged_studies = (report / "report.html").read_text(encoding="utf-8"), read_json(report / "verdicts.json")
    confidence = read_yaml(repository / "params.yaml").content["statistics"]["confidence"]
    overview, studies = text_of(part_of(page, "overview", "</section>")), judged_studies["studies"]
    claims = {name: claim for study in studies.values() for name, claim in study["claims"].items()}
    numbers = [number for study in studies.values() for number in study["numbers"]]
    rows = [row for study in studies.values() for row in study["headline"]]
    missed = {name: missed_tables(study["numbers"], "id", confidence) for name, study in studies.items()}
    (sentence,) = re.findall(r"Of \d+ claims [^.]*\.", overview)
    assert sentence.startswith(f"Of {len(claims)} claims ")
    assert {word: len(blanks) for word, blanks in tally(sentence).items()} == verdicts_of(claims.values())
    assert headline_counts([overview]) == counted_headlines(rows)
    assert f"vary between runs {luck_words(compared(numbers), confidence)}." in overview
    tables = sum(map(len, missed.values()))
    assert f"{WORDS[tables]} tables have more misses than luck explains" in overview
    openly = [claim for claim in claims.values() if claim["verdict"] in UNSETTLED]
    assert f"{len(openly)} claims are not settled" in overview
    near = sum((claim["seeds_to_decide"] or 31) <= 30 for claim in openly)
    assert f"would settle {near} of them" in overview
    for name, study in studies.items():
        words = text_of(part_of(page, f"{name}-title", "<h3"))
        (sentence,) = re.findall(r"Of \d+ claims? .*?\.(?= [A-Z])", words)
        assert {word: sorted(names) for word, names in tally(sentence).items()} == by_verdict(study["claims"])
        assert headline_counts([words]) == counted_headlines(study["headline"])
        assert f"vary between runs {luck_words(compared(study['numbers']), confidence)}." in words
        for table, those in missed[name].items():
            assert f"table {table}: {luck_words(those, confidence)}." in overview
            assert f'href="#{name}-table-{table}"' in part_of(page, "overview", "</section>")
