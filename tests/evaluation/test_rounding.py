"""What the rounding of evidence does to a loss, to a calibration error and to their intervals, on 10,000 images."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from evidence_fixture import leave_test_evidence
from restudy.evaluation.rounding import rounded, rounded_losses, rounded_probabilities
from restudy.evidence.of_test import OfTest
from restudy.layout import Results
from restudy.statistics.resampling import image_weights
from restudy.statistics.scores import Outcome, Scored, score, scored
from results_fixture import small_plan

IMAGES, CLASSES, BINS = 10_000, 10, 15
SEEDS = (0, 1, 2)


def logits_of(seed: int, labels: np.ndarray) -> np.ndarray:
    """Logits like those of a network that recognises 99 % of MNIST."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 3, (IMAGES, CLASSES))
    logits[np.arange(IMAGES), labels] += generator.gamma(9, 1.7, IMAGES)
    return logits.astype(np.float32)


@cache
def labels() -> np.ndarray:
    return np.random.default_rng(9).integers(0, CLASSES, IMAGES)


def exact(seed: int) -> Scored:
    logits = logits_of(seed, labels()).astype(np.float64)
    losses = -log_softmax(logits, axis=1)[np.arange(IMAGES), labels()]
    outcome = Outcome(logits.argmax(axis=1), softmax(logits, axis=1).max(axis=1), losses)
    return scored(outcome, labels(), CLASSES, BINS)


def from_evidence(folder: Path, seed: int) -> Scored:
    cell = small_plan().cells[0]
    leave_test_evidence(folder, cell, seed, logits_of(seed, labels()), labels().tolist())
    test = OfTest.read(Results(folder).test_evidence(cell.study, cell.name, seed, cell.evaluation), labels(), CLASSES)
    return scored(Outcome(test.predictions, test.confidence, test.losses), labels(), CLASSES, BINS)


@pytest.mark.parametrize("name", ["negative_log_likelihood", "calibration_error", "macro_f1"])
def test_a_score_moves_by_less_than_a_hundredth_of_its_interval_s_width(tmp_path: Path, name: str) -> None:
    """So do the ends of the interval."""
    runs, rounded_runs = [exact(seed) for seed in SEEDS], [from_evidence(tmp_path, seed) for seed in SEEDS]
    before, after = (score(name, each, image_weights(IMAGES, 1000, 0), 0.95) for each in (runs, rounded_runs))
    width = before.interval.high - before.interval.low
    assert width > 0
    moved = [after.mean - before.mean, *np.subtract(after.values, before.values)]
    moved += [after.interval.low - before.interval.low, after.interval.high - before.interval.high]
    assert np.abs(moved).max() < width / 100


def test_evidence_of_a_trial_is_small(tmp_path: Path) -> None:
    from_evidence(tmp_path, 0)
    (file,) = tmp_path.rglob("*.npz")
    assert file.stat().st_size < 30_000


@pytest.mark.parametrize("bits", [6, 12, 16])
def test_a_value_is_rounded_to_the_nearest(bits: int) -> None:
    values = np.geomspace(1e-30, 1e3, 4001)
    errors = rounded(values, bits).astype(np.float64) / values - 1
    assert np.abs(errors).max() <= 2.0**-bits
    assert 0.45 < (errors > 0).mean() < 0.55
    assert rounded(np.array([0.0, 0.5, 1.0]), bits).tolist() == [0.0, 0.5, 1.0]


def test_small_losses_have_fewer_digits_than_large_ones() -> None:
    losses = np.array([0.01, 0.1, 3.0])
    errors = np.abs(rounded_losses(losses) / losses - 1)
    assert 1e-4 < errors[0] < 2**-6
    assert errors[1:].max() < 2**-22


def test_small_probabilities_have_fewer_digits_than_large_ones() -> None:
    probabilities = np.array([0.0123456789, 0.123456789])
    errors = np.abs(rounded_probabilities(probabilities) / probabilities - 1)
    assert 1e-5 < errors[0] < 2**-12
    assert errors[1] < 2**-22
