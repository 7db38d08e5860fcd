"""Macro F1, calibration and likelihood of a cell."""

from collections.abc import Iterable

import numpy as np

from restudy.evidence.material import Material
from restudy.plan.cells import Cell
from restudy.statistics.scores import SCORES, Score, score, scored


def cell_scores(material: Material, cell: Cell, names: Iterable[str] = SCORES) -> dict[str, Score]:
    """Some of SCORES of a cell over its runs that ended; none where there is none, or its logits are no numbers."""
    evidence, statistics = material.evidence, material.statistics
    probabilities = [evidence.probabilities(cell, seed) for seed in evidence.ended(cell)]
    if not probabilities or not all(np.isfinite(each).all() for each in probabilities):
        return {}
    runs = [scored(each, evidence.labels, statistics.calibration_bins) for each in probabilities]
    return {name: score(name, runs, material.resamples.weights, statistics.confidence) for name in names}
