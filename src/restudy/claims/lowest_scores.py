"""The lowest of all classes' scores."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.blocks import Block
from restudy.evidence.runs import score_runs
from restudy.judging.classes import Label, check_labels, score_of
from restudy.judging.findings import Finding, Limit, Margin, Side, rising, tested
from restudy.papers.items import Claim
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity, Score

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class ClassScore(Block):
    """One score of one class."""

    label: Label = Field(description="The class.")
    score: Score = Field(description="The score.")


class LowestScores(Claim):
    """A cell's lowest scores over classes and kinds are these, and none is below a limit."""

    cell: str = Field(description="The cell.")
    lowest: list[ClassScore] = Field(min_length=1, description="The scores that are claimed to be the lowest.")
    among: list[Score] = Field(min_length=1, description="The kinds of score compared.")
    at_least: float = Field(description="Limit that none is below.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """All are classes of the data."""
        for item in self.lowest:
            check_labels(plan, lowest=item.label)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the named scores are below all others, and none is below the limit."""
        cell = evidence.cell(self.cell)
        named = [(item.label, item.score) for item in self.lowest]

        def holds(seed: int) -> bool:
            scores = evidence.class_scores(cell, seed)[list(self.among)].stack()
            are_named = scores.index.isin(named)
            lowest = rising([scores[are_named].max(), scores[~are_named].min()])
            return lowest and bool(scores.min() >= self.at_least)

        observed = [score_of(evidence, cell, item.score, item.label) for item in self.lowest]
        return tested(evidence, [cell], holds, observed, self._margins(evidence, cell, named))

    def _margins(self, evidence: "Evidence", cell: Cell, named: Collection[tuple[int, Score]]) -> list[Margin]:
        """How far each score is above the limit, and each other one above each of those named."""
        keys = [(label, score) for label in range(cell.settings["classes"]) for score in self.among]
        runs = {key: score_runs(evidence, cell, key[1], key[0]) for key in keys}
        sides = {key: Side("", Quantity(score=key[1], label=key[0])) for key in keys}
        limit = Limit("at least", self.at_least)
        return [Margin(sides[key], None, [(1.0, each)], -self.at_least, False, limit) for key, each in runs.items()] + [
            Margin(sides[key], sides[low], [(1.0, each), (-1.0, runs[low])])
            for key, each in runs.items()
            if key not in named
            for low in named
        ]
