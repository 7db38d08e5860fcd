"""Cells compared in pairs on the same test images."""

from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field

from restudy.formats import Unit
from restudy.judging.rows import DECIMALS, Column, Row, Rows, Value, within, words
from restudy.lazy import lazily
from restudy.papers.items import Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.statistics.contrasts import Numbers, Runs, contrast
from restudy.statistics.intervals import Interval
from restudy.statistics.paired import bootstrap_difference, holm, mcnemar_p

if TYPE_CHECKING:
    from restudy.evidence import featured
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
            note="Differences in points, with the interval of a paired bootstrap over seeds and images. p-value: that "
            "there is no difference, by Student's t over seeds and images, which at the edge may say other than the "
            "bootstrap; for one seed McNemar's, which is about these two networks alone, lowest to highest. Adjusted "
            "over the table (Holm).",
        )

    def rows(self, material: "Material") -> Rows:
        """A row for each pair of cells, the pairs being one family."""
        cells = featured.named(material.evidence, self.cells) or featured.compared(material.evidence)
        rows = [_row(material, one, other) for one, other in combinations(cells, 2)]
        adjusted = holm([float(row["p_value"].ours or 0.0) for row in rows])
        return Rows(
            COLUMNS,
            [Row({**row, "adjusted_p_value": Value(_digits(p))}) for row, p in zip(rows, adjusted, strict=True)],
        )


def _row(material: "Material", one: Cell, other: Cell) -> dict[str, Value]:
    right = material.evidence.right(one), material.evidence.right(other)
    difference, interval = bootstrap_difference(*right, material.resamples, material.statistics.confidence)
    by_seed = [mcnemar_p(first == 1, second == 1) for first, second in zip(*right, strict=True)]
    p_value = _p_value(one.name, other.name, *right) if len(by_seed) > 1 else by_seed[0]
    mcnemar = Interval(*(_digits(end) for end in (min(by_seed), max(by_seed))))
    return {
        "first": Value(material.title(one)),
        "second": Value(material.title(other)),
        "difference_in_accuracy": within(interval, Value(round(difference, DECIMALS))),
        "mcnemar_p_value": Value(low=mcnemar.low, high=mcnemar.high),
        "p_value": Value(_digits(p_value)),
    }


def _p_value(one: str, other: str, right: Numbers, other_right: Numbers) -> float:
    """Two-sided p-value that two cells are equally accurate over further seeds and images."""
    terms = [
        (sign, Runs(name, each.mean(axis=1), each))
        for sign, name, each in ((1.0, one, right), (-1.0, other, other_right))
    ]
    above = contrast(terms).p_above()
    return 2 * min(above, 1 - above)


def _digits(p_value: float) -> float:
    return float(f"{p_value:.{P_DIGITS}g}")
