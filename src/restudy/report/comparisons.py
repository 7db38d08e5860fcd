"""Cells compared in pairs on the same test images."""

from itertools import combinations
from typing import Any

import pandas as pd

from restudy.claims.evidence import Evidence
from restudy.params import analyses as specs
from restudy.plan.cells import Cell
from restudy.report import featured
from restudy.report.material import Material
from restudy.report.reproduced import DECIMALS, limits
from restudy.report.titles import cell_title
from restudy.statistics.contrasts import Runs, contrast
from restudy.statistics.paired import bootstrap_difference, holm, mcnemar_p

P_DIGITS = 6


def comparison_rows(spec: specs.ComparisonsTable, material: Material) -> pd.DataFrame:
    """A row for each pair of cells, the pairs being one family."""
    cells = featured.named(material.evidence, spec.cells) or featured.compared(material.evidence)
    rows = [_row(material, one, other) for one, other in combinations(cells, 2)]
    adjusted = holm([row["p_value"] for row in rows])
    return pd.DataFrame([row | {"adjusted_p_value": _digits(p)} for row, p in zip(rows, adjusted, strict=True)])


def _row(material: Material, one: Cell, other: Cell) -> dict[str, Any]:
    evidence = material.evidence
    right = evidence.right(one), evidence.right(other)
    difference, interval = bootstrap_difference(*right, material.resamples, material.statistics.confidence)
    by_seed = [mcnemar_p(first == 1, second == 1) for first, second in zip(*right, strict=True)]
    return {
        "first": cell_title(evidence.plan.study, one),
        "second": cell_title(evidence.plan.study, other),
        "difference_in_accuracy": round(difference, DECIMALS),
        **limits("difference_in_accuracy", interval),
        "mcnemar_p_value_low": _digits(min(by_seed)),
        "mcnemar_p_value_high": _digits(max(by_seed)),
        "p_value": _digits(_p_value(evidence, one, other) if len(by_seed) > 1 else by_seed[0]),
    }


def _p_value(evidence: Evidence, one: Cell, other: Cell) -> float:
    """Two-sided p-value that two cells are equally accurate over further seeds and images."""
    terms = [
        (sign, Runs(cell.name, right.mean(axis=1), right))
        for sign, cell in ((1.0, one), (-1.0, other))
        for right in [evidence.right(cell)]
    ]
    above = contrast(terms).p_above()
    return 2 * min(above, 1 - above)


def _digits(p_value: float) -> float:
    return float(f"{p_value:.{P_DIGITS}g}")
