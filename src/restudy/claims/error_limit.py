"""How often one class is taken for another in each run."""

from math import ceil, floor
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.evidence.runs import error_runs, every_error, together
from restudy.judging.classes import Label, check_error, check_labels
from restudy.judging.findings import Finding, Limit, Margin, Observed, Side, by_margins, by_seed
from restudy.judging.limits import Limits
from restudy.lazy import lazily
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Runs

scipy = lazily("scipy")

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper


class ErrorLimit(Limits):
    """Images of a class are taken for another so often, in most runs; 'never' is `at_most: 0`."""

    cell: str = Field(description="The cell.")
    label: Label = Field(description="The right class.")
    prediction: Label = Field(description="The class that it is taken for.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """Both are classes of the data, and two of them."""
        check_labels(plan, label=self.label, prediction=self.prediction)
        check_error(plan, self.label, self.prediction, "prediction")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether the number keeps the limits in most runs."""
        cell, pair = evidence.cell(self.cell), (self.label, self.prediction)
        every = {each: error_runs(evidence, [cell], [each]) for each in every_error(cell)}
        runs = together(every, kind=f"errors of {cell.name}")[pair]
        side = Side(cell.name, Quantity(label=self.label, prediction=self.prediction))
        observed = [Observed(cell.name, side.quantity, by_seed(evidence, [cell], runs.of))]
        return by_margins(evidence, [cell], observed, self._distances(side, runs))

    def _distances(self, side: Side, runs: Runs) -> list[Margin]:
        """How far the expected number is below the one that most runs keep a limit with, or above it."""
        most = [*([self.at_most] if self.at_most is not None else []), *([ceil(self.below) - 1] if self.below else [])]
        least = [
            *([self.at_least] if self.at_least is not None else []),
            *([floor(self.above) + 1] if self.above is not None else []),
        ]
        return [Margin(side, None, [(-1.0, runs)], _median(end + 1), limit=Limit("at most", end)) for end in most] + [
            Margin(side, None, [(1.0, runs)], -_median(end), limit=Limit("at least", end)) for end in least if end > 0
        ]


def _median(count: float) -> float:
    """The expected number at which half of Poisson's counts are below this one, and half not."""
    return float(scipy.special.gammaincinv(count, 0.5))
