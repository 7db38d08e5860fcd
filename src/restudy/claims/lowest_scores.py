"""The lowest of all classes' scores."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.blocks import Block
from restudy.evidence.runs import score_runs
from restudy.judging.classes import Label, check_labels, score_of
from restudy.judging.findings import Finding, Limit, Margin, Side, by_margins
from restudy.papers.items import Claim, Misfit
from restudy.params.limits import EachOnce
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
    lowest: Annotated[list[ClassScore], EachOnce] = Field(
        min_length=1, description="The scores that are claimed to be the lowest."
    )
    among: Annotated[list[Score], EachOnce] = Field(min_length=1, description="The kinds of score compared.")
    at_least: float = Field(ge=0, le=1, description="Limit that none is below.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """All are classes of the data, of the scores compared, and not all of them."""
        for place, item in enumerate(self.lowest):
            check_labels(plan, lowest=item.label)
            if item.score not in self.among:
                raise Misfit(f"{item.score} is not compared; allowed: {', '.join(self.among)}", "lowest", place)
        if len(self.lowest) == len(self.among) * plan.cells[0].settings["classes"]:
            raise Misfit("these are all scores, and none is left to be higher; name fewer", "lowest")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the named scores are below all others, and none is below the limit."""
        cell = evidence.cell(self.cell)
        named = [(item.label, item.score) for item in self.lowest]

        observed = [score_of(evidence, cell, item.score, item.label) for item in self.lowest]
        return by_margins(evidence, [cell], observed, self._margins(evidence, cell, named))

    def _margins(self, evidence: "Evidence", cell: Cell, named: Collection[tuple[int, Score]]) -> list[Margin]:
        """How far each score is above the limit, and each other one above each of those named."""
        keys = [(label, score) for label in range(cell.settings["classes"]) for score in self.among]
        runs = {key: score_runs(evidence, cell, key[1], key[0]) for key in keys}
        sides = {key: Side("", Quantity(score=key[1], label=key[0])) for key in keys}
        limit = Limit("at least", self.at_least)
        return [
            Margin(sides[key], None, [(1.0, each)], -self.at_least, False, limit, "limit") for key, each in runs.items()
        ] + [
            Margin(sides[key], sides[low], [(1.0, each), (-1.0, runs[low])], part=f"{low[0]} {low[1]}")
            for key, each in runs.items()
            if key not in named
            for low in named
        ]
