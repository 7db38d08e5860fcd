"""Macro F1, calibration and likelihood of a cell."""

from collections.abc import Iterable

from restudy.evidence.material import Material
from restudy.plan.cells import Cell
from restudy.statistics.scores import SCORES, Outcome, Score, score, scored


def cell_scores(material: Material, cell: Cell, names: Iterable[str] = SCORES) -> dict[str, Score]:
    """Some of SCORES of a cell over its runs that ended; none where there is none."""
    evidence, statistics, bins = material.evidence, material.statistics, material.statistics.calibration_bins
    runs = [
        scored(Outcome(test.predictions, test.confidence, test.losses), evidence.labels, cell.settings["classes"], bins)
        for test in (evidence.of_test(cell, seed) for seed in evidence.ended(cell))
    ]
    if not runs:
        return {}
    return {name: score(name, runs, material.resamples.weights, statistics.confidence) for name in names}
