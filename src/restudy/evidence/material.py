"""What tables and figures are made of."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.layout import Results
from restudy.papers.paper import Paper
from restudy.papers.titles import cell_title
from restudy.params.params import Statistics
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples


@dataclass(frozen=True)
class Material:
    """What tables and figures are made of.

    Attributes:
        evidence: what evaluating the study left.
        paper: what is said of the study.
    """

    evidence: Evidence
    paper: Paper

    @property
    def plan(self) -> StudyPlan:
        """The study's plan."""
        return self.evidence.plan

    @cached_property
    def resamples(self) -> Resamples:
        """Draws of test images and of runs, the same for all that is made of this."""
        return Resamples(len(self.evidence.labels), self.statistics.resamples)

    @cached_property
    def posterior(self) -> Posterior:
        """Draws of what its numbers are over further runs."""
        return Posterior(self.resamples)

    @property
    def statistics(self) -> Statistics:
        """What intervals and resamples are made with."""
        return self.plan.statistics

    def title(self, cell: Cell) -> str:
        """A cell in words, and how many of its runs diverged."""
        return ", ".join(filter(None, (cell_title(self.paper, cell), mark(self.evidence, cell))))

    @classmethod
    def of(cls, plan: StudyPlan, paper: Paper, results: Path) -> Self:
        """A study's material; `results` is the folder of its data set's results."""
        return cls(Evidence(plan, Results(results)), paper)
