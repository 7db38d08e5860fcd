"""The second most probable class in an error."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.classes import Label, check_labels
from restudy.judging.findings import Finding, Observed, in_each_seed
from restudy.papers.items import Claim
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class SecondGuess(Claim):
    """Where a class is taken for another one, the right class is the second most probable."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Both are classes of the data."""
        check_labels(plan, label=self.label, prediction=self.prediction)

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the right class is second in every such error."""
        cell = evidence.cell(self.cell)
        errors, right_second = {}, {}
        for seed in evidence.plan.seeds:
            wrong = (evidence.labels == self.label) & (evidence.predictions(cell, seed) == self.prediction)
            second = evidence.second_guesses(cell, seed)[wrong]
            errors[seed], right_second[seed] = float(wrong.sum()), float((second == self.label).sum())
        error = Quantity(label=self.label, prediction=self.prediction)
        observed = [
            Observed(cell.name, error, errors),
            Observed(cell.name, replace(error, second=True), right_second),
        ]
        return Finding(in_each_seed(evidence, lambda seed: 0 < errors[seed] == right_second[seed]), observed)
