"""Means drawn together, against the normal theory and by how often they are right."""

import numpy as np
import pytest

from restudy.statistics.means import pooled_mean_draws
from restudy.statistics.spreads import variance_draws

DRAWS = 10_000


def pooled(values: np.ndarray, seed: int = 0, draws: int = DRAWS) -> np.ndarray:
    """From values, [settings, runs]."""
    counts = np.full(len(values), float(values.shape[1]))
    generator = np.random.default_rng(seed)
    variances, scales = variance_draws(values.var(axis=1, ddof=1), counts - 1, generator, draws)
    return pooled_mean_draws(values.mean(axis=1), counts, variances, scales, generator)


def test_means_that_lie_far_apart_stay_where_they_are() -> None:
    values = np.array([0.0, 50.0, 100.0])[:, None] + np.array([[-1.0, 0.0, 1.0]] * 3)
    assert np.median(pooled(values), axis=0) == pytest.approx([0, 50, 100], abs=1)


def test_the_luckiest_of_equals_is_drawn_in() -> None:
    generator = np.random.default_rng(1)
    values = generator.standard_normal((12, 3))
    best = int(values.mean(axis=1).argmax())
    drawn = pooled(values)
    assert values.mean(axis=1)[best] > 0.8
    assert abs(drawn[:, best].mean()) < 0.6
    assert (drawn.argmax(axis=1) == best).mean() < 0.5


def test_with_known_spread_it_is_the_normal_theory() -> None:
    """Many runs leave the variance known, and many settings how far means scatter: each is drawn in by its share."""
    generator = np.random.default_rng(2)
    true = generator.normal(0, 1, 60)
    values = true[:, None] + 4 * generator.standard_normal((60, 16))
    means = values.mean(axis=1)
    share = 1 / (1 + 16 / 16)
    expected = means.mean() + share * (means - means.mean())
    assert np.corrcoef(pooled(values).mean(axis=0), expected)[0, 1] > 0.999
    assert np.std(pooled(values).mean(axis=0)) / np.std(expected) == pytest.approx(1, abs=0.15)


def test_probabilities_are_as_often_right_as_they_say() -> None:
    """Of orders of two settings that are said to be so with 70 to 90 %, four in five are."""
    generator, said, right = np.random.default_rng(4), [], []
    for study in range(400):
        true = generator.normal(0, 1, 4)
        drawn = pooled(true[:, None] + generator.standard_normal((4, 3)), study, draws=1_000)
        probability = float((drawn[:, 0] > drawn[:, 1]).mean())
        sign = probability > 0.5
        said.append(max(probability, 1 - probability))
        right.append((true[0] > true[1]) == sign)
    chosen = [place for place, each in enumerate(said) if 0.7 <= each <= 0.9]
    assert len(chosen) > 80
    assert np.mean([right[place] for place in chosen]) == pytest.approx(
        np.mean([said[place] for place in chosen]), abs=0.1
    )
