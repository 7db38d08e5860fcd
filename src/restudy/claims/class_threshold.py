"""A limit for a score of every class."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import score_runs
from restudy.judging.classes import score_of
from restudy.judging.findings import Finding, Limit, Margin, Side, by_margins
from restudy.papers.items import Claim
from restudy.quantity import Score

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class ClassThreshold(Claim):
    """Every class of a cell has a score above a limit."""

    cell: str = Field(description="The cell.")
    score: Score = Field(description="The score; recall is what papers call per-class accuracy.")
    above: float = Field(ge=0, lt=1, description="Lower limit, itself not allowed.")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether every class is above the limit."""
        cell = evidence.cell(self.cell)
        observed = [score_of(evidence, cell, self.score, label) for label in range(cell.settings["classes"])]
        margins = [
            Margin(
                *(Side("", item.quantity), None),
                [(1.0, score_runs(evidence, cell, self.score, label))],
                -self.above,
                limit=Limit("above", self.above),
                part=str(label),
            )
            for label, item in enumerate(observed)
        ]

        return by_margins(evidence, [cell], observed, margins)
