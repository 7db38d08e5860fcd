"""The expected best of a search, against all draws that there are."""

from itertools import product
from statistics import fmean, pstdev

import pytest

from restudy.statistics.search import best_of_draws, expected_best


def test_it_is_the_mean_of_the_best_over_all_draws() -> None:
    scores = [0.7, 0.9, 0.8, 0.9]
    expected = [fmean(max(draw) for draw in product(scores, repeat=tried)) for tried in range(1, 5)]
    assert expected_best(scores) == pytest.approx(expected)


def test_one_score_is_all_there_is_to_expect() -> None:
    assert expected_best([0.5]) == [0.5]
    assert expected_best([]) == []


def test_the_best_s_spread_and_its_number_elsewhere_are_those_over_all_draws() -> None:
    scores, elsewhere = [0.7, 0.9, 0.8], [0.6, 0.5, 0.75]
    for tried, found in enumerate(best_of_draws(scores, elsewhere), start=1):
        draws = list(product(range(3), repeat=tried))
        winners = [max(draw, key=lambda place: scores[place]) for draw in draws]
        assert found.deviation == pytest.approx(pstdev(scores[place] for place in winners))
        assert found.elsewhere == pytest.approx(fmean(elsewhere[place] for place in winners))
