"""Published numbers against the interval of a further run."""

from math import nan

import numpy as np
import pytest

from restudy.formats import Unit, decimals_of
from restudy.judging.numbers import PublishedNumber, PublishedShape, judge_number, published_count
from restudy.statistics.contrasts import Runs

# Mean 0.990, SD 0.001: a further run falls within 4.97 SD of three, and within 1.96 SD of very many.
THREE = [0.989, 0.990, 0.991]


def number_of(published: float, runs: Runs, decimals: int = 4, not_comparable: str | None = None) -> PublishedNumber:
    return PublishedNumber("", "test_accuracy", Unit.SHARE, "a", published, decimals, runs, not_comparable)


def verdict(
    published: float, values: list[float], decimals: int = 4, not_comparable: str | None = None
) -> tuple[str, int | None]:
    found = judge_number(number_of(published, Runs("a", np.array(values)), decimals, not_comparable), 0.95)
    return found.verdict, found.seeds_to_decide


@pytest.mark.parametrize("published", [0.990, 0.9882, 0.9919])
def test_within_the_spread_it_holds(published: float) -> None:
    assert verdict(published, THREE) == ("holds", None)


@pytest.mark.parametrize("published", [0.9849, 0.9951, 0.5])
def test_beyond_a_further_run_it_does_not_hold(published: float) -> None:
    assert verdict(published, THREE) == ("does not hold", None)


@pytest.mark.parametrize("published", [0.9865, 0.9935])
def test_between_them_more_seeds_would_tell(published: float) -> None:
    found, seeds = verdict(published, THREE)
    assert found == "undecided"
    assert seeds is not None
    assert 3 < seeds < 20


def test_a_coarsely_printed_number_is_compared_coarsely() -> None:
    assert verdict(0.9849, THREE)[0] == "does not hold"
    assert verdict(0.9849, THREE, decimals=3)[0] == "undecided"
    assert verdict(0.9849, THREE, decimals=2)[0] == "holds"


def test_an_interval_ends_where_the_quantity_does() -> None:
    runs = Runs("a", np.array([0.990, 0.995, 0.999]), bounds=(0.0, 1.0))
    found = judge_number(number_of(0.999, runs), 0.95)
    assert found.interval.high == 1
    assert 0.9 < found.interval.low < 0.99


def test_one_run_says_nothing_of_further_ones() -> None:
    assert verdict(0.5, [0.99]) == ("undecided", None)
    assert verdict(0.5, [nan, nan]) == ("undecided", None)
    assert verdict(0.5, [nan, 0.99]) == ("undecided", None)


def test_runs_without_the_number_are_left_out() -> None:
    assert verdict(0.990, [*THREE, nan]) == ("holds", None)


def test_what_the_paper_leaves_out_is_said() -> None:
    assert verdict(0.5, THREE, not_comparable="the optimizer") == ("not comparable", None)


@pytest.mark.parametrize(("published", "expected"), [(131210, "holds"), (131211, "does not hold")])
def test_what_does_not_vary_is_the_same_or_not(published: int, expected: str) -> None:
    found = judge_number(published_count("all", "parameters", "a", published, ours=131210), 0.95)
    assert (found.verdict, found.mean, found.unit) == (expected, 131210, Unit.COUNT)
    assert (found.row, found.quantity, found.cell, found.published) == ("all", "parameters", "a", published)


def test_a_small_number_is_compared_by_its_own_digits() -> None:
    """Python writes 0.00005 as 5e-05."""
    assert verdict(0.00005, [0.1, 0.1001, 0.0999], decimals_of([0.00005], Unit.LOSS)) == ("does not hold", None)


@pytest.mark.parametrize(
    ("published", "ours", "expected"),
    [
        ("26 x 26 x 32", "32 × 26 × 26", "holds"),
        ("32 x 14 x 14", "32 × 14 × 14", "holds"),
        ("3,136", "3136", "holds"),
        ("14 x 32 x 14", "32 × 14 × 14", "does not hold"),
        ("26 x 26", "32 × 26 × 26", "does not hold"),
    ],
)
def test_a_shape_is_the_same_or_another(published: str, ours: str, expected: str) -> None:
    found = judge_number(PublishedShape("a layer", "a", published, ours), 0.95)
    assert (found.verdict, found.published, found.mean) == (expected, published, ours)
