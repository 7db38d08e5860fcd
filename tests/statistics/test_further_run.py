"""The interval of a further run: fixed data, and how often one falls within."""

from math import isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from crossed_runs import Truth
from restudy.statistics.contrasts import Runs
from restudy.statistics.further_run import FurtherRun
from restudy.statistics.intervals import Interval
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples

THREE = np.array([0.991, 0.994, 0.993])


def further_run(runs: Runs) -> Interval:
    return Posterior(Resamples(10, number=100)).further_run(runs, 0.95)


def test_it_is_the_textbook_s() -> None:
    half = stats.t.ppf(0.975, 2) * THREE.std(ddof=1) * sqrt(1 + 1 / 3)
    expected = (THREE.mean() - half, THREE.mean() + half)
    assert FurtherRun(THREE.mean(), THREE.var(ddof=1), 3).interval(0.95) == pytest.approx(expected)
    assert further_run(Runs("a", THREE)) == pytest.approx(expected, abs=half / 10)


def test_one_run_has_none() -> None:
    assert isnan(FurtherRun(0.99, float("nan"), 1).interval(0.95).low)
    assert isnan(further_run(Runs("a", THREE[:1])).low)


def test_what_no_run_changes_has_no_width() -> None:
    assert further_run(Runs("a", THREE[:1], exact=True)) == (0.991, 0.991)


def test_on_images_of_their_own_both_runs_vary() -> None:
    effects = Truth().draw(np.random.default_rng(0), 3, np.random.default_rng(1).normal(0, 1, 100))
    here = further_run(Runs("a", effects.mean(axis=1), effects))
    average = further_run(Runs("a", effects.mean(axis=1), effects, on_these=1, on_others=0.5))
    assert average.high - average.low > here.high - here.low


@pytest.mark.slow
@pytest.mark.parametrize("runs", [2, 3, 5])
def test_a_further_run_on_the_same_images_falls_within_as_often_as_is_said(runs: int) -> None:
    truth, generator = Truth(of_runs=0.1), np.random.default_rng(4)
    within = 0
    for _ in range(1000):
        drawn = truth.draw(generator, runs + 1, truth.difficulties(generator, 300))
        ours, published = drawn[:-1], drawn[-1].mean()
        within += float(published) in further_run(Runs("a", ours.mean(axis=1), ours))
    assert 0.93 <= within / 1000 <= 0.97


@pytest.mark.slow
def test_a_further_run_on_other_images_falls_within_as_often_as_is_said() -> None:
    truth, generator = Truth(of_runs=0.1), np.random.default_rng(5)
    within = 0
    for _ in range(1000):
        ours = truth.draw(generator, 5, truth.difficulties(generator, 300))
        published = truth.draw(generator, 1, truth.difficulties(generator, 300)).mean()
        runs = Runs("a", ours.mean(axis=1), ours, on_these=0, on_others=1)
        within += float(published) in further_run(runs)
    assert 0.93 <= within / 1000 <= 0.97
