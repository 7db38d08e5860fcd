"""Numbers as text."""

from math import nan

import pytest

from restudy.report import formatters

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("limits", "quantity", "text"),
    [
        ((0.98557, 0.98986), "test_accuracy", f"98.56–98.99{SPACE}%"),
        ((0.1, 0.2), "test_loss", "0.1000–0.2000"),
        ((0.1, 0.10001), "test_loss", "0.1000"),
        ((19.0, 25.0), "epochs_run", "19.0–25.0"),
        ((109386.0, 109386.0), "parameters", "109,386"),
        ((0.0092, 0.0155), "difference_in_accuracy", "+0.92 to +1.55"),
        ((None, None), "test_loss", ""),
        ((-0.005, 0.001), "accuracy_gap", f"−0.50{SPACE}% to 0.10{SPACE}%"),
    ],
)
def test_limits_in_little_space(limits: tuple[float | None, float | None], quantity: str, text: str) -> None:
    assert formatters.interval_text(limits, quantity) == text


@pytest.mark.parametrize(
    ("value", "quantity", "text"),
    [
        (0.98767, "test_accuracy", f"98.77{SPACE}%"),
        (1.0, "best_test_accuracy", f"100.00{SPACE}%"),
        (-0.0123, "train_minus_test_accuracy", f"-1.23{SPACE}%"),
        (0.005, "accuracy_gap", f"0.50{SPACE}%"),
        (0.9, "val_accuracy after epoch 3", f"90.00{SPACE}%"),
        (0.12346, "test_loss", "0.1235"),
        (0.00012, "test_accuracy_roughness", "0.0001"),
        (0.986, "recall of 4", "0.9860"),
        (0.4981, "val_total_loss", "0.498"),
        (12.0, "test_errors", "12"),
        (12.5, "test_errors", "12.5"),
        (131210, "trainable_parameters", "131,210"),
        (19, "epoch of highest val_accuracy", "19"),
        (7, "epoch of lowest val_loss", "7"),
        (6.5, "epoch of lowest val_total_loss", "6.5"),
        (17, "4 taken for 9", "17"),
        (17, "errors between 4 and 9", "17"),
        (3, "of these with 4 second", "3"),
        (0.000194, "loss_over_images", "0.000194"),
        ("26 x 26 x 32", "output shape", "26 x 26 x 32"),
        (None, "test_loss", "–"),
        (nan, "test_errors", "–"),
    ],
)
def test_a_number_is_written_as_its_quantity_asks(value: float | str | None, quantity: str, text: str) -> None:
    assert formatters.number(value, quantity) == text


@pytest.mark.parametrize(
    ("values", "quantity", "text"),
    [
        ([0.98], "test_accuracy", f"98.00{SPACE}%"),
        ([0.98, 0.98], "test_accuracy", f"98.00{SPACE}%"),
        ([0.97, 0.98, 0.99], "test_accuracy", f"98.00 ± 1.00{SPACE}%"),
        ([1.0, 2.0], "test_loss", "1.5000 ± 0.7071"),
        ([1.0, 2.0], "val_total_loss", "1.500 ± 0.707"),
        ([0.01391, 0.01393], "last_train_loss", "0.01392 ± 0.00001"),
        ([5, 8, 5], "first_epoch_at_target", "6.0 ± 1.7"),
        ([5, nan, 8], "first_epoch_at_target", "6.5 (2 of 3 seeds)"),
        ([nan, nan], "test_loss", "–"),
        ([], "test_loss", "–"),
    ],
)
def test_a_mean_has_its_spread_over_seeds_or_says_how_many_have_a_number(
    values: list[float], quantity: str, text: str
) -> None:
    assert formatters.mean_with_spread(values, quantity) == text


@pytest.mark.parametrize(("difference", "text"), [(0.0123, "+1.23"), (-0.0123, "−1.23"), (0.0, "+0.00")])
def test_a_difference_in_points_has_its_sign(difference: float, text: str) -> None:
    assert formatters.points(difference) == text


@pytest.mark.parametrize(
    ("holds", "text"),
    [
        ({"0": True}, "holds in the one seed"),
        ({"0": False}, "does not hold in the one seed"),
        ({"0": True, "1": False, "2": True}, "holds in 2 of 3 seeds"),
        ({"0": False, "1": False}, "holds in 0 of 2 seeds"),
    ],
)
def test_an_outcome_says_in_how_many_seeds(holds: dict[str, bool], text: str) -> None:
    assert formatters.holds_text(holds) == text


def test_seeds_are_counted_and_named() -> None:
    assert formatters.seeds_text([0]) == "1 seed (0)"
    assert formatters.seeds_text([0, 5]) == "2 seeds (0, 5)"


@pytest.mark.parametrize(("number", "text"), [(0, "No cells"), (1, "One cell"), (10, "Ten cells"), (11, "11 cells")])
def test_small_numbers_are_words(number: int, text: str) -> None:
    assert formatters.how_many(number, "cell", "cells") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (61, "1 min 1 s"), (3599.7, "1.0 h"), (5400, "1.5 h")],
)
def test_a_time_is_in_the_units_that_one_would_say(seconds: float, text: str) -> None:
    assert formatters.duration(seconds) == text


@pytest.mark.parametrize(("number_of_bytes", "text"), [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12.3 kB")])
def test_a_size_is_in_bytes_or_kilobytes(number_of_bytes: int, text: str) -> None:
    assert formatters.size(number_of_bytes) == text


def test_a_setting_s_value_is_written_as_short_as_it_can_be() -> None:
    assert formatters.plain(0.0010) == "0.001"
    assert formatters.plain("max") == "max"
