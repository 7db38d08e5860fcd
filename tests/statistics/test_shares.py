"""The share of runs in which something is so."""

import pytest
from scipy import stats

from restudy.statistics.shares import most_are, share_interval


@pytest.mark.parametrize(("successes", "runs"), [(0, 1), (3, 3), (2, 3), (0, 5), (7, 20)])
def test_they_follow_from_the_beta_distribution(successes: int, runs: int) -> None:
    known = stats.beta(successes + 1, runs - successes + 1)
    assert most_are(successes, runs) == pytest.approx(known.sf(0.5))
    assert share_interval(successes, runs, 0.9) == pytest.approx((known.ppf(0.05), known.ppf(0.95)))


def test_all_of_a_few_are_most_with_a_half_less_for_each() -> None:
    assert [most_are(runs, runs) for runs in (1, 3, 5)] == pytest.approx([1 - 0.5**2, 1 - 0.5**4, 1 - 0.5**6])
