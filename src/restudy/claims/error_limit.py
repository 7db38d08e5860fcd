"""How often one class is taken for another in each run."""

from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import error_runs
from restudy.judging.classes import Label, check_error, check_labels
from restudy.judging.findings import Finding, Observed, Side, by_course, by_seed
from restudy.judging.limits import Limits
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class ErrorLimit(Limits):
    """The number of images of a class that are taken for another keeps limits, in each run; 'never' is `at_most: 0`."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Both are classes of the data, and two of them."""
        check_labels(plan, label=self.label, prediction=self.prediction)
        check_error(plan, self.label, self.prediction, "prediction")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the number keeps the limits in each run."""
        cell = evidence.cell(self.cell)
        runs = error_runs(evidence, [cell], [(self.label, self.prediction)])
        counts = by_seed(evidence, [cell], runs.of)
        quantity = Quantity(label=self.label, prediction=self.prediction)
        observed = [Observed(cell.name, quantity, counts)]
        tests = [(Side(cell.name, quantity), lambda seed: self.within(counts[seed]))]
        return by_course(evidence, [cell], observed, tests)
