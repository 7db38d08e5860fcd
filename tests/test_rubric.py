"""The rubric: steps with what answers them, each answer with its place, its file, its hash and its rule."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import ValidationError

from report_fixture import leave_presented, reported_plan
from restudy.params.rubric import RubricStep
from restudy.plan.plan import Plan
from restudy.report.rubric import answered_steps, rubric

HASHES = {"params": "0123"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    leave_presented(folder, reported_plan())
    return folder


def test_each_answer_says_where_it_is_and_what_made_it(results: Path) -> None:
    answered, open_step = answered_steps(reported_plan(), results)
    assert [(answer.kind, answer.anchor, answer.file, answer.rule) for answer in answered.answers] == [
        ("table", "reported-table-T-grid", "results/mnist/tables/reported/T-grid.csv", "tabulate_reported"),
        ("table", "reported-table-T-summary", "results/mnist/tables/reported/T-summary.csv", "tabulate_reported"),
        ("figure", "reported-figure-F-dots", "results/mnist/figures/reported/F-dots.svg", "draw_reported"),
        ("claim", "reported-R2", "results/mnist/claims/reported.json", "judge"),
        ("settings", "reported-section-settings", "results/mnist/evaluation/reported/trials.csv", "evaluate"),
        ("choice", "reported-section-choice", "results/mnist/claims/reported.json", "judge"),
        ("contradictions", "reported-section-contradictions", "results/mnist/claims/reported.json", "judge"),
    ]
    for answer in answered.answers:
        path = results / answer.file.removeprefix("results/mnist/")
        assert answer.sha256 == sha256(path.read_bytes()).hexdigest()
    assert answered.note == "A note on the step."
    assert (open_step.answers, open_step.unanswered) == ([], "Future work.")


def test_the_data_says_what_it_was_made_from(results: Path) -> None:
    data = rubric([reported_plan()], results, HASHES, commit="abc")
    assert (data["dataset"], data["made_from"], data["commit"]) == ("mnist", HASHES, "abc")
    first, second = data["studies"]["reported"]
    assert {answer["commit"] for answer in first["answers"]} == {"abc"}
    assert first["answers"][0]["title"] == "The CNN's grid"
    assert second == {
        "text": "Go further.",
        "place": "Section 9",
        "answers": [],
        "note": None,
        "unanswered": "Future work.",
    }


@pytest.mark.parametrize(
    "content",
    [{}, {"tables": ["T1"], "unanswered": "Too hard."}],
    ids=["neither answered nor said why", "answered and said why not"],
)
def test_a_step_is_answered_or_says_why_it_is_not(content: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="or say why it is unanswered"):
        RubricStep.model_validate({"text": "Do it.", "place": "Section 1"} | content)


def test_a_study_needs_no_rubric(results: Path) -> None:
    plan = reported_plan()
    without = replace(plan, study=plan.study.model_copy(update={"rubric": []}))
    assert answered_steps(without, results) == []


def test_every_claim_of_every_paper_answers_a_step(mnist_plan: Plan) -> None:
    for plan in mnist_plan.studies.values():
        assert plan.study.rubric
        assert {name for step in plan.study.rubric for name in step.claims} == set(plan.study.claims)
