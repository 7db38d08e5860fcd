"""Macro F1, calibration and likelihood against scikit-learn and by hand, and how often their intervals cover."""

import numpy as np
import pytest
from scipy.special import expit, softmax
from sklearn.metrics import f1_score, log_loss

from outcomes import scored_of
from restudy.statistics.bootstrap import bca_interval
from restudy.statistics.resampling import image_weights
from restudy.statistics.scores import SCORES, Scored, score

CLASSES, BINS = 4, 15


def predictions(seed: int, images: int, sharpness: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and the labels that they are right about: drawn with them."""
    generator = np.random.default_rng(seed)
    probabilities = softmax(generator.normal(0, 2, (images, CLASSES)), axis=1)
    labels = np.array([generator.choice(CLASSES, p=row) for row in probabilities])
    return softmax(sharpness * np.log(probabilities), axis=1), labels


def once(name: str, run: Scored) -> float:
    return float(SCORES[name](run, np.ones((1, len(run.losses))))[0])


def test_macro_f1_is_scikit_learn_s() -> None:
    probabilities, labels = predictions(0, 80)
    expected = f1_score(labels, probabilities.argmax(axis=1), average="macro")
    assert once("macro_f1", scored_of(probabilities, labels, BINS)) == pytest.approx(expected)


def test_negative_log_likelihood_is_scikit_learn_s() -> None:
    probabilities, labels = predictions(1, 80)
    assert once("negative_log_likelihood", scored_of(probabilities, labels, BINS)) == pytest.approx(
        log_loss(labels, probabilities)
    )


def test_calibration_error_is_worked_by_hand() -> None:
    # Bins of confidence (0.5, 1]: two right of three at 0.9, 0.8 and 0.7; (0, 0.5]: one wrong at 0.5.
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.5, 0.5]])
    labels = np.array([0, 1, 1, 1])
    expected = 3 / 4 * abs(2 / 3 - 0.8) + 1 / 4 * abs(0 - 0.5)
    assert once("calibration_error", scored_of(probabilities, labels, bins=2)) == pytest.approx(expected)


@pytest.mark.parametrize("name", SCORES)
def test_a_weight_is_as_many_images(name: str) -> None:
    probabilities, labels = predictions(3, 30)
    weights = image_weights(30, 5, 0).astype(np.float64)
    drawn = SCORES[name](scored_of(probabilities, labels, BINS), weights)
    for row, value in zip(weights, drawn, strict=True):
        repeated = np.repeat(np.arange(30), row.astype(int))
        assert value == pytest.approx(once(name, scored_of(probabilities[repeated], labels[repeated], BINS)))


def test_a_score_is_a_mean_over_runs() -> None:
    runs = [scored_of(*predictions(seed, 200), BINS) for seed in (4, 5)]
    found = score("macro_f1", runs, image_weights(200, 200, 0), 0.95)
    assert found.mean == pytest.approx(np.mean([once("macro_f1", run) for run in runs]))
    assert found.values == pytest.approx([once("macro_f1", run) for run in runs])
    assert found.interval.low < found.mean < found.interval.high


def confident(generator: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Probabilities of the right class of a network that is nearly always right and knows it."""
    logits = generator.normal(6.5, 2.2, shape)
    return expit(np.where(generator.random(shape) < expit(logits), logits, -logits))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["macro_f1", "negative_log_likelihood"])
def test_an_interval_covers_what_it_says(name: str) -> None:
    probabilities, labels = predictions(6, 20_000)
    everything = scored_of(probabilities, labels, BINS)
    truth = once(name, everything)
    weights = image_weights(200, 300, 0)
    generator, covered = np.random.default_rng(7), 0
    for _ in range(2000):
        drawn = generator.integers(20_000, size=200)
        run = Scored(*(getattr(everything, field)[drawn] for field in Scored.__dataclass_fields__))
        covered += truth in score(name, [run], weights, 0.95).interval
    assert 0.93 <= covered / 2000 <= 0.97


def test_the_likelihood_of_a_network_that_is_nearly_always_right_is_covered() -> None:
    """Percentiles, which take no notice of the skewness, cover 93 % here."""
    generator = np.random.default_rng(9)
    truth = -np.log(confident(generator, (5_000_000,))).mean()
    weights = image_weights(1000, 500, 0)
    losses = -np.log(confident(generator, (2000, 1000))).astype(np.float32)
    drawn = (losses @ weights.T).astype(np.float64) / 1000
    covered = [
        truth in bca_interval(by_resample, float(own.mean()), own.astype(np.float64), 0.95)
        for by_resample, own in zip(drawn, losses, strict=True)
    ]
    assert 0.93 <= np.mean(covered) <= 0.97


def test_a_calibration_error_is_shown_with_and_without_what_chance_adds() -> None:
    run = scored_of(*predictions(8, 2000, sharpness=3), BINS)
    found = score("calibration_error", [run], image_weights(2000, 500, 0), 0.95)
    assert found.corrected is not None
    assert 0 <= found.interval.low < found.corrected < found.interval.high < 1
    assert found.corrected < found.mean
