"""How good the chosen cells' probabilities are."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from restudy.claims.evidence import Evidence
from restudy.plan.cells import Cell
from restudy.statistics.calibration import reliability
from restudy.statistics.resampling import Resamples
from restudy.statistics.scores import SCORES, score, scored


def quality(evidence: Evidence, choices: Mapping[str, Any], resamples: Resamples) -> dict[str, Any]:
    """Macro F1, calibration error and negative log-likelihood of each cell that a protocol chose, by cell.

    Intervals are over test images; the reliability diagram is of all seeds' predictions together.
    """
    chosen = {entry["cell"] for choice in choices.values() for entry in choice["chosen"].values()}
    return {cell.name: _of_cell(evidence, cell, resamples) for cell in evidence.plan.cells if cell.name in chosen}


def _of_cell(evidence: Evidence, cell: Cell, resamples: Resamples) -> dict[str, Any]:
    probabilities = [evidence.probabilities(cell, seed) for seed in evidence.plan.seeds]
    if not all(np.isfinite(each).all() for each in probabilities):
        return {}
    runs = [scored(each, evidence.labels) for each in probabilities]
    labels = np.tile(evidence.labels, len(probabilities))
    bins = reliability(np.concatenate(probabilities), labels)
    return {name: asdict(score(name, runs, resamples.weights)) for name in SCORES} | {
        "reliability": [asdict(each) for each in bins]
    }
