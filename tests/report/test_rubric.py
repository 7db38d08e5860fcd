"""The rubric: steps with what answers them, each answer with its place, its file, its hash and its rule."""

import html
import re
from hashlib import sha256
from pathlib import Path

import pytest
from pydantic import ValidationError

from page_fixture import page_of
from report_fixture import leave_presented, reported_plan
from restudy.errors import UserError
from restudy.papers.paper import Paper, RubricStep
from restudy.report.rubric import answered_steps, rubric
from restudy.report.studies import StudyContents
from results_fixture import small_paper

HASHES = {"params": "0123"}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyContents:
    return leave_presented(tmp_path_factory.mktemp("results"), reported_plan())


def test_each_answer_says_where_it_is_and_what_made_it(study: StudyContents) -> None:
    answered, open_step = study.rubric
    assert [(answer.kind, answer.anchor, answer.file, answer.rule) for answer in answered.answers] == [
        ("table", "reported-table-T-grid", "results/mnist/tables/reported/T-grid.csv", "tabulate_reported"),
        ("table", "reported-table-T-summary", "results/mnist/tables/reported/T-summary.csv", "tabulate_reported"),
        ("figure", "reported-figure-F-dots", "results/mnist/figures/reported/F-dots.svg", "draw_reported"),
        ("claim", "reported-R2", "results/mnist/claims/reported.json", "judge"),
        ("settings", "reported-section-settings", "results/mnist/evaluation/reported/trials.csv", "measure"),
        ("choice", "reported-section-choice", "results/mnist/claims/reported.json", "judge"),
        ("contradictions", "reported-section-contradictions", "results/mnist/claims/reported.json", "judge"),
    ]
    for answer in answered.answers:
        path = study.results / answer.file.removeprefix("results/mnist/")
        assert answer.sha256 == sha256(path.read_bytes()).hexdigest()
    assert answered.note == "A note on the step."
    assert (open_step.answers, open_step.unanswered) == ([], "Future work.")


def test_the_data_says_what_it_was_made_from(study: StudyContents) -> None:
    data = rubric([study], HASHES, commit="abc")
    assert (data["dataset"], data["made_from"], data["commit"]) == ("mnist", HASHES, "abc")
    first, second = data["studies"]["reported"]
    assert {answer["commit"] for answer in first["answers"]} == {"abc"}
    assert first["answers"][0]["title"] == "The CNN's grid"
    assert second == {
        "text": "Go further.",
        "place": "Section 9",
        "weight": 1,
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


@pytest.mark.parametrize("part", ["settings", "contradictions"])
def test_no_part_answers_a_step_that_the_report_does_not_have(part: str) -> None:
    changes = f"rubric: [{{text: Do it., place: Section 1, parts: [choice, {part}]}}]"
    with pytest.raises(UserError, match=rf"^small\.yaml: rubric\.0\.parts\.1: the paper gives no {part}$"):
        small_paper(changes)


def test_a_step_counts_once_or_more(study: StudyContents) -> None:
    step = {"text": "Do it.", "place": "Section 1", "unanswered": "Too hard."}
    assert RubricStep.model_validate(step | {"weight": 3}).weight == 3
    assert [answered.weight for answered in study.rubric] == [2, 1]
    for wrong in (0, -1, 0.5):
        with pytest.raises(ValidationError, match="weight"):
            RubricStep.model_validate(step | {"weight": wrong})


def test_the_page_says_what_each_step_counts(study: StudyContents) -> None:
    part = page_of(study).partition('id="reported-section-rubric"')[2].partition("</details>")[0]
    assert "2 steps that the paper was asked for or set itself, 1 of them answered here" in part
    assert re.findall(r'data-weight="(\d+)"> <span>(.*?)</span>', part) == [
        (str(step.weight), html.escape(step.text)) for step in study.rubric
    ]
    assert re.findall(r"; weight (\d+ of \d+)", part) == ["2 of 3", "1 of 3"]


def test_a_study_needs_no_rubric(tmp_path: Path) -> None:
    assert answered_steps(reported_plan(), Paper(), tmp_path) == []


def test_every_claim_of_every_paper_answers_a_step(mnist_papers: dict[str, Paper]) -> None:
    for paper in mnist_papers.values():
        assert paper.rubric
        assert {name for step in paper.rubric for name in step.claims} == set(paper.claims)
