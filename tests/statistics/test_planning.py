"""How many runs would decide what is open."""

import numpy as np
import pytest
from scipy import stats

from restudy.statistics.planning import MOST_RUNS, runs_for_share, runs_to_tell


@pytest.mark.parametrize(("estimate", "margin"), [(0.3, 0.0), (-0.3, 0.0), (0.3, 0.1), (0.02, 0.1), (-0.02, 0.1)])
def test_so_many_runs_decide_and_one_less_does_not(estimate: float, margin: float) -> None:
    """By the normal distribution, of the estimate about itself."""
    runs = runs_to_tell(estimate, 0.25, margin, 0.975, 0.85)
    assert runs is not None

    def decided(number: int) -> bool:
        known = stats.norm(abs(estimate), np.sqrt(0.25 / number))
        is_tied = known.cdf(margin) - known.cdf(-margin) >= 0.975
        return is_tied or bool(known.sf(0) >= 0.975 and known.sf(margin) >= 0.85)

    assert decided(runs)
    assert not decided(int(runs / 1.06))


def test_where_no_number_would_there_is_none() -> None:
    assert runs_to_tell(0.1, 0.25, 0.1, 0.975, 0.85) is None
    assert runs_to_tell(0.0, 0.25, 0.0, 0.975, 0.85) is None
    assert runs_to_tell(1e-6, 0.25, 0.0, 0.975, 0.85) is None
    assert runs_for_share(0.5, 2, 0.975) is None


def test_shares_are_told_by_as_many_runs_as_the_beta_distribution_says() -> None:
    assert runs_for_share(1.0, 3, 0.975) == 5
    assert runs_for_share(0.0, 3, 0.975) == 5
    many = runs_for_share(2 / 3, 3, 0.975)
    assert many is not None
    assert 10 < many < MOST_RUNS
