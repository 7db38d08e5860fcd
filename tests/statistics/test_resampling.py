"""Draws of images and runs: their moments, and shares of resamples."""

from collections.abc import Iterable

import numpy as np
import pytest
from scipy import stats

from crossed_runs import Truth
from restudy.statistics.contrasts import Runs, contrast
from restudy.statistics.resampling import Resamples, Terms, image_weights, student_weights


def test_images_are_drawn_as_often_as_there_are_some() -> None:
    weights = image_weights(50, 250, 0)
    assert weights.shape == (250, 50)
    assert (weights.sum(axis=1) == 50).all()
    # A multinomial count has mean 1 and variance 1 - 1 / N.
    assert weights.mean() == pytest.approx(1)
    assert weights.var() == pytest.approx(1 - 1 / 50, abs=0.03)


def test_equal_seeds_draw_equally_and_others_do_not() -> None:
    assert (image_weights(20, 10, 3) == image_weights(20, 10, 3)).all()
    assert (image_weights(20, 10, 3) != image_weights(20, 10, 4)).any()


def test_drawn_runs_have_student_s_distribution() -> None:
    values = np.array([0.99, 0.992, 0.997])
    weights = student_weights(np.random.default_rng(0), 20_000, 3)
    assert weights.sum(axis=1) == pytest.approx(0, abs=1e-9)
    drawn = weights @ values / (values.std(ddof=1) / np.sqrt(3))
    assert stats.kstest(drawn, stats.t(2).cdf).pvalue > 0.01
    # Drawing the three with replacement would leave a fifth of that spread's tails.
    assert np.mean(np.abs(drawn) > stats.t.isf(0.025, 2)) == pytest.approx(0.05, abs=0.005)


def test_one_run_is_drawn_as_it_is() -> None:
    assert (student_weights(np.random.default_rng(0), 5, 1) == 0).all()


def test_a_contrast_is_drawn_with_its_variance() -> None:
    truth, generator = Truth(of_runs=0.2), np.random.default_rng(9)
    difficulties = truth.difficulties(generator, 400)
    one, other = (truth.draw(generator, 12, difficulties) for _ in range(2))
    terms = [(1.0, Runs("a", one.mean(axis=1), one)), (-1.0, Runs("b", other.mean(axis=1), other))]
    known, drawn = contrast(terms, 0.01), Resamples(400, number=4000).draws([(terms, 0.01)])
    # Student's t with 11 degrees of freedom has variance 11 / 9.
    assert drawn.mean() == pytest.approx(known.estimate, abs=0.001)
    assert drawn.var() == pytest.approx(known.image_variance + known.seed_variance * 11 / 9, rel=0.08)


def test_numbers_of_one_group_are_drawn_together() -> None:
    values = np.array([1.0, 2.0, 4.0])
    resamples = Resamples(10, number=100)
    one, twice = (resamples.draws([([(1.0, Runs("a", factor * values))], 0.0)]) for factor in (1, 2))
    assert twice == pytest.approx(2 * one)
    assert resamples.draws([([(1.0, Runs("b", values))], 0.0)]) != pytest.approx(one)


def share_above(resamples: Resamples, margins: Iterable[tuple[Terms, float]]) -> float:
    """The share of resamples in which all are above zero together."""
    return float((resamples.draws(margins) > 0).all(axis=1).mean())


def test_the_share_of_an_order_is_that_of_its_t_test() -> None:
    one, other = np.array([0.990, 0.992, 0.991]), np.array([0.989, 0.990, 0.9905])
    margin = [(1.0, Runs("a", one)), (-1.0, Runs("a", other))]
    share = share_above(Resamples(10, number=20_000), [(margin, 0.0)])
    assert 1 - share == pytest.approx(stats.ttest_rel(one, other, alternative="greater").pvalue, abs=0.01)


def test_of_settings_that_are_alike_each_is_best_equally_often() -> None:
    truth, generator = Truth(), np.random.default_rng(10)
    shares = []
    for _ in range(200):
        difficulties = truth.difficulties(generator, 200)
        drawn = [truth.draw(generator, 4, difficulties) for _ in range(3)]
        runs = [Runs(name, right.mean(axis=1), right) for name, right in zip("abc", drawn, strict=True)]
        margins = [([(1.0, runs[0]), (-1.0, rival)], 0.0) for rival in runs[1:]]
        shares.append(share_above(Resamples(200, number=100), margins))
    assert np.mean(shares) == pytest.approx(1 / 3, abs=0.06)
