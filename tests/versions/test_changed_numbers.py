"""Numbers beyond their intervals: the rule, and where intervals come from."""

from math import isnan, nan, sqrt

import pytest
from scipy.stats import t

from compared_fixture import STUDY, judged, results, summary
from restudy.formats import Unit
from restudy.judging.rows import CELL, Column, Row, Rows, Value, metric_column, words
from restudy.metrics import METRICS
from restudy.statistics.intervals import Interval
from restudy.versions.changed_numbers import Number, NumberChange, Status, compared_numbers, numbers_of

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
    one, other = (
        Number(value, Unit.SHARE, Interval(*limits)) for value, limits in ((old, old_limits), (new, new_limits))
    )
    assert NumberChange(STUDY, "T1", "One", "test accuracy", one, other).status == Status(status)


def test_a_table_s_interval_is_the_one_in_which_a_further_run_falls() -> None:
    numbers = numbers_of(results())
    one, two = (numbers[STUDY, "T1", row, "test accuracy"] for row in ("One", "Two"))
    half = float(t.ppf(0.975, 2)) * 0.01 * sqrt(1 + 1 / 3)
    assert one.interval == pytest.approx((0.75 - half, 0.75 + half))
    assert (two.value, two.has_interval) == (0.5, False)


def test_whole_numbers_that_agree_by_rounding_keep_a_spread() -> None:
    row = Row({"title": Value("One"), "epochs_run": Value(7.0, spread=0.0, runs=3)})
    table = Rows([words("title", "cell"), metric_column("epochs_run")], [row])
    number = numbers_of(results(tables={(STUDY, "T1"): table}))[STUDY, "T1", "One", "epochs run"]
    assert number.interval.low < 7 < number.interval.high


def test_where_no_confidence_is_known_a_table_s_numbers_have_no_interval() -> None:
    numbers = numbers_of(results(params=None))
    assert not numbers[STUDY, "T1", "One", "test accuracy"].has_interval
    assert numbers[STUDY, "headline", "One", "test accuracy"].has_interval


def test_rows_go_by_what_they_are_about() -> None:
    keys = [Column("batch_size", "batch size", Unit.SETTING), Column("optimizer.lr", "learning rate", Unit.SETTING)]
    values = {"batch_size": Value(64), "optimizer.lr": Value(0.1), "cell": Value("a-1")}
    rows = Rows([*keys, CELL, metric_column("val_loss")], [Row(values | {"val_loss": Value(0.25, runs=1)})])
    numbers = numbers_of(results(tables={(STUDY, "T1"): rows}))
    assert numbers[STUDY, "T1", "batch size 64, learning rate 0.1", "validation loss"].value == 0.25


def test_a_number_that_no_run_has_is_missing_on_its_side() -> None:
    rows = Rows(summary().columns, [Row({"title": Value("One"), "test_accuracy": Value(runs=0)})])
    (change,) = (
        each
        for each in compared_numbers(results(), results(tables={(STUDY, "T1"): rows}))
        if each.row == "One" and each.place == "T1"
    )
    assert isnan(change.new.value)
    assert change.status == Status.NO_INTERVAL


def test_metrics_bring_intervals_of_their_own() -> None:
    metrics = {
        "held_out": {
            "cnn": {
                "test_accuracy": 0.9,
                "test_accuracy_low": 0.8,
                "test_accuracy_high": 0.95,
                "first_epoch_at_target": 3.0,
            }
        },
        "verdicts": {"claims": {"holds": 3}},
    }
    numbers = {key[1:]: value for key, value in numbers_of(results(metrics={STUDY: metrics})).items()}
    assert numbers["metrics", "held out, cnn", "test accuracy"] == Number(0.9, Unit.SHARE, Interval(0.8, 0.95))
    assert not numbers["metrics", "held out, cnn", "first epoch at target"].has_interval
    assert not any("verdicts" in row for _, row, _ in numbers)


def test_metrics_stand_in_the_order_of_their_file() -> None:
    names = ["test_loss", "val_accuracy", "test_accuracy", "train_loss", "epochs_run", "best_epoch"]
    metrics = {"published": {"study": dict.fromkeys(names, 0.5)}}
    quantities = [
        quantity for _, place, _, quantity in numbers_of(results(metrics={STUDY: metrics})) if place == "metrics"
    ]
    assert quantities == [METRICS[name].title for name in names]


def test_numbers_that_one_side_alone_has_are_not_compared() -> None:
    new = results(claims={STUDY: judged(mean=0.8)}, tables={(STUDY, "T2"): summary()})
    assert [(each.place, each.status) for each in compared_numbers(results(), new)] == [("headline", Status.BEYOND)]
