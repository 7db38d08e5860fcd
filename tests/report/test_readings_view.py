"""What a paper left out, in words: which other readings fit better, and which claims hang on them."""

from typing import Any

import pytest

from restudy.papers.paper import Paper
from restudy.plan.plan import StudyPlan
from restudy.report.readings_view import OURS, ReadingsView, readings_view
from results_fixture import paper_of, plan_study

STUDY = """
alternatives:
  large: {infers: batch_size, cells: [one], settings: {batch_size: 16}}
  slow: {infers: epochs, cells: [one], settings: {epochs: 5}}
inferred: {batch_size: A guess., epochs: Another.}
claims:
  A1: {kind: order, text: Two is better., metrics: [test_accuracy], ascending: [one, two]}
  A2: {kind: order, text: One is better., metrics: [test_accuracy], ascending: [two, one]}
"""


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return plan_study(STUDY, (0, 1))


@pytest.fixture(scope="module")
def paper(plan: StudyPlan) -> Paper:
    return paper_of(plan, STUDY)


def judged_reading(
    plan: StudyPlan, name: str, training: float | None, test: float | None, claims: dict[str, str] | None = None
) -> dict[str, Any]:
    """What `judge` writes of an alternative with a number of each part whose gain is given."""
    gains = {part: gain for part, gain in (("training", training), ("test", test)) if gain is not None}
    own, other = plan.cells[0].name, next(cell.name for cell in plan.cells if cell.alternative == name)
    return {
        "infers": plan.study.alternatives[name].infers,
        "cells": {own: other},
        "runs": 2,
        "numbers": [{"part": part, "gain": gain} for part, gain in gains.items()],
        "fit": {"training": training or 0.0, "test": test or 0.0},
        "inside": {"own": 0, "other": 1, "of": len(gains)},
        "claims": claims or {},
    }


def views(plan: StudyPlan, paper: Paper, **found: dict[str, Any]) -> ReadingsView:
    claims = {"A1": {"verdict": "open"}, "A2": {"verdict": "holds"}}
    return readings_view(plan, paper, {"claims": claims, "alternatives": found})


@pytest.mark.parametrize(
    ("training", "test", "word"),
    [
        (3.0, -9.0, "fits better"),
        (-3.0, 9.0, "fits worse"),
        (2.9, 9.0, "fits alike"),
        (None, 3.0, "fits better"),
        (None, -3.0, "fits worse"),
        (None, None, "nothing published"),
    ],
)
def test_training_numbers_say_how_a_reading_fits_where_there_are_some(
    plan: StudyPlan, paper: Paper, training: float | None, test: float | None, word: str
) -> None:
    (view,) = views(plan, paper, large=judged_reading(plan, "large", training, test)).each
    assert view.word == word
    signed = ["" if gain is None else f"{gain:+.1f}".replace("-", "−") for gain in (training, test)]
    assert [view.training, view.test] == signed
    of = len([gain for gain in (training, test) if gain is not None])
    assert view.inside == (f"0 → 1 of {of}" if of else "")
    assert (view.title, view.infers, view.settings, view.runs) == ("large", "batch size", ["One"], 2)


def test_the_reading_that_fits_best_comes_first(plan: StudyPlan, paper: Paper) -> None:
    found = views(
        plan,
        paper,
        large=judged_reading(plan, "large", None, 1.0),
        slow=judged_reading(plan, "slow", 4.0, -9.0),
    )
    assert [view.name for view in found.each] == ["slow", "large"]
    assert found.sentences == [
        "Slow (+4.0 nats): fits what the paper prints better than ours.",
        "Large (+1.0 nats): cannot be told from ours.",
    ]


@pytest.mark.parametrize(
    ("verdicts", "turned"),
    [
        ({"A1": "holds", "A2": "holds"}, []),
        ({"A1": "does not hold", "A2": "open"}, []),
        ({"A1": "open", "A2": "leans false"}, ["A2"]),
        ({"A2": "does not hold"}, ["A2"]),
    ],
)
def test_claims_are_named_whose_verdict_hangs_on_a_reading(
    plan: StudyPlan, paper: Paper, verdicts: dict[str, str], turned: list[str]
) -> None:
    found = views(plan, paper, large=judged_reading(plan, "large", 0.0, 0.0, verdicts))
    last = f"the verdict on {turned[0]} turns round" if turned else "no verdict turns round"
    claims = f"{len(verdicts)} claims" if len(verdicts) > 1 else "1 claim"
    that = "that were" if len(verdicts) > 1 else "that was"
    assert found.sentences[1] == f"Of {claims} {that} judged by other readings too, {last}."
    assert found.multiverse.turned == turned


def test_each_reading_has_its_verdicts_below_ours_and_nothing_where_it_was_not_judged(
    plan: StudyPlan, paper: Paper
) -> None:
    found = views(
        plan,
        paper,
        large=judged_reading(plan, "large", 0.0, 0.0, {"A2": "leans true"}),
        slow=judged_reading(plan, "slow", 1.0, 0.0, {"A1": "tied", "A2": "holds"}),
    ).multiverse
    assert found.claims == ["A1", "A2"]
    assert [(row.title, row.verdicts) for row in found.rows] == [
        (OURS, ["open", "holds"]),
        ("slow", ["tied", "holds"]),
        ("large", ["", "leans true"]),
    ]
    assert found.seen == {"open", "holds", "tied", "", "leans true"}


def test_what_has_no_alternative_is_named(plan: StudyPlan, paper: Paper) -> None:
    large = judged_reading(plan, "large", 0.0, 0.0)
    assert views(plan, paper, large=large).sentences[-1] == "Inferred without an alternative: epochs."
    both = views(plan, paper, large=large, slow=judged_reading(plan, "slow", 0.0, 0.0))
    assert both.sentences == ["Large (+0.0 nats); slow (+0.0 nats): cannot be told from ours."]


def test_without_alternatives_nothing_is_said(plan: StudyPlan, paper: Paper) -> None:
    found = readings_view(plan, paper, {"claims": {}})
    assert (found.each, found.sentences, found.multiverse.claims) == ([], [], [])
