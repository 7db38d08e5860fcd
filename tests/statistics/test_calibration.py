"""Reliability and the calibration error: by hand, and how often its interval holds the true one."""

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit, softmax

from outcomes import reliability_of, surplus_of
from restudy.statistics.calibration import Distances, calibration_error, true_error
from restudy.statistics.resampling import image_weights

CLASSES = 4
BINS = 15


def predictions(seed: int, images: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are too sure of themselves, and labels."""
    generator = np.random.default_rng(seed)
    logits = generator.normal(0, 2, (images, CLASSES))
    labels = np.array([generator.choice(CLASSES, p=row) for row in softmax(logits, axis=1)])
    return softmax(2 * logits, axis=1), labels


def two_classes(generator: np.random.Generator, images: int, centre: float, slope: float) -> np.ndarray:
    """The surplus of a network whose confidence has the logit x and whose accuracy the logit slope * x."""
    logits = np.abs(generator.normal(centre, 1, images))
    probabilities = np.stack([expit(logits), expit(-logits)], axis=1)
    return surplus_of(probabilities, (generator.random(images) > expit(slope * logits)).astype(np.int64), BINS)


def test_calibration_error_is_the_diagram_s() -> None:
    probabilities, labels = predictions(2, 300)
    bins = reliability_of(probabilities, labels, BINS)
    by_bin = sum(part.images * abs(part.accuracy - part.confidence) for part in bins) / 300
    found = calibration_error(surplus_of(probabilities, labels, BINS), np.ones((1, 300)))
    assert float(found[0]) == pytest.approx(by_bin)
    assert sum(part.images for part in bins) == 300
    assert all(place / BINS < part.confidence <= (place + 1) / BINS for place, part in enumerate(bins) if part.images)


def test_confidence_of_one_belongs_to_the_last_bin_and_empty_bins_are_zero() -> None:
    bins = reliability_of(np.array([[1.0, 0.0], [1.0, 0.0]]), np.array([0, 1]), bins=5)
    assert (bins[-1].images, bins[-1].confidence, bins[-1].accuracy) == (2, 1, 0.5)
    assert (bins[0].images, bins[0].confidence, bins[0].accuracy) == (0, 0, 0)


def test_of_a_network_that_is_never_wrong_and_sure_nothing_is_left() -> None:
    certain = surplus_of(np.array([[1.0, 0.0]] * 20), np.zeros(20, dtype=np.int64), BINS)
    assert true_error([certain], image_weights(20, 50, 0), 0.95) == (0.0, (0.0, 0.0))


def test_the_error_of_runs_is_their_mean() -> None:
    one, other = (two_classes(np.random.default_rng(seed), 4000, 1.0, slope) for seed, slope in ((0, 0.5), (1, 0.2)))
    weights = image_weights(4000, 200, 0)
    both = true_error([one, other], weights, 0.95)[0]
    assert both == pytest.approx(
        (true_error([one], weights, 0.95)[0] + true_error([other], weights, 0.95)[0]) / 2, abs=0.002
    )


def test_the_limits_are_the_errors_under_which_what_was_seen_is_as_unlikely_as_is_said() -> None:
    run, weights = two_classes(np.random.default_rng(5), 1000, 1.0, 0.5), image_weights(1000, 2000, 0)
    known = Distances.of([run], weights)
    estimate, (low, high) = true_error([run], weights, 0.9)
    found = [known.level(steps_to(known, error)) for error in (low, estimate, high)]
    assert found == pytest.approx([0.95, 0.5, 0.05], abs=0.001)


def steps_to(known: Distances, error: float) -> float:
    """The steps by which distances are moved so that they come to an error."""
    furthest = float((np.abs(known.seen) / np.maximum(known.error, 1e-300)).max())
    if error == 0:
        return furthest
    return float(brentq(lambda steps: known.expected(known.moved(steps)) - error, -100, furthest, xtol=0.001))


def coverage(images: int, centre: float, slope: float, truth: float) -> float:
    """The share of 2,000 samples whose interval holds the truth; by levels, so that no limit is looked for."""
    generator, weights = np.random.default_rng(3), image_weights(images, 150, 0)
    known = (Distances.of([two_classes(generator, images, centre, slope)], weights) for _ in range(2000))
    return float(np.mean([0.025 <= each.level(steps_to(each, truth)) <= 0.975 for each in known]))


@pytest.mark.slow
@pytest.mark.parametrize(("images", "centre", "slope"), [(360, 1.0, 0.6), (1000, 1.0, 0.7)])
def test_the_interval_covers_what_it_says(images: int, centre: float, slope: float) -> None:
    sample = two_classes(np.random.default_rng(4), 2_000_000, centre, slope)
    truth = float(np.abs(sample.mean(axis=0, dtype=np.float64)).sum())
    assert 0.93 <= coverage(images, centre, slope, truth) <= 0.97


@pytest.mark.slow
def test_the_interval_of_a_network_that_is_calibrated_perfectly_begins_at_zero() -> None:
    """No interval reaches below it, so that only too high a lower limit can miss it."""
    generator, weights = np.random.default_rng(3), image_weights(360, 150, 0)
    known = (Distances.of([two_classes(generator, 360, 1.0, 1.0)], weights) for _ in range(2000))
    assert 0.95 <= np.mean([each.level(steps_to(each, 0.0)) <= 0.975 for each in known]) <= 0.99
