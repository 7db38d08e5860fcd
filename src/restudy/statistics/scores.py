"""Macro F1, calibration and negative log-likelihood of predicted probabilities, with intervals over images."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from restudy.statistics.bootstrap import bca_interval
from restudy.statistics.calibration import Weights, calibration_error, surplus, true_error
from restudy.statistics.contrasts import Numbers
from restudy.statistics.intervals import Interval

Single = NDArray[np.float32]


class Outcome(NamedTuple):
    """What a run says of images.

    Attributes:
        predictions: the most probable classes, int [N], 0 to C - 1.
        confidence: their probabilities, in [0, 1], [N].
        losses: negative log-likelihood of the labels in nats, [N].
    """

    predictions: NDArray[np.int64]
    confidence: Numbers
    losses: Numbers


@dataclass(frozen=True)
class Scored:
    """What each image adds to one run's scores, from which every resample is a product of matrices.

    Attributes:
        right: by image and class: both label and prediction are of the class, [N, C].
        either: how many of the two are of the class, [N, C].
        surplus: by image and bin of confidence: right or wrong less the confidence, [N, bins].
        losses: negative log-likelihood of the label in nats, [N].
    """

    right: Single
    either: Single
    surplus: Single
    losses: Single


def scored(outcome: Outcome, labels: NDArray[np.int64], classes: int, bins: int) -> Scored:
    """What each image adds.

    Args:
        outcome: what the run says of the images.
        labels: int [N], 0 to C - 1.
        classes: C.
        bins: number of bins of confidence, of equal width.
    """
    one_hot = np.eye(classes, dtype=np.float32)
    labelled, predicted = one_hot[labels], one_hot[outcome.predictions]
    right = surplus(outcome.predictions == labels, outcome.confidence, bins)
    return Scored(labelled * predicted, labelled + predicted, right, outcome.losses.astype(np.float32))


def macro_f1(images: Scored, weights: Weights) -> Numbers:
    """Mean of the classes' F1 = 2 right / (predicted + labelled), 0 where there is neither; [B] for weights [B, N]."""
    either = (weights @ images.either).astype(np.float64)
    return (2 * (weights @ images.right) / np.where(either > 0, either, 1)).mean(axis=1)


def log_likelihood(images: Scored, weights: Weights) -> Numbers:
    """Mean negative log-likelihood in nats, [B] for weights [B, N]."""
    return (weights @ images.losses).astype(np.float64) / weights.sum(axis=1)


def _calibration_error(images: Scored, weights: Weights) -> Numbers:
    return calibration_error(images.surplus, weights)


SCORES: dict[str, Callable[[Scored, Weights], Numbers]] = {
    "macro_f1": macro_f1,
    "calibration_error": _calibration_error,
    "negative_log_likelihood": log_likelihood,
}


def _effects(name: str, images: Scored) -> Numbers:
    """What each image adds to a smooth score's deviation, up to a constant: its influence (Hampel 1974), [N]."""
    if name == "negative_log_likelihood":
        return images.losses.astype(np.float64)
    either = np.maximum(images.either.sum(axis=0, dtype=np.float64), 1)
    f1 = 2 * images.right.sum(axis=0, dtype=np.float64) / either
    return ((2 * images.right - f1 * images.either) / either).mean(axis=1)


@dataclass(frozen=True)
class Score:
    """A score over runs.

    Attributes:
        mean: mean over runs.
        interval: of that mean on all images of the kind; the spread of seeds is seen in `values`.
        values: the score in each run.
        corrected: the mean without what it owes to chance; None where it owes nothing.
    """

    mean: float
    interval: Interval
    values: list[float]
    corrected: float | None = None


def score(name: str, runs: list[Scored], weights: Weights, confidence: float) -> Score:
    """One of SCORES with an interval over images, about these runs.

    Args:
        name: key of SCORES.
        runs: what each image adds in each run.
        weights: resamples' image weights, [B, N].
        confidence: of the interval, in (0, 1).
    """
    function, once = SCORES[name], np.ones((1, weights.shape[1]))
    values = [float(function(run, once)[0]) for run in runs]
    mean = float(np.mean(values))
    if name == "calibration_error":
        corrected, interval = true_error([run.surplus for run in runs], weights, confidence)
        return Score(mean, interval, values, corrected)
    drawn = np.mean([function(run, weights) for run in runs], axis=0)
    effects = np.mean([_effects(name, run) for run in runs], axis=0)
    return Score(mean, bca_interval(drawn, mean, effects, confidence), values)
