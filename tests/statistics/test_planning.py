"""The number of runs that would decide."""

import numpy as np
from scipy.stats import norm, t

from restudy.statistics.contrasts import Contrast, Runs, contrast
from restudy.statistics.planning import runs_to_decide, with_runs

LEVEL = 0.025


def test_it_is_the_fewest() -> None:
    found = contrast([(1, Runs("a", np.array([0.1, 0.4, 0.1])))])
    number = runs_to_decide(found, 3, LEVEL)
    assert number is not None
    spread = np.std([0.1, 0.4, 0.1], ddof=1)
    needed = {runs: t.isf(LEVEL, runs - 1) * spread / np.sqrt(runs) for runs in (number - 1, number)}
    assert needed[number] < 0.2 <= needed[number - 1]


def test_a_difference_of_either_sign_is_decided() -> None:
    found = Contrast(-1.0, 0.25, 2.0, 0.0)
    assert runs_to_decide(found, 3, LEVEL) == runs_to_decide(Contrast(1.0, 0.25, 2.0, 0.0), 3, LEVEL)


def test_where_images_are_too_few_no_number_of_runs_decides() -> None:
    limit = norm.isf(LEVEL)
    assert runs_to_decide(Contrast(0.99 * limit, 1.0, 2.0, 1.0), 3, LEVEL) is None
    assert runs_to_decide(Contrast(1.2 * limit, 1.0, 2.0, 1.0), 3, LEVEL) is not None


def test_one_run_shows_no_spread_to_plan_with() -> None:
    assert runs_to_decide(contrast([(1, Runs("a", np.array([0.5])))]), 1, LEVEL) is None


def test_more_runs_leave_the_images_part_as_it_is() -> None:
    assert with_runs(Contrast(1.0, 0.3, 4.0, 0.2), 3, 9) == Contrast(1.0, 0.3 * 3 / 9, 16.0, 0.2)
