"""Numbers beyond their intervals: the rule, and where intervals come from."""

from math import isnan, nan, sqrt

import pytest
from scipy.stats import t

from compared_fixture import STUDY, SUMMARY, judged, results
from restudy.comparison.numbers import Number, NumberChange, Status, compared_numbers, numbers_of
from restudy.statistics.intervals import Interval

NONE = (nan, nan)


@pytest.mark.parametrize(
    ("old", "old_limits", "new", "new_limits", "status"),
    [
        (0.5, (0.4, 0.6), 0.5, (0.4, 0.6), "same"),
        (0.5, (0.4, 0.6), 0.6, (0.5, 0.7), "within"),
        (0.5, (0.4, 0.6), 0.61, (0.5, 0.7), "beyond"),
        (0.5, (0.4, 0.6), 0.55, (0.51, 0.6), "beyond"),
        (0.5, NONE, 0.55, (0.51, 0.6), "beyond"),
        (0.5, (0.4, 0.6), 0.55, NONE, "within"),
        (0.5, NONE, 0.9, NONE, "no interval"),
        (0.5, NONE, 0.5, NONE, "same"),
        (7.0, (7.0, 7.0), 8.0, (8.0, 8.0), "beyond"),
        (0.5, (0.4, 0.6), nan, NONE, "no interval"),
        (nan, NONE, nan, NONE, "same"),
    ],
)
def test_a_number_is_beyond_if_either_value_lies_outside_the_other_s_interval(
    old: float, old_limits: tuple[float, float], new: float, new_limits: tuple[float, float], status: str
) -> None:
    one, other = Number(old, Interval(*old_limits)), Number(new, Interval(*new_limits))
    assert NumberChange(STUDY, "T1", "One", "test_accuracy", one, other).status == Status(status)


def test_a_table_s_interval_is_the_one_in_which_a_further_run_falls() -> None:
    numbers = numbers_of(results())
    one, two = (numbers[STUDY, "T1", row, "test_accuracy"] for row in ("One", "Two"))
    half = float(t.ppf(0.975, 2)) * 0.01 * sqrt(1 + 1 / 3)
    assert one.interval == pytest.approx((0.75 - half, 0.75 + half))
    assert (two.value, two.has_interval) == (0.5, False)


def test_whole_numbers_that_agree_by_rounding_keep_a_spread() -> None:
    table = "title,epochs_run_mean,epochs_run_sd,epochs_run_seeds\nOne,7,0,3\n"
    number = numbers_of(results(tables={(STUDY, "T1"): table}))[STUDY, "T1", "One", "epochs_run"]
    assert number.interval.low < 7 < number.interval.high


def test_rows_go_by_what_they_are_about() -> None:
    table = "batch_size,optimizer.lr,cell,val_loss_mean,val_loss_sd,val_loss_seeds\n64,0.1,a-1,,,0\n"
    numbers = numbers_of(results(tables={(STUDY, "T1"): table}))
    number = numbers[STUDY, "T1", "batch_size 64, optimizer.lr 0.1", "val_loss"]
    assert isnan(number.value)


def test_metrics_bring_intervals_of_their_own() -> None:
    metrics = {
        "held_out": {
            "cnn": {"test_accuracy": 0.9, "test_accuracy_low": 0.8, "test_accuracy_high": 0.95, "epochs": 3.0}
        },
        "verdicts": {"claims": {"holds": 3}},
    }
    numbers = {key[1:]: value for key, value in numbers_of(results(metrics={STUDY: metrics})).items()}
    assert numbers["metrics", "held out, cnn", "test_accuracy"] == Number(0.9, Interval(0.8, 0.95))
    assert not numbers["metrics", "held out, cnn", "epochs"].has_interval
    assert not any("verdicts" in row for _, row, _ in numbers)


def test_numbers_that_one_side_alone_has_are_not_compared() -> None:
    new = results(claims={STUDY: judged(mean=0.8)}, tables={(STUDY, "T2"): SUMMARY})
    assert [(each.place, each.status) for each in compared_numbers(results(), new)] == [("headline", Status.BEYOND)]
