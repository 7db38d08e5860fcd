"""Published numbers against the interval of a further run."""

from math import nan

import numpy as np
import pytest

from restudy.formats import Unit, decimals_of
from restudy.judging.numbers import NumberVerdict, PublishedNumber, PublishedShape, judge_number, published_count
from restudy.params.params import Statistics
from restudy.statistics.contrasts import Runs
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples

# Mean 0.990, SD 0.0003: of three runs alone a further one falls within 4.97 SD, which is 0.0015.
THREE = [0.9897, 0.9900, 0.9903]
STATISTICS = Statistics(confidence=0.95, resamples=500, calibration_bins=15)


def judged(number: PublishedNumber | PublishedShape) -> NumberVerdict:
    return judge_number(number, Posterior(Resamples(10, number=500)), STATISTICS)


def number_of(published: float, runs: Runs, decimals: int = 4, unit: Unit = Unit.SHARE) -> PublishedNumber:
    return PublishedNumber("", "test_accuracy", unit, "a", published, decimals, runs)


def verdict(published: float, values: list[float], decimals: int = 4, unit: Unit = Unit.SHARE) -> str:
    return judged(number_of(published, Runs("a", np.array(values)), decimals, unit)).verdict


@pytest.mark.parametrize("published", [0.990, 0.9888, 0.9912])
def test_within_the_spread_it_holds(published: float) -> None:
    assert verdict(published, THREE) == "holds"


@pytest.mark.parametrize("published", [0.9880, 0.9920, 0.5])
def test_beyond_a_further_run_it_does_not_hold(published: float) -> None:
    assert verdict(published, THREE) == "does not hold"


def test_alone_a_number_has_students_interval() -> None:
    interval = judged(number_of(0.99, Runs("a", np.array(THREE)))).interval
    # t.ppf(0.975, 2) = 4.303, times 0.0003, times sqrt(4 / 3).
    assert interval.high - 0.99 == pytest.approx(0.00149, rel=0.1)


@pytest.mark.parametrize("published", [0.990, 0.985])
def test_what_nearly_any_number_would_satisfy_is_open(published: float) -> None:
    """Two runs, 0.9377 and 0.9651, do not confirm 0.985."""
    assert verdict(published, [0.9377, 0.9651]) == "open"


def test_numbers_like_it_sharpen_the_interval() -> None:
    generator = np.random.default_rng(0)
    others = [0.99 + 0.0003 * generator.standard_normal(3) for _ in range(11)]
    like = [Runs(f"cell {place}", values) for place, values in enumerate([np.array(THREE), *others])]
    alone = judged(number_of(0.99, Runs("cell 0", like[0].values))).interval
    members = [Runs(each.group, each.values, kind="accuracy", like=lambda: like) for each in like]
    among = judged(number_of(0.99, members[0])).interval
    assert among.high - among.low < 0.7 * (alone.high - alone.low)


def test_a_coarsely_printed_number_is_compared_coarsely() -> None:
    assert verdict(0.9870, THREE) == "does not hold"
    assert verdict(0.987, THREE, decimals=2) == "open"


def test_what_is_said_to_be_about_is_compared_coarsely() -> None:
    number = number_of(0.987, Runs("a", np.array(THREE)))
    assert judged(number).verdict == "does not hold"
    about = PublishedNumber("", "test_accuracy", Unit.SHARE, "a", 0.987, 4, number.runs, about=0.003)
    assert judged(about).verdict == "holds"


def test_a_loss_is_compared_by_a_share_of_itself() -> None:
    assert verdict(0.0500, [0.0499, 0.0500, 0.0501], unit=Unit.LOSS) == "holds"
    assert verdict(0.0500, [0.0450, 0.0500, 0.0550], unit=Unit.LOSS) == "open"


def test_no_errors_is_no_agreement_with_some() -> None:
    counts = {(4, 9): [8, 3, 3]} | {(place, place + 1): [2, 2, 3] for place in range(9)} | {(7, 2): [6, 7, 6]}
    like: list[Runs] = []
    like += [
        Runs(
            "a", np.array(each, dtype=float), whole=True, kind="errors", like=lambda: like, member=str(pair), rare=True
        )
        for pair, each in counts.items()
    ]
    assert [judged(number_of(each, like[0], 0, Unit.COUNT)).verdict for each in (0, 5, 25)] == [
        "does not hold",
        "open",
        "does not hold",
    ]
    assert judged(number_of(5, like[0], 0, Unit.COUNT)).interval.low >= 0


def test_an_interval_ends_where_the_quantity_does() -> None:
    runs = Runs("a", np.array([0.990, 0.995, 0.999]), bounds=(0.0, 1.0))
    assert judged(number_of(0.999, runs)).interval.high == 1


def test_one_run_says_nothing_of_further_ones() -> None:
    assert verdict(0.5, [0.99]) == "open"
    assert verdict(0.5, [nan, nan]) == "open"
    assert verdict(0.5, [nan, 0.99]) == "open"


def test_runs_without_the_number_are_left_out() -> None:
    assert verdict(0.990, [*THREE, nan]) == "holds"


def test_what_the_paper_leaves_out_is_said() -> None:
    number = PublishedNumber("", "test_accuracy", Unit.SHARE, "a", 0.5, 4, Runs("a", np.array(THREE)), "the optimizer")
    assert (judged(number).verdict, judged(number).reason) == ("not comparable", "the optimizer")


@pytest.mark.parametrize(("published", "expected"), [(131210, "holds"), (131211, "does not hold")])
def test_what_does_not_vary_is_the_same_or_not(published: int, expected: str) -> None:
    found = judged(published_count("all", "parameters", "a", published, ours=131210))
    assert (found.verdict, found.mean, found.unit, found.is_fixed) == (expected, 131210, Unit.COUNT, True)
    assert (found.row, found.quantity, found.cell, found.published) == ("all", "parameters", "a", published)


def test_a_small_number_is_compared_by_its_own_digits() -> None:
    """Python writes 0.00005 as 5e-05."""
    assert verdict(0.00005, [0.1, 0.1001, 0.0999], decimals_of([0.00005], Unit.LOSS), Unit.LOSS) == "does not hold"


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
    found = judged(PublishedShape("a layer", "a", published, ours))
    assert (found.verdict, found.published, found.mean, found.is_fixed) == (expected, published, ours, True)
