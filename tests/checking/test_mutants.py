"""Whatever is written into params.yaml or a paper: lines that say what is wrong, soon, and never an error of ours."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from mutants import mutants
from restudy.core_yaml import Document
from restudy.papers.reading import paper_mistakes
from restudy.params.params import draft_params
from restudy.plan.plan import Plan, draft_plan
from tiny_studies import repository_papers, repository_params

NUMBER = 150
LONGEST_SECONDS = 5


def of_params(content: Any) -> list[str]:
    params, lines = draft_params(content, Document("params.yaml", content, {}))
    return lines + (draft_plan(params).mistakes if params else [])


def look(changed: list[tuple[str, Any]], mistakes_of: Callable[[Any], list[str]]) -> int:
    """How many of the changed contents are refused, each within seconds and with lines of its own."""
    refused = 0
    for done, content in changed:
        start = time.monotonic()
        lines = mistakes_of(content)
        assert time.monotonic() - start < LONGEST_SECONDS, done
        assert all(line.isprintable() and line for line in lines), (done, lines)
        refused += bool(lines)
    return refused


@pytest.mark.tried(
    "Settings and command lines",
    "mutants of params.yaml",
    "within seconds a plan, or lines that say what is wrong",
    150,
)
@pytest.mark.parametrize("seed", range(2))
def test_params(seed: int) -> None:
    assert look([*mutants(repository_params(), NUMBER, seed)], of_params) > NUMBER / 2


@pytest.mark.tried(
    "Settings and command lines", "mutants of papers", "within seconds a paper, or lines that say what is wrong", 150
)
@pytest.mark.parametrize("study", repository_papers())
def test_papers(study: str, mnist_plan: Plan) -> None:
    plan = mnist_plan.studies[study]
    changed = [*mutants(repository_papers()[study], NUMBER, 0)]
    assert look(changed, lambda content: paper_mistakes(Document("paper.yaml", content, {}), plan)) > NUMBER / 2


@pytest.mark.tried(
    "Settings and command lines",
    "mutants of params.yaml",
    "within seconds a plan, or lines that say what is wrong",
    250,
)
@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 9))
def test_many_more_params(seed: int) -> None:
    """Two thousand, with those above."""
    assert look([*mutants(repository_params(), 250, seed)], of_params) > NUMBER / 2
