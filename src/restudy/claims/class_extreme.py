"""The best and the worst class in every cell named."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import score_runs
from restudy.judging.classes import Label, check_labels, score_of
from restudy.judging.findings import Finding, Margin, Side, by_margins
from restudy.papers.items import Claim, Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity, Score

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class ClassExtreme(Claim):
    """One class has the highest and another the lowest score, in every cell named."""

    cells: list[str] = Field(min_length=1, description="The cells.")
    score: Score = Field(description="The score.")
    highest: Label = Field(description="The class with the highest score.")
    lowest: Label = Field(description="The class with the lowest score.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Both are classes, and two of them."""
        check_labels(plan, highest=self.highest, lowest=self.lowest)
        if self.highest == self.lowest:
            raise Misfit(f"{self.lowest} is the highest too; name two classes", "lowest")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the named classes alone are best and worst in every cell."""
        cells = [evidence.cell(name) for name in self.cells]

        ends = (self.highest, self.lowest)
        observed = [score_of(evidence, cell, self.score, label) for cell in cells for label in ends]
        margins = [margin for cell in cells for margin in self._ends(evidence, cell)]
        return by_margins(evidence, cells, observed, margins)

    def _ends(self, evidence: "Evidence", cell: Cell) -> list[Margin]:
        """How far the best class is above each other one, and each other one above the worst."""
        runs = {label: score_runs(evidence, cell, self.score, label) for label in range(cell.settings["classes"])}
        sides = {label: Side(cell.name, Quantity(score=self.score, label=label)) for label in runs}
        pairs = [(self.highest, label, "highest") for label in runs if label != self.highest]
        pairs += [(label, self.lowest, "lowest") for label in runs if label != self.lowest]
        return [
            Margin(sides[high], sides[low], [(1.0, runs[high]), (-1.0, runs[low])], part=f"{cell.name} {end}")
            for high, low, end in pairs
        ]
