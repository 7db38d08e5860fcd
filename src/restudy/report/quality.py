"""How good cells are on the test images: accuracy, macro F1, calibration and likelihood, each with its interval."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from restudy.claims.headline import accuracy_interval
from restudy.claims.runs import metric_runs
from restudy.params import analyses as specs
from restudy.plan.cells import Cell
from restudy.report import featured
from restudy.report.material import Material
from restudy.report.reproduced import DECIMALS, limits, reproduced
from restudy.report.titles import cell_title
from restudy.statistics.further_run import further_run
from restudy.statistics.scores import SCORES, Score, score, scored


def quality_rows(spec: specs.QualityTable, material: Material) -> pd.DataFrame:
    """A row for each cell."""
    evidence = material.evidence
    cells = featured.named(evidence, spec.cells) or featured.shown(evidence)
    return pd.DataFrame([_row(material, cell) for cell in cells])


def _row(material: Material, cell: Cell) -> dict[str, Any]:
    evidence = material.evidence
    row: dict[str, Any] = {"title": cell_title(evidence.plan.study, cell), "cell": cell.name}
    row |= reproduced(evidence, cell, "test_accuracy")
    row |= limits("test_accuracy", accuracy_interval(evidence, cell, "test_accuracy", len(evidence.labels)))
    runs = metric_runs(evidence, cell, "test_accuracy")
    further = further_run(runs).interval(material.statistics.confidence)
    row |= limits("further_accuracy", further.clipped(*runs.bounds))
    for name, found in cell_scores(material, cell).items():
        row[name] = round(found.mean, DECIMALS)
        if found.corrected is not None:
            name = f"corrected_{name}"
            row[name] = round(found.corrected, DECIMALS)
        row |= limits(name, found.interval)
    return row


def cell_scores(material: Material, cell: Cell, names: Iterable[str] = SCORES) -> dict[str, Score]:
    """Some of SCORES of a cell over its seeds; none where a trial diverged."""
    evidence, statistics = material.evidence, material.statistics
    probabilities = [evidence.probabilities(cell, seed) for seed in evidence.plan.seeds]
    if not all(np.isfinite(each).all() for each in probabilities):
        return {}
    runs = [scored(each, evidence.labels, statistics.calibration_bins) for each in probabilities]
    return {name: score(name, runs, material.resamples.weights, statistics.confidence) for name in names}
