"""What choosing on the test images would have reported, what validation chooses, and the gap between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import Any

import numpy as np

from restudy.evidence.evidence import Evidence
from restudy.evidence.runs import metric_runs
from restudy.plan.cells import Cell
from restudy.selection import groups
from restudy.statistics.bootstrap import percentiles
from restudy.statistics.contrasts import Numbers
from restudy.statistics.intervals import Interval
from restudy.statistics.posterior import Posterior, Sum
from restudy.statistics.resampling import normal_weights
from restudy.statistics.search import expected_best

HELD_OUT = "held_out"
# That the order of a processor's sums cannot reach.
DIGITS = 6


@dataclass(frozen=True)
class Optimism:
    """Two choices among the same cells, by test and by validation accuracy.

    Attributes:
        chosen_on_test: the cell with the best mean test accuracy.
        reported: its test accuracy, which is what would have been reported.
        chosen_on_validation: the cell that validation chooses.
        test_accuracy: its test accuracy.
        gap: how much higher the reported one is, at least 0.
        gap_interval: of the gap over further runs and images, the test choice made anew; NaN for one run.
        overstatement: how much a reported best accuracy exceeds what its cell does on images and runs that took no
            part in the choice: the mean over resamples of the chosen cell's accuracy in the resample less that in
            ours (Efron 1983, 'Estimating the error rate of a prediction rule', JASA 78).
        expected_best: expected best validation accuracy by number of cells tried (Dodge et al. 2019).
    """

    chosen_on_test: str
    reported: float
    chosen_on_validation: str
    test_accuracy: float
    gap: float
    gap_interval: Interval
    overstatement: float
    expected_best: list[float]


def compare_protocols(evidence: Evidence, choices: Mapping[str, Any], posterior: Posterior) -> dict[str, Optimism]:
    """By group of cells that are compared with each other, of which a run ended.

    Nothing where validation chooses among fewer than two, or has nothing to choose by.
    """
    choice = choices.get(HELD_OUT)
    if choice is None or not choice["chosen"]:
        return {}
    ended = {
        group: [cell for cell in cells if evidence.ended(cell)]
        for group, cells in groups(evidence.plan, HELD_OUT).items()
    }
    return {
        group: _optimism(evidence, cells, choice["chosen"][group]["cell"], posterior)
        for group, cells in ended.items()
        if len(cells) > 1 and choice["chosen"][group]["cell"]
    }


def _optimism(evidence: Evidence, cells: list[Cell], chosen: str, posterior: Posterior) -> Optimism:
    names = [cell.name for cell in cells]
    runs = [metric_runs(evidence, cell, "test_accuracy") for cell in cells]
    means = np.array([each.values.mean() for each in runs])
    contrasts = [([(1.0, each)], 0.0) for each in runs]
    place, best = names.index(chosen), int(means.argmax())
    resampled = posterior.resamples.draws(contrasts, normal_weights).clip(0.0, 1.0)
    drawn = posterior.on_images([Sum(terms) for terms, _ in contrasts])
    drawn = None if drawn is None else drawn.clip(0.0, 1.0)
    return Optimism(
        chosen_on_test=names[best],
        reported=float(means[best]),
        chosen_on_validation=chosen,
        test_accuracy=float(means[place]),
        gap=float(means[best] - means[place]),
        gap_interval=_gap_interval(drawn, place, evidence.plan.statistics.confidence),
        overstatement=round(overstatement(means, resampled), DIGITS),
        expected_best=_by_trials(evidence, cells),
    )


def _gap_interval(drawn: Numbers | None, place: int, confidence: float) -> Interval:
    if drawn is None:
        return Interval(nan, nan)
    return percentiles((drawn.max(axis=1) - drawn[:, place]).round(DIGITS), confidence)


def overstatement(means: Numbers, drawn: Numbers) -> float:
    """Mean over resamples of the best mean less what its cell has in our runs.

    By simulation with three seeds 0.8 of what is true where all cells are equally good, and nearly all of it where
    they differ.

    Args:
        means: of each cell, [cells].
        drawn: the same in each resample, [B, cells].
    """
    return float(np.mean(drawn.max(axis=1) - means[drawn.argmax(axis=1)]))


def _by_trials(evidence: Evidence, cells: list[Cell]) -> list[float]:
    values = [metric_runs(evidence, cell, "val_accuracy").values.mean() for cell in cells]
    return expected_best([float(value) for value in values if not np.isnan(value)])
