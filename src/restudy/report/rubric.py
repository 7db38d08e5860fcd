"""What each paper was asked for or set itself, with where the report answers it and what made the answer."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from restudy.checksums import file_digest
from restudy.layout import Results
from restudy.papers.paper import Paper, ReportPart, RubricStep
from restudy.plan.plan import StudyPlan
from restudy.report.origins import project_path, rule_of

if TYPE_CHECKING:
    from restudy.report.studies import StudyContents

PART_TITLES: dict[ReportPart, str] = {
    "settings": "Settings: stated and inferred",
    "choice": "Choice of the best setting",
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
        remark: what a reader must know of it: which runs behind it diverged, or why a figure was not drawn.
    """

    kind: str
    identifier: str
    title: str
    anchor: str
    file: str
    sha256: str
    rule: str
    remark: str


@dataclass(frozen=True)
class AnsweredStep:
    """A step of a paper's task.

    Attributes:
        text: what was to be done.
        place: where the paper says so.
        weight: how much it counts beside the others, 1 or more.
        answers: where the report answers it.
        note: what a reader must know of the answer.
        unanswered: why nothing answers it.
    """

    text: str
    place: str
    weight: int
    answers: list[Answer]
    note: str | None
    unanswered: str | None


def answered_steps(
    plan: StudyPlan, paper: Paper, results: Path, remarks: Mapping[str, Mapping[str, str]] | None = None
) -> list[AnsweredStep]:
    """The rubric of a study.

    Args:
        plan: the study's plan.
        paper: what is said of it.
        results: the folder of a data set's results.
        remarks: kind and ID of an answer to its remark.
    """
    answers = Answers(plan, paper, results, remarks or {})
    return [
        AnsweredStep(step.text, step.place, step.weight, list(answers.of(step)), step.note, step.unanswered)
        for step in paper.rubric
    ]


class Answers:
    """Where the report answers the steps of a study's rubric."""

    def __init__(self, plan: StudyPlan, paper: Paper, results: Path, remarks: Mapping[str, Mapping[str, str]]) -> None:
        self.remarks = remarks
        self.name, self.dataset, self.paper = plan.name, plan.dataset, paper
        self.there = Results(results)

    def of(self, step: RubricStep) -> Iterator[Answer]:
        """A step's answers: tables, figures, claims, and parts of the study's report."""
        for name in step.tables:
            file = self.there.table(self.name, name)
            rule = rule_of("tabulate", self.name)
            yield self._answer("table", name, self.paper.tables[name].caption, f"table-{name}", file, rule)
        for name in step.figures:
            file = self.there.figure(self.name, name, "svg")
            rule = rule_of("draw", self.name)
            yield self._answer("figure", name, self.paper.figures[name].caption, f"figure-{name}", file, rule)
        for name in step.claims:
            file = self.there.claims(self.name)
            yield self._answer("claim", name, self.paper.claims[name].text, name, file, "judge")
        for part in step.parts:
            file, rule = self.there.claims(self.name), "judge"
            if part == "settings":
                file, rule = self.there.evaluation(self.name) / "trials.csv", "measure"
            yield self._answer(part, part, PART_TITLES[part], f"section-{part}", file, rule)

    def _answer(self, kind: str, identifier: str, title: str, anchor: str, file: Path, rule: str) -> Answer:
        return Answer(
            kind=kind,
            identifier=identifier,
            title=title,
            anchor=f"{self.name}-{anchor}",
            file=project_path(file, self.there.root, self.dataset),
            sha256=file_digest(file),
            rule=rule,
            remark=self.remarks.get(kind, {}).get(identifier, ""),
        )


def rubric(studies: Iterable["StudyContents"], hashes: Mapping[str, str], commit: str | None) -> dict[str, Any]:
    """The rubric of all studies as data.

    Args:
        studies: what the report shows.
        hashes: what the report is made from.
        commit: the commit whose code and settings make these files, if they were committed when they were made.
    """
    studies = list(studies)
    return {
        "dataset": studies[0].plan.dataset,
        "made_from": dict(hashes),
        "commit": commit,
        "studies": {item.name: [_plain(step, commit) for step in item.rubric] for item in studies},
    }


def _plain(step: AnsweredStep, commit: str | None) -> dict[str, Any]:
    content = asdict(step)
    return content | {"answers": [answer | {"commit": commit} for answer in content["answers"]]}
