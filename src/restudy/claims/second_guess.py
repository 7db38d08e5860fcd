"""The second most probable class in an error."""

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.classes import Label, check_error, check_labels
from restudy.judging.findings import Finding, Observed, Side, by_course, by_seed
from restudy.papers.items import Claim
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class SecondGuess(Claim):
    """Where a class is taken for another one, the right class is the second most probable, and both stand apart."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")
    apart: float | None = Field(
        None, gt=1, description="How many times more probable both are than any other class; null if that is not said."
    )

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
        tests = [
            (Side(cell.name, observed[1].quantity), lambda seed: 0 < errors[seed] == right_second[seed]),
            (Side(cell.name, error), lambda seed: errors[seed] > 0 and self._stands_apart(evidence, cell, seed)),
        ]
        return by_course(evidence, [cell], observed, tests[: 2 if self.apart else 1])

    def _stands_apart(self, evidence: "Evidence", cell: Cell, seed: int) -> bool:
        test = evidence.of_test(cell, seed)
        of_these = (evidence.labels[test.wrong] == self.label) & (test.predictions[test.wrong] == self.prediction)
        pair = [self.label, self.prediction]
        probabilities = test.wrong_probabilities[of_these]
        others = probabilities.copy()
        others[:, pair] = 0
        return bool((probabilities[:, pair].min(axis=1) >= (self.apart or 1) * others.max(axis=1)).all())
