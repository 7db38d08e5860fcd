"""Macro F1, calibration and negative log-likelihood of predicted probabilities, with intervals over images."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from restudy.statistics import CONFIDENCE
from restudy.statistics.contrasts import Numbers
from restudy.statistics.intervals import Interval

Weights = NDArray[np.floating[Any]]
BINS = 15
# Probability below which a prediction is as wrong as this; 0 would be infinitely so.
SMALLEST = 1e-300


@dataclass(frozen=True)
class Scored:
    """What each image adds to one run's scores, from which every resample is a product of matrices.

    Attributes:
        right: by image and class: both label and prediction are of the class, [N, C].
        predicted: the prediction is of the class, [N, C].
        labelled: the label is of the class, [N, C].
        surplus: by image and bin of confidence: right or wrong less the confidence, [N, BINS].
        losses: negative log-likelihood of the label in nats, [N].
    """

    right: Numbers
    predicted: Numbers
    labelled: Numbers
    surplus: Numbers
    losses: Numbers


def scored(probabilities: Numbers, labels: NDArray[np.int64], bins: int = BINS) -> Scored:
    """What each image adds.

    Args:
        probabilities: [N, C], rows adding up to 1.
        labels: int [N], 0 to C - 1.
        bins: number of bins of confidence, of equal width.
    """
    one_hot = np.eye(probabilities.shape[1])
    predictions, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    labelled, predicted = one_hot[labels], one_hot[predictions]
    in_bin = np.eye(bins)[_bin(confidence, bins)]
    surplus = ((predictions == labels) - confidence)[:, None] * in_bin
    of_label = np.take_along_axis(probabilities, labels[:, None], axis=1)[:, 0]
    return Scored(labelled * predicted, predicted, labelled, surplus, -np.log(np.maximum(of_label, SMALLEST)))


def _bin(confidence: Numbers, bins: int) -> NDArray[np.int64]:
    """Bins are closed above, as Guo et al. have them; 0 belongs to the first."""
    return np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)


def macro_f1(images: Scored, weights: Weights) -> Numbers:
    """Mean of the classes' F1 = 2 right / (predicted + labelled), 0 where there is neither; [B] for weights [B, N]."""
    both = weights @ (images.predicted + images.labelled)
    return (2 * (weights @ images.right) / np.where(both > 0, both, 1)).mean(axis=1)


def calibration_error(images: Scored, weights: Weights) -> Numbers:
    """Expected calibration error, [B] for weights [B, N].

    The mean over images of their bin's distance between accuracy and mean confidence (Guo et al. 2017, 'On
    calibration of modern neural networks', equation 3).
    """
    return np.abs(weights @ images.surplus).sum(axis=1) / weights.sum(axis=1)


def log_likelihood(images: Scored, weights: Weights) -> Numbers:
    """Mean negative log-likelihood in nats, [B] for weights [B, N]."""
    return (weights @ images.losses) / weights.sum(axis=1)


SCORES = {"macro_f1": macro_f1, "calibration_error": calibration_error, "negative_log_likelihood": log_likelihood}


@dataclass(frozen=True)
class Score:
    """A score's mean over runs with its interval over images, and its value in each run."""

    mean: float
    interval: Interval
    values: list[float]


def score(name: str, runs: list[Scored], weights: Weights, confidence: float = CONFIDENCE) -> Score:
    """One of SCORES with a percentile interval over resamples of the images (Efron & Tibshirani 1993, chapter 13).

    The interval is about these runs: the spread of seeds is seen in their values. A calibration error is a sum of
    distances, so its resamples lie above it (Kumar et al. 2019, 'Verified uncertainty calibration'): they are
    shifted down by their surplus.

    Args:
        name: key of SCORES.
        runs: what each image adds in each run.
        weights: resamples' image weights, [B, N].
        confidence: share of the resamples within.
    """
    function, once = SCORES[name], np.ones((1, weights.shape[1]), dtype=weights.dtype)
    values = [float(function(run, once)[0]) for run in runs]
    mean = float(np.mean(values))
    drawn = np.mean([function(run, weights) for run in runs], axis=0)
    if name == "calibration_error":
        drawn = np.maximum(drawn - max(float(np.median(drawn)) - mean, 0.0), 0.0)
    tail = 50 * (1 - confidence)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return Score(mean, Interval(float(low), float(high)), values)


@dataclass(frozen=True)
class Bin:
    """Images whose confidence lies in one bin: their number, mean confidence and accuracy (0 where there are none)."""

    images: int
    confidence: float
    accuracy: float


def reliability(probabilities: Numbers, labels: NDArray[np.int64], bins: int = BINS) -> list[Bin]:
    """The bins of a reliability diagram, of equal width from 0 to 1."""
    predictions, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    places = _bin(confidence, bins)
    counts = np.bincount(places, minlength=bins)
    divisor = np.maximum(counts, 1)
    means = np.bincount(places, confidence, minlength=bins) / divisor
    shares = np.bincount(places, predictions == labels, minlength=bins) / divisor
    return [Bin(int(count), float(m), float(a)) for count, m, a in zip(counts, means, shares, strict=True)]
