"""The expected best of a search, against all draws that there are."""

from itertools import product
from statistics import fmean

import pytest

from restudy.statistics.search import expected_best


def test_it_is_the_mean_of_the_best_over_all_draws() -> None:
    scores = [0.7, 0.9, 0.8, 0.9]
    expected = [fmean(max(draw) for draw in product(scores, repeat=tried)) for tried in range(1, 5)]
    assert expected_best(scores) == pytest.approx(expected)


def test_one_score_is_all_there_is_to_expect() -> None:
    assert expected_best([0.5]) == [0.5]
    assert expected_best([]) == []
