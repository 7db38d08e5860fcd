"""What each paper was asked for or set itself, with where the report answers it and what made the answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from restudy.params.rubric import Part, RubricStep
from restudy.plan.plan import StudyPlan
from restudy.provenance import file_digest

# Folder and ending of each kind's files, and the rule that makes them; {} stands for the study.
FILES = {
    "table": ("tables/{}/{{}}.csv", "tabulate_{}"),
    "figure": ("figures/{}/{{}}.svg", "draw_{}"),
    "claim": ("claims/{}.json", "judge"),
    "settings": ("evaluation/{}/trials.csv", "evaluate"),
    "choice": ("claims/{}.json", "judge"),
    "contradictions": ("claims/{}.json", "judge"),
}
PART_TITLES: dict[Part, str] = {
    "settings": "Settings: stated and inferred",
    "choice": "Choice of the best cell",
    "contradictions": "Where the paper contradicts itself",
}


@dataclass(frozen=True)
class Answer:
    """A part of the report that answers a step.

    Attributes:
        kind: "table", "figure", "claim" or a part's name.
        identifier: the ID; the kind again for a part.
        title: its title, or what is claimed.
        anchor: the element of the page that holds it.
        file: the file behind it, relative to the project.
        sha256: of the file's bytes.
        rule: the rule that makes the file.
    """

    kind: str
    identifier: str
    title: str
    anchor: str
    file: str
    sha256: str
    rule: str


@dataclass(frozen=True)
class AnsweredStep:
    """A step of a paper's task.

    Attributes:
        text: what was to be done.
        place: where the paper says so.
        answers: where the report answers it.
        note: what a reader must know of the answer.
        unanswered: why nothing answers it.
    """

    text: str
    place: str
    answers: list[Answer]
    note: str | None
    unanswered: str | None


def answered_steps(plan: StudyPlan, results: Path) -> list[AnsweredStep]:
    """The rubric of a study whose results lie under `results`, the folder of a data set."""
    return [
        AnsweredStep(step.text, step.place, list(_answers(plan, step, results)), step.note, step.unanswered)
        for step in plan.study.rubric
    ]


def rubric(plans: Iterable[StudyPlan], results: Path, hashes: Mapping[str, str], commit: str | None) -> dict[str, Any]:
    """The rubric of all studies as data.

    Args:
        plans: the studies.
        results: the data set's results.
        hashes: what the report is made from.
        commit: the commit whose code and settings make these files, if they were committed when they were made.
    """
    plans = list(plans)
    return {
        "dataset": plans[0].dataset,
        "made_from": dict(hashes),
        "commit": commit,
        "studies": {plan.name: [_plain(step, commit) for step in answered_steps(plan, results)] for plan in plans},
    }


def _plain(step: AnsweredStep, commit: str | None) -> dict[str, Any]:
    content = asdict(step)
    return content | {"answers": [answer | {"commit": commit} for answer in content["answers"]]}


def _answers(plan: StudyPlan, step: RubricStep, results: Path) -> Iterator[Answer]:
    study = plan.study
    for name in step.tables:
        yield _answer(plan, "table", name, study.tables[name].title, f"table-{name}", results)
    for name in step.figures:
        yield _answer(plan, "figure", name, study.figures[name].title, f"figure-{name}", results)
    for name in step.claims:
        yield _answer(plan, "claim", name, study.claims[name].text, name, results)
    for part in step.parts:
        yield _answer(plan, part, part, PART_TITLES[part], f"section-{part}", results)


def _answer(plan: StudyPlan, kind: str, identifier: str, title: str, anchor: str, results: Path) -> Answer:
    place, rule = FILES[kind]
    file = place.format(plan.name).format(identifier)
    return Answer(
        kind=kind,
        identifier=identifier,
        title=title,
        anchor=f"{plan.name}-{anchor}",
        file=f"results/{plan.dataset}/{file}",
        sha256=file_digest(results / file),
        rule=rule.format(plan.name.replace("-", "_")),
    )
