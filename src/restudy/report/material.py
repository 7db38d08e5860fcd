"""What tables and figures are made of."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

from restudy.claims.evidence import Evidence
from restudy.params.params import Statistics
from restudy.plan.plan import StudyPlan
from restudy.statistics.resampling import Resamples


@dataclass(frozen=True)
class Material:
    """What tables and figures are made of.

    Attributes:
        evidence: the study's results.
        cells: folder of the study's cells.
        train: file of the training images.
        test: file of the test images.
    """

    evidence: Evidence
    cells: Path
    train: Path
    test: Path

    @cached_property
    def resamples(self) -> Resamples:
        """Draws of test images and of runs, the same for all that is made of this."""
        return Resamples(len(self.evidence.labels), number=self.statistics.resamples)

    @property
    def statistics(self) -> Statistics:
        """What intervals and resamples are made with."""
        return self.evidence.plan.statistics

    @classmethod
    def of(cls, plan: StudyPlan, results: Path, data: Path) -> Self:
        """A study's material.

        Args:
            plan: the study's plan.
            results: the data set's results.
            data: the data set's images.
        """
        evidence = Evidence(plan, results / "evaluation" / plan.name)
        return cls(evidence, results / "cells" / plan.name, data / "train.safetensors", data / "test.safetensors")
