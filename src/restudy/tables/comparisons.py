"""Cells compared in pairs on the same test images."""

from dataclasses import replace
from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.formats import Unit
from restudy.judging.rows import DECIMALS, Column, Row, Rows, Value, within, words
from restudy.lazy import lazily
from restudy.papers.items import Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.statistics.contrasts import Runs, contrast
from restudy.statistics.paired import bootstrap_difference, holm, mcnemar_by_seed

if TYPE_CHECKING:
    from restudy.evidence import featured
    from restudy.evidence.evidence import Evidence
    from restudy.evidence.material import Material
    from restudy.papers.paper import Paper
else:
    featured = lazily("restudy.evidence.featured")

P_DIGITS = 6
COLUMNS = [
    words("first", "first"),
    words("second", "second"),
    Column("difference_in_accuracy", "difference, points", Unit.POINTS, interval=True),
    Column("mcnemar_p_value", "p-value in each seed (McNemar)", Unit.P_VALUE, ours=False, interval=True),
    Column("p_value", "p-value", Unit.P_VALUE),
    Column("adjusted_p_value", "p-value adjusted (Holm)", Unit.P_VALUE),
]


class Comparisons(Table):
    """Differences of two cells with intervals and tests."""

    cells: list[str] = Field(
        [], description="The cells; none named means the published ones, or in a grid the best of each variant."
    )
    rank: ClassVar[int] = 2

    @classmethod
    def standard(cls, plan: StudyPlan, paper: "Paper") -> Self | None:
        """Of a study with several variants."""
        if len(plan.study.variants) < 2:
            return None
        return cls(
            kind="comparisons",
            title="Test accuracies compared on the same images",
            note="Differences in points, with the interval of a paired bootstrap over runs and images. p-value: that "
            "there is no difference, by Student's t over runs and images, which at the edge may say other than the "
            "bootstrap; for one seed McNemar's, which is about these two networks alone, lowest to highest. Adjusted "
            "over the table (Holm).",
        )

    def rows(self, material: "Material") -> Rows:
        """A row for each pair of cells, the pairs being one family."""
        cells = featured.named(material.evidence, self.cells) or featured.compared(material.evidence)
        rows = [_row(material, one, other) for one, other in combinations(cells, 2)]
        tested = [row for row in rows if row["p_value"].ours is not None]
        adjusted = holm([float(row["p_value"].ours or 0.0) for row in tested])
        for row, p_value in zip(tested, adjusted, strict=True):
            row["adjusted_p_value"] = Value(_digits(p_value))
        return Rows(COLUMNS, list(map(Row, rows)))


def _row(material: "Material", one: Cell, other: Cell) -> dict[str, Value]:
    """Two cells; without numbers where of one of them no run ended."""
    evidence = material.evidence
    titles = {"first": Value(material.title(one)), "second": Value(material.title(other))}
    right = evidence.right(one), evidence.right(other)
    if not all(map(len, right)):
        return titles | {"p_value": Value()}
    difference, interval = bootstrap_difference(*right, material.resamples, material.statistics.confidence)
    return (
        titles
        | {"difference_in_accuracy": within(interval, Value(round(difference, DECIMALS)))}
        | _p_values(*(_runs(evidence, cell) for cell in (one, other)))
    )


def _runs(evidence: "Evidence", cell: Cell) -> Runs:
    return replace(metric_runs(evidence, cell, "test_accuracy"), values=evidence.right(cell).mean(axis=1))


def _p_values(one: Runs, other: Runs) -> dict[str, Value]:
    """Of 'two networks are right equally often', lowest to highest, and of 'two cells are', over seeds and images.

    With one run of a cell McNemar's alone can be given, and only with runs of the same seed.
    """
    by_seed = mcnemar_by_seed(one, other)
    p_value = contrast([(1.0, one), (-1.0, other)]).p_value
    if isnan(p_value) and len(by_seed) == 1:
        p_value = by_seed[0]
    return {
        "mcnemar_p_value": Value(low=_digits(min(by_seed)), high=_digits(max(by_seed))) if by_seed else Value(),
        "p_value": Value(None if isnan(p_value) else _digits(p_value)),
    }


def _digits(p_value: float) -> float:
    return float(f"{p_value:.{P_DIGITS}g}")
