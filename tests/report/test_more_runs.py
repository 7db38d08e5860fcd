"""What more runs would settle: the curve of claims against hours, and the table behind it."""

import pytest

from report_fixture import leave_presented, reported_plan
from restudy.formats import duration
from restudy.judging.scale import FAILS, HOLDS, TIED
from restudy.report.more_runs import HEIGHT, MoreRuns, more_runs
from restudy.report.strips import LENGTH
from restudy.report.studies import StudyContents
from shown_page import html, part_of, studies, text_of, tiny

__all__ = ["html", "studies"]


@pytest.fixture(scope="module")
def curve(studies: list[StudyContents]) -> MoreRuns:
    found = more_runs(studies)
    assert found
    return found


def test_claims_are_counted_that_are_settled(studies: list[StudyContents], curve: MoreRuns) -> None:
    verdicts = [claim["verdict"] for study in studies for claim in study.judged["claims"].values()]
    assert curve.claims == len(verdicts)
    assert curve.now == len([verdict for verdict in verdicts if verdict in (HOLDS, FAILS, TIED)])
    assert curve.start == round(HEIGHT * (1 - curve.now / curve.claims))


def test_the_others_are_those_that_thirty_runs_would_settle(studies: list[StudyContents], curve: MoreRuns) -> None:
    needed = {
        name: claim["seeds_to_decide"]
        for study in studies
        for name, claim in study.judged["claims"].items()
        if (claim.get("seeds_to_decide") or 31) <= 30
    }
    assert needed
    assert {step.claim: step.runs for step in curve.settled} == needed


def test_each_step_takes_what_its_runs_take_and_the_curve_rises_there(
    studies: list[StudyContents], curve: MoreRuns
) -> None:
    """A run takes a minute more for each setting of a study, as the fixture leaves them."""
    minutes = {cell.name: 1 + place for study in studies for place, cell in enumerate(study.plan.cells)}
    cells = {name: claim["cells"] for study in studies for name, claim in study.judged["claims"].items()}
    have, spent, corners = dict.fromkeys(minutes, 2), 0.0, []
    for step in curve.settled:
        assert {*cells[step.claim]} <= minutes.keys()
        spent += duration_in_minutes(step.takes)
        corners.append(spent)
        assert step.more >= sum(max(step.runs - have[name], 0) for name in cells[step.claim])
        have |= {name: max(step.runs, have[name]) for name in cells[step.claim]}
    assert curve.whole == curve.settled[-1].whole == duration(60 * spent)
    assert [step.corner[0] for step in curve.settled] == [round(LENGTH * each / spent) for each in corners]
    assert [step.corner[1] for step in curve.settled] == [
        round(HEIGHT * (1 - (curve.now + place) / curve.claims)) for place in range(1, len(corners) + 1)
    ]


def duration_in_minutes(text: str) -> float:
    """Of whole minutes, as `duration` writes them below and above two hours."""
    number, unit, *_ = text.replace("\u00a0", " ").split()
    return float(number) * {"min": 1, "h": 60, "s": 1 / 60}[unit]


def test_the_page_has_each_step_in_words(html: str, curve: MoreRuns) -> None:
    part = part_of(html, "more-runs", "</section>")
    words = text_of(part)
    assert f"{curve.now} of {curve.claims} claims are settled now." in words
    assert 'href="#more-runs"' in html
    assert part.count("<tr ") == len(curve.settled) + 1
    for step in curve.settled:
        assert f'<a href="#{step.study}-{step.claim}">{step.claim}</a>' in part


def test_nothing_is_said_where_nothing_would_be_settled(tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = [
        leave_presented(tmp_path_factory.mktemp("elsewhere"), reported_plan("digits")),
        tiny(tmp_path_factory.mktemp("tiny"), "digits"),
    ]
    assert more_runs(elsewhere) is None
