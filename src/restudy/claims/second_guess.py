"""The second most probable class in an error."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.classes import Label, check_error, check_labels
from restudy.judging.findings import Finding, Observed, Side, by_course, by_seed
from restudy.papers.items import Claim
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class SecondGuess(Claim):
    """Where a class is taken for another one, the right class is the second most probable."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Both are classes of the data, and two of them."""
        check_labels(plan, label=self.label, prediction=self.prediction)
        check_error(plan, self.label, self.prediction, "prediction")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the right class is second in every such error."""
        cell = evidence.cell(self.cell)

        def wrong(seed: int) -> "NDArray[np.bool_]":
            return (evidence.labels == self.label) & (evidence.predictions(cell, seed) == self.prediction)

        def second(seed: int) -> float:
            test = evidence.of_test(cell, seed)
            return float((test.wrong_second[wrong(seed)[test.wrong]] == self.label).sum())

        errors = by_seed(evidence, [cell], lambda seed: float(wrong(seed).sum()))
        right_second = by_seed(evidence, [cell], second)
        error = Quantity(label=self.label, prediction=self.prediction)
        observed = [
            Observed(cell.name, error, errors),
            Observed(cell.name, replace(error, second=True), right_second),
        ]
        side = Side(cell.name, error)
        return by_course(evidence, [cell], observed, [(side, lambda seed: 0 < errors[seed] == right_second[seed])])
