"""What the report shows of each study, computed once for the page, the paper, and the data of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from restudy.drawing.frames import why_not_drawn
from restudy.evidence.divergence import note
from restudy.evidence.evidence import Evidence
from restudy.evidence.material import Material
from restudy.formats import duration
from restudy.judging.judge import by_kind, count_verdicts
from restudy.judging.luck import Luck, luck
from restudy.judging.needs import Need, needs_of
from restudy.judging.rows import Rows
from restudy.layout import Results
from restudy.papers.paper import Paper
from restudy.papers.titles import setting, study_title
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.report.chance_view import ChanceRow, chance_rows
from restudy.report.claim_view import ClaimView, claim_view, luck_text, number_marks
from restudy.report.origins import Origin, Origins
from restudy.report.readings_view import ReadingsView, readings_view
from restudy.report.rubric import AnsweredStep, answered_steps
from restudy.report.summary import Difference, differences, study_sentences
from restudy.report.table_view import TableView, table_view
from restudy.report.trial_records import TrialRecord, cost, read_records
from restudy.report.trial_view import TrialsView, trials_view
from restudy.report.view import HeadlineView, choice_rows, headline_view, optimism_rows

Counts = dict[str, int]


@dataclass(frozen=True)
class StudyContents:
    """A study as the report shows it; each part is computed when it is first asked for, and then kept.

    Attributes:
        plan: what was run.
        paper: what was published.
        results: folder of the data set's results.
    """

    plan: StudyPlan
    paper: Paper
    results: Path

    @property
    def name(self) -> str:
        """The study's name."""
        return self.plan.name

    @property
    def title(self) -> str:
        """The study in words."""
        return study_title(self.paper, self.plan)

    @property
    def cells(self) -> int:
        """How many cells it has."""
        return len(self.plan.cells)

    @cached_property
    def files(self) -> Results:
        """The files of its results."""
        return Results(self.results)

    @cached_property
    def judged(self) -> Mapping[str, Any]:
        """What `judge` wrote."""
        found: Mapping[str, Any] = read_json(self.files.claims(self.name))
        return found

    @property
    def comparable(self) -> bool:
        """Whether it was judged: this run is on the paper's data set."""
        return self.judged["not_judged"] is None

    @property
    def has_verdicts(self) -> bool:
        """Whether anything of it was judged."""
        said = self.paper.claims or self.paper.contradictions or self.paper.headline
        return self.comparable and bool(said or self.judged["numbers"])

    @cached_property
    def evidence(self) -> Evidence:
        """Its evidence."""
        return Evidence(self.plan, self.files)

    @cached_property
    def records(self) -> list[TrialRecord]:
        """The records of its trials."""
        return read_records(self.plan, self.results)

    @cached_property
    def divergence(self) -> str:
        """Which of its cells' runs diverged, in words; empty where none did."""
        return note(self.evidence, self.paper, self.plan.cells)

    @cached_property
    def diverged_behind(self) -> dict[str, dict[str, str]]:
        """The same for the cells behind each of its tables and figures."""
        return {
            kind: {
                name: note(self.evidence, self.paper, item.cells_behind(self.plan, self.paper)) for name, item in items
            }
            for kind, items in (("tables", self.paper.tables.items()), ("figures", self.paper.figures.items()))
        }

    @cached_property
    def not_drawn(self) -> dict[str, str]:
        """The figures that were not drawn, and why."""
        files = {name: self.files.figure(self.name, name, "csv") for name in self.paper.figures}
        return {name: why for name, file in files.items() if (why := why_not_drawn(file))}

    @property
    def reasons_not_drawn(self) -> dict[str, list[str]]:
        """The reasons why figures were not drawn, each with the figures."""
        reasons: dict[str, list[str]] = {}
        for name, reason in self.not_drawn.items():
            reasons.setdefault(reason, []).append(name)
        return reasons

    @cached_property
    def headlines(self) -> list[HeadlineView]:
        """Its headline numbers."""
        judged = self.judged["headline"] or [None] * len(self.paper.headline)
        return [headline_view(self.evidence, *pair) for pair in zip(self.paper.headline, judged, strict=True)]

    @cached_property
    def choices(self) -> list[dict[str, str]]:
        """What each protocol chose."""
        return choice_rows(self.plan, self.paper, self.judged["protocols"])

    @cached_property
    def optimism(self) -> list[dict[str, str]]:
        """What choosing on test images would have reported."""
        return optimism_rows(self.plan, self.paper, self.judged["optimism"])

    @cached_property
    def claims(self) -> list[ClaimView]:
        """Its claims."""
        return self._claims(self.paper.claims, self.judged["claims"])

    @cached_property
    def contradictions(self) -> list[tuple[str, list[ClaimView]]]:
        """Where the paper contradicts itself, with its readings."""
        pairs = zip(self.paper.contradictions, self.judged["contradictions"], strict=True)
        return [(item.text, self._claims(item.readings, found["readings"])) for item, found in pairs]

    def _claims(self, claims: Mapping[str, Any], findings: Mapping[str, Any]) -> list[ClaimView]:
        lost = [cell.name for cell in self.plan.cells if not self.evidence.ended(cell)]
        return [claim_view(self.plan, self.paper, name, claim, findings[name], lost) for name, claim in claims.items()]

    @cached_property
    def sentences(self) -> list[str]:
        """What came out, in words."""
        return study_sentences(self)

    @cached_property
    def differences(self) -> list[Difference]:
        """Its tables with more misses than luck explains."""
        return differences(self)

    @cached_property
    def needs(self) -> list[Need]:
        """The claims that more runs would settle."""
        return needs_of(self.name, self.plan.cells, self.judged)

    @cached_property
    def readings(self) -> ReadingsView:
        """Its alternatives, and how well they fit what the paper printed."""
        return readings_view(self.plan, self.paper, self.judged)

    @cached_property
    def chance(self) -> list[ChanceRow]:
        """How far its runs lie apart where their seeds decide more than ours, or less."""
        return chance_rows(Material(self.evidence, self.paper))

    @property
    def counts(self) -> Counts:
        """How many claims have each verdict."""
        return count_verdicts(claim.verdict for claim in self.claims)

    @property
    def counts_by_kind(self) -> dict[str, Counts]:
        """How many published numbers of tables have each verdict, kind by kind."""
        return {kind: count_verdicts(found) for kind, found in by_kind(self.judged["numbers"]).items()}

    @property
    def table_counts(self) -> dict[str, Counts]:
        """The same, table by table."""
        return {name: count_verdicts(each["verdict"] for each in self._numbers(name)) for name in self.paper.tables}

    @cached_property
    def table_luck(self) -> dict[str, Luck]:
        """Of each table that has some, how many numbers lie outside their intervals, and how many luck puts there."""
        found = {name: luck(self._numbers(name), self.plan.statistics.confidence) for name in self.paper.tables}
        return {name: each for name, each in found.items() if each}

    @property
    def table_inferred(self) -> dict[str, str]:
        """Of each table with published numbers that vary, the settings that the paper leaves out, in words."""
        unstated = ", ".join(map(setting, self.paper.inferred))
        return {name: unstated if name in self.table_luck else "" for name in self.paper.tables}

    @property
    def luck_words(self) -> dict[str, str]:
        """The same in words."""
        return {name: luck_text(found) for name, found in self.table_luck.items()}

    def _numbers(self, table: str) -> list[Mapping[str, Any]]:
        return [number for number in self.judged["numbers"] if number["place"] == table]

    @cached_property
    def tables(self) -> dict[str, TableView]:
        """Its tables."""
        written = read_json(self.files.table_rows(self.name))
        return {
            name: table_view(Rows.read(written[name]), number_marks(self._numbers(name))) for name in self.paper.tables
        }

    @cached_property
    def origins(self) -> dict[str, dict[str, Origin]]:
        """Where its tables and figures come from."""
        origins = Origins(self.plan, self.paper, self.results, self.records)
        return {"tables": origins.tables(), "figures": origins.figures()}

    @cached_property
    def rubric(self) -> list[AnsweredStep]:
        """The steps that the paper was asked for or set itself."""
        behind = self.diverged_behind
        figures = behind["figures"] | {name: f"Not drawn: {why}" for name, why in self.not_drawn.items()}
        return answered_steps(self.plan, self.paper, self.results, {"table": behind["tables"], "figure": figures})

    @cached_property
    def trials(self) -> TrialsView:
        """Its trials."""
        return trials_view(self.evidence, self.paper, self.records)

    @property
    def training(self) -> str:
        """How long its trials were trained."""
        return duration(cost(self.records).seconds)
