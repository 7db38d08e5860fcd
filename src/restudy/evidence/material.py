"""What tables and figures are made of."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.evidence.images import read_labels
from restudy.layout import Data, Results
from restudy.papers.paper import Paper
from restudy.papers.titles import cell_title
from restudy.params.params import Statistics
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.statistics.resampling import Resamples


@dataclass(frozen=True)
class Material:
    """What tables and figures are made of.

    Attributes:
        evidence: what evaluating the study left.
        paper: what is said of the study.
        cells: folder of the study's cells.
        data: the data set's files.
    """

    evidence: Evidence
    paper: Paper
    cells: Path
    data: Data

    @property
    def plan(self) -> StudyPlan:
        """The study's plan."""
        return self.evidence.plan

    @cached_property
    def resamples(self) -> Resamples:
        """Draws of test images and of runs, the same for all that is made of this."""
        return Resamples(len(self.evidence.labels), self.statistics.resamples)

    @property
    def statistics(self) -> Statistics:
        """What intervals and resamples are made with."""
        return self.plan.statistics

    def labels(self, part: str) -> NDArray[np.int64]:
        """Labels of the training or the test images, [N]."""
        return self.evidence.labels if part == "test" else read_labels(self.data.images(part))

    def class_counts(self, part: str) -> list[int]:
        """How many of the training or the test images are of each class."""
        counts = np.bincount(self.labels(part), minlength=self.plan.cells[0].settings["classes"])
        return [int(count) for count in counts]

    def title(self, cell: Cell) -> str:
        """A cell in words, and how many of its runs diverged."""
        return ", ".join(filter(None, (cell_title(self.paper, cell), mark(self.evidence, cell))))

    def trial(self, cell: Cell, seed: int) -> Path:
        """The folder of a trial."""
        return self.cells / cell.name / f"seed{seed}"

    @classmethod
    def of(cls, plan: StudyPlan, paper: Paper, results: Path, data: Path) -> Self:
        """A study's material.

        Args:
            plan: the study's plan.
            paper: what is said of it.
            results: folder of the data set's results.
            data: folder of the data set.
        """
        files = Results(results)
        return cls(Evidence(plan, files.evaluation(plan.name)), paper, files.cells(plan.name), Data(data))
