"""Published numbers against the interval of a further run."""

from math import nan

import numpy as np
import pytest

from restudy.claims.numbers import PublishedNumber, PublishedShape, Spot, decimals_of, judge_number
from restudy.statistics.contrasts import Runs

# Mean 0.990, SD 0.001: a further run falls within 4.97 SD of three, and within 1.96 SD of very many.
THREE = [0.989, 0.990, 0.991]


def verdict(
    published: float, values: list[float], decimals: int = 4, not_comparable: str | None = None
) -> tuple[str, int | None]:
    number = PublishedNumber(
        "T", "", "test_accuracy", "a", published, decimals, Runs("a", np.array(values)), not_comparable
    )
    found = judge_number(number)
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
    found = judge_number(PublishedNumber("T", "", "test_accuracy", "a", 0.999, 4, runs))
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
    runs = Runs("a", np.array([131210.0]), exact=True)
    number = PublishedNumber("T", "", "trainable_parameters", "a", published, 0, runs)
    assert judge_number(number).verdict == expected


@pytest.mark.parametrize(
    ("values", "quantity", "decimals"),
    [
        ([0.988], "test_accuracy", 4),
        ([0.0746, 0.1], "last_train_loss", 4),
        ([12.664], "train_total_loss", 3),
        ([22.0, 8.0], "first_epoch_at_target", 0),
        ([0.98, 1.0], "precision", 2),
        ([], "test_loss", 0),
    ],
)
def test_decimals_are_those_of_the_longest_number(values: list[float], quantity: str, decimals: int) -> None:
    assert decimals_of(values, quantity) == decimals


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
    found = judge_number(PublishedShape("T", "a layer", "a", published, ours, Spot(0, "output")))
    assert (found.verdict, found.published, found.mean) == (expected, published, ours)
