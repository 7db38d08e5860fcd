"""What is only said of results makes no trial, choice or evaluation again, of this study or another."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from restudy.core_yaml import read_yaml
from restudy.freshness.jobs import jobs
from restudy.papers.reading import parse_paper
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan

Content = dict[str, Any]
STUDY = "cnn-lstm-grid"
OF_WORDS = {f"{step}/{STUDY}" for step in ("judge", "tabulate", "draw")} | {"report", "typeset"}


@pytest.fixture(scope="module")
def as_published(repository: Path) -> dict[str, Content]:
    return {path.stem: read_yaml(path).content for path in (repository / "papers").glob("*.yaml")}


def descriptions(plan: Plan, contents: Mapping[str, Content]) -> dict[str, Content]:
    """Job to its description."""
    papers = {name: parse_paper(contents.get(name, {}), study) for name, study in plan.studies.items()}
    return {job.name: job.description for job in jobs(plan, papers)}


def changed_jobs(before: Mapping[str, Content], after: Mapping[str, Content]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


def title(paper: Content) -> None:
    paper["title"] = "Another"


def variant(paper: Content) -> None:
    paper["titles"]["lstm"] = "Another"


def caption(paper: Content) -> None:
    paper["tables"]["T1.1"]["title"] = "Another"


def figure_caption(paper: Content) -> None:
    next(iter(paper["figures"].values()))["title"] = "Another"


def claim(paper: Content) -> None:
    next(iter(paper["claims"].values()))["text"] = "Another."


def published_value(paper: Content) -> None:
    paper["tables"]["T1.1"]["published"][0][0] = 0.5


def headline(paper: Content) -> None:
    paper["headline"][0]["published"] = 0.5


def stated(paper: Content) -> None:
    paper["stated"]["epochs"] = "another place"


def no_paper(paper: Content) -> None:
    paper.clear()


@pytest.mark.parametrize(
    "change", [title, variant, caption, figure_caption, claim, published_value, headline, stated, no_paper]
)
def test_words_and_published_values_reach_only_what_shows_them(
    mnist_plan: Plan, as_published: dict[str, Content], change: Callable[[Content], None]
) -> None:
    contents = deepcopy(as_published)
    change(contents[STUDY])
    assert contents != as_published
    before, after = (descriptions(mnist_plan, each) for each in (as_published, contents))
    assert changed_jobs(before, after) == OF_WORDS


def test_a_new_name_of_a_cell_reaches_only_what_may_speak_of_it(
    mnist_plan: Plan, as_published: dict[str, Content], params_content: Content
) -> None:
    params_content["studies"][STUDY]["cells"]["another"] = {
        "variant": "lstm",
        "grid": {"batch_size": 256, "optimizer.lr": 0.01},
    }
    named = make_plan(parse_params(params_content))
    assert named.cells == mnist_plan.cells
    before, after = (descriptions(each, as_published) for each in (mnist_plan, named))
    assert changed_jobs(before, after) == OF_WORDS


def test_a_setting_reaches_its_study_s_choice_and_evaluation(
    mnist_plan: Plan, as_published: dict[str, Content], params_content: Content
) -> None:
    """So that the tests above would see it."""
    params_content["studies"][STUDY]["base"]["epochs"] = 3
    before, after = (descriptions(each, as_published) for each in (mnist_plan, make_plan(parse_params(params_content))))
    assert changed_jobs(before, after) == OF_WORDS | {f"{step}/{STUDY}" for step in ("select", "evaluate", "measure")}
