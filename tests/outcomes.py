"""Scores and calibration of whole probabilities, as textbooks have them."""

import numpy as np
from numpy.typing import NDArray

from restudy.statistics.calibration import Bin, reliability, surplus
from restudy.statistics.scores import Outcome, Scored, scored

Probabilities = NDArray[np.float64]
Labels = NDArray[np.int64]


def scored_of(probabilities: Probabilities, labels: Labels, bins: int) -> Scored:
    """What each image adds, by probabilities [N, C] of all classes."""
    of_label = np.take_along_axis(probabilities, labels[:, None], axis=1)[:, 0]
    outcome = Outcome(probabilities.argmax(axis=1), probabilities.max(axis=1), -np.log(of_label))
    return scored(outcome, labels, probabilities.shape[1], bins)


def surplus_of(probabilities: Probabilities, labels: Labels, bins: int) -> NDArray[np.float32]:
    """Right or wrong less the confidence, by bin."""
    return surplus(probabilities.argmax(axis=1) == labels, probabilities.max(axis=1), bins)


def reliability_of(probabilities: Probabilities, labels: Labels, bins: int) -> list[Bin]:
    """The bins of a reliability diagram."""
    return reliability(probabilities.argmax(axis=1) == labels, probabilities.max(axis=1), bins)
