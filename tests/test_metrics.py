"""A trial's numbers, worked out by hand or by numpy and pandas."""

from math import isnan, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics_fixture import EPOCHS, TEST, TRAINING, of, row, without_test
from restudy.metrics import roughness, settling_step

LOSSES = st.lists(st.floats(0, 3), min_size=3, max_size=30)


def test_a_total_loss_in_other_batches_is_the_mean_loss_times_their_number() -> None:
    assert of("train_total_loss", train_batches=469) == pytest.approx(0.10 * 469)
    assert of("train_total_loss", train_batches=None) == 9.0


def test_what_training_and_testing_measured_is_taken_over() -> None:
    expected = {
        "train_loss": 0.10,
        "train_accuracy": 0.96,
        "train_total_loss": 9.0,
        "val_loss": 0.20,
        "val_accuracy": 0.93,
        "val_total_loss": 2.0,
        "test_loss": 0.30,
        "test_accuracy": 0.90,
        "test_total_loss": 3.0,
        "test_errors": 10,
        "epochs_run": 4,
        "best_epoch": 2,
        "trainable_parameters": 1234,
    }
    assert {name: row()[name] for name in expected} == expected


def test_the_average_accuracy_is_the_mean_of_three_parts() -> None:
    assert row()["average_accuracy"] == pytest.approx((0.96 + 0.93 + 0.90) / 3)


def test_without_validation_images_there_is_no_average_accuracy() -> None:
    training = {key: value for key, value in TRAINING.items() if not key.startswith("val_")}
    assert (row(training=training)["average_accuracy"], row(training=training)["val_loss"]) == (None, None)


def test_the_papers_average_accuracies_follow_from_their_three_parts() -> None:
    """F1.3 and F2.3 of cnn-lstm-grid, which print them to two decimals."""
    for train, val, test, average in ((0.9897, 0.9835, 0.9863, 0.9865), (0.9957, 0.9888, 0.9874, 0.9906)):
        training = TRAINING | {"train_accuracy": train, "val_accuracy": val}
        assert row(training=training, test=TEST | {"accuracy": test})["average_accuracy"] == pytest.approx(
            average, abs=1e-4
        )


def test_gaps_are_to_the_last_epoch_and_the_difference_to_the_final_weights() -> None:
    numbers = row()
    assert (numbers["last_train_loss"], numbers["last_train_accuracy"]) == (0.3, 0.9)
    assert numbers["loss_gap"] == pytest.approx(0.0)
    assert numbers["accuracy_gap"] == pytest.approx(0.0)
    assert numbers["train_minus_test_accuracy"] == pytest.approx(0.06)
    assert row(test=TEST | {"loss": 0.1, "accuracy": 0.98})["loss_gap"] == pytest.approx(0.2)
    assert row(test=TEST | {"loss": 0.1, "accuracy": 0.98})["accuracy_gap"] == pytest.approx(0.08)
    assert row(test=TEST | {"accuracy": 0.98})["train_minus_test_accuracy"] == pytest.approx(-0.02)


def test_the_best_test_epoch_is_the_first_of_equals() -> None:
    assert (row()["best_test_accuracy"], row()["best_test_epoch"]) == (0.95, 3)
    equal = [*EPOCHS[:3], EPOCHS[3] | {"test_accuracy": 0.95}]
    assert row(epochs=equal)["best_test_epoch"] == 3


@pytest.mark.parametrize(("target", "epoch"), [(0.8, 2), (0.81, 3), (0.5, 1), (0.96, None), (None, None)])
def test_the_first_epoch_at_the_target_reaches_it_exactly_or_passes_it(target: float | None, epoch: int | None) -> None:
    assert row(target=target)["first_epoch_at_target"] == epoch


def test_without_the_weights_of_each_epoch_nothing_is_said_of_them() -> None:
    numbers = row(epochs=without_test(EPOCHS))
    names = (
        "best_test_accuracy",
        "best_test_epoch",
        "first_epoch_at_target",
        "test_loss_roughness",
        "test_accuracy_roughness",
    )
    assert [numbers[name] for name in names] == [None] * 5
    assert numbers["train_loss_roughness"] is not None


def test_roughness_of_curves_by_hand() -> None:
    """Second differences: train loss 0.2, 0.1; test loss 0.5, -0.3; test accuracy -0.05, -0.2."""
    numbers = row()
    assert numbers["train_loss_roughness"] == pytest.approx(0.15)
    assert numbers["test_loss_roughness"] == pytest.approx(0.4)
    assert numbers["test_accuracy_roughness"] == pytest.approx(0.125)


def test_steps_of_the_first_epoch_have_a_roughness_and_settle() -> None:
    numbers = row(steps=[2.0, 1.0, 2.0] + [0.0] * 60)
    assert numbers["first_epoch_roughness"] == pytest.approx((2 + 3 + 2) / 61)
    assert numbers["settling_step"] == 50


def test_numbers_that_are_not_finite_are_missing_or_stay_so() -> None:
    """JSON has null for what is not finite, CSV nan."""
    epochs = [epoch | {"train_loss": nan, "test_loss": nan} for epoch in EPOCHS]
    numbers = row(
        training=TRAINING | {"train_loss": None, "val_loss": None},
        epochs=epochs,
        steps=[nan] * 60,
        test=TEST | {"loss": nan, "total_loss": nan},
    )
    assert (numbers["train_loss"], numbers["val_loss"], numbers["settling_step"]) == (None, None, None)
    for name in ("test_loss", "last_train_loss", "loss_gap", "train_loss_roughness", "first_epoch_roughness"):
        number = numbers[name]
        assert number is not None and isnan(number)
    assert numbers["average_accuracy"] == pytest.approx(0.93)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 2, 3, 4], 0),
        ([0, 1, 0], 2),
        ([0, 1, 0, 1], 2),
        ([1, 1, 2], 1),
        ([5.0, 3.0], None),
        ([1.0], None),
        ([], None),
    ],
)
def test_roughness_is_the_mean_bend(values: list[float], expected: float | None) -> None:
    assert roughness(values) == expected


@given(LOSSES)
def test_roughness_is_numpy_s_second_difference(values: list[float]) -> None:
    assert roughness(values) == pytest.approx(float(np.abs(np.diff(values, n=2)).mean()), abs=1e-12)


@given(LOSSES, st.floats(-2, 2), st.floats(-2, 2))
def test_a_straight_line_changes_no_roughness(values: list[float], start: float, slope: float) -> None:
    tilted = [value + start + slope * place for place, value in enumerate(values)]
    assert roughness(tilted) == pytest.approx(roughness(values), abs=1e-9)


@pytest.mark.parametrize(
    ("losses", "expected"),
    [
        ([0.4] * 50, 50),
        ([0.4] * 49, None),
        ([0.5] * 200, None),
        ([1.0] * 50 + [0.0] * 50, 76),
        ([nan] + [0.4] * 60, 51),
        ([], None),
    ],
    ids=["at once", "too few steps", "at the limit", "26 of 50 are low", "after a missing number", "not kept"],
)
def test_training_settles_once_50_losses_average_below_a_half(losses: list[float], expected: int | None) -> None:
    assert settling_step(losses) == expected


@given(st.lists(st.integers(0, 8).map(lambda number: number / 8), min_size=50, max_size=120))
def test_settling_is_pandas_rolling_mean(losses: list[float]) -> None:
    """Eighths add up without rounding."""
    below = np.flatnonzero(pd.Series(losses).rolling(50).sum().to_numpy() < 25)
    assert settling_step(losses) == (int(below[0]) + 1 if len(below) else None)
