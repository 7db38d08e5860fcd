"""Numbers as text."""

from math import nan

import pytest

from restudy import formats
from restudy.formats import Unit

SPACE = "\u00a0"


@pytest.mark.parametrize(
    ("limits", "unit", "text"),
    [
        ((0.98557, 0.98986), Unit.SHARE, f"98.56–98.99{SPACE}%"),
        ((0.1, 0.2), Unit.LOSS, "0.1000–0.2000"),
        ((0.1, 0.10001), Unit.LOSS, "0.1000"),
        ((19.0, 25.0), Unit.COUNT, "19.0–25.0"),
        ((109386.0, 109386.0), Unit.COUNT, "109,386"),
        ((0.0092, 0.0155), Unit.POINTS, "+0.92 to +1.55"),
        ((None, None), Unit.LOSS, ""),
        ((-0.005, 0.001), Unit.SHARE, f"−0.50{SPACE}% to 0.10{SPACE}%"),
    ],
)
def test_limits_in_little_space(limits: tuple[float | None, float | None], unit: Unit, text: str) -> None:
    assert formats.interval_text(limits, unit) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.98767, Unit.SHARE, f"98.77{SPACE}%"),
        (1.0, Unit.SHARE, f"100.00{SPACE}%"),
        (-0.0123, Unit.SHARE, f"-1.23{SPACE}%"),
        (0.005, Unit.SHARE, f"0.50{SPACE}%"),
        (0.9, Unit.SHARE, f"90.00{SPACE}%"),
        (0.12346, Unit.LOSS, "0.1235"),
        (0.00012, Unit.LOSS, "0.0001"),
        (0.986, Unit.SCORE, "0.9860"),
        (0.4981, Unit.TOTAL, "0.498"),
        (12.0, Unit.COUNT, "12"),
        (12.5, Unit.COUNT, "12.5"),
        (131210, Unit.COUNT, "131,210"),
        (1999.5, Unit.COUNT, "1,999.5"),
        (0.0123, Unit.POINTS, "+1.23"),
        (0.04, Unit.P_VALUE, "0.040"),
        (0.0004, Unit.P_VALUE, "< 0.001"),
        (0.0010, Unit.SETTING, "0.001"),
        (0.000194, Unit.TINY, "0.000194"),
        ("26 x 26 x 32", Unit.TEXT, "26 x 26 x 32"),
        (None, Unit.LOSS, "–"),
        (nan, Unit.COUNT, "–"),
    ],
)
def test_a_number_is_written_as_its_unit_asks(value: float | str | None, unit: Unit, text: str) -> None:
    assert formats.number(value, unit) == text


@pytest.mark.parametrize(
    ("values", "unit", "text"),
    [
        ([0.98], Unit.SHARE, f"98.00{SPACE}%"),
        ([0.98, 0.98], Unit.SHARE, f"98.00{SPACE}%"),
        ([0.97, 0.98, 0.99], Unit.SHARE, f"98.00 ± 1.00{SPACE}%"),
        ([1.0, 2.0], Unit.LOSS, "1.5000 ± 0.7071"),
        ([1.0, 2.0], Unit.TOTAL, "1.500 ± 0.707"),
        ([0.01391, 0.01393], Unit.LOSS, "0.01392 ± 0.00001"),
        ([5, 8, 5], Unit.COUNT, "6.0 ± 1.7"),
        ([5, nan, 8], Unit.COUNT, "6.5 (2 of 3 runs)"),
        ([nan, nan], Unit.LOSS, "–"),
        ([], Unit.LOSS, "–"),
    ],
)
def test_a_mean_has_its_spread_over_seeds_or_says_how_many_have_a_number(
    values: list[float], unit: Unit, text: str
) -> None:
    assert formats.mean_with_spread(values, unit) == text


@pytest.mark.parametrize(("difference", "text"), [(0.0123, "+1.23"), (-0.0123, "−1.23"), (0.0, "+0.00")])
def test_a_difference_in_points_has_its_sign(difference: float, text: str) -> None:
    assert formats.points(difference) == text


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.0, f"below 0.1{SPACE}%"),
        (0.0009, f"below 0.1{SPACE}%"),
        (0.001, f"0.1{SPACE}%"),
        (0.0975, f"9.8{SPACE}%"),
        (0.1, f"10{SPACE}%"),
        (0.5, f"50{SPACE}%"),
        (0.9, f"90{SPACE}%"),
        (0.975, f"97.5{SPACE}%"),
        (0.999, f"99.9{SPACE}%"),
        (0.9991, f"above 99.9{SPACE}%"),
        (1.0, f"above 99.9{SPACE}%"),
    ],
)
def test_a_probability_is_never_none_or_all(probability: float, text: str) -> None:
    assert formats.probability_text(probability) == text


def test_seeds_are_counted_and_named() -> None:
    assert formats.seeds_text([[0]]) == "1 seed (0)"
    assert formats.seeds_text([[0, 5], [0, 5]]) == "2 seeds (0, 5)"


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([7], "7"),
        ([0, 1], "0, 1"),
        ([2, 1, 0], "0–2"),
        ([*range(25)], "0–24"),
        ([0, 1, 3, 4, 5, 9], "0, 1, 3–5, 9"),
    ],
)
def test_numbers_that_follow_one_another_are_a_range(numbers: list[int], text: str) -> None:
    assert formats.ranges(numbers) == text


def test_of_seeds_that_differ_the_fewest_and_the_most_are_counted_and_these_named() -> None:
    assert formats.seeds_text([[0, 1], [0, 1, 2, 3], [0, 1, 2]]) == "2 to 4 seeds (0–3)"
    assert formats.seeds_text([[0, 5, 9], [0]]) == "1 to 3 seeds (0, 5, 9)"


@pytest.mark.parametrize(("number", "text"), [(0, "No cells"), (1, "One cell"), (10, "Ten cells"), (11, "11 cells")])
def test_small_numbers_are_words(number: int, text: str) -> None:
    assert formats.how_many(number, "cell", "cells") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (61, "1 min 1 s"), (3599.7, "1.0 h"), (5400, "1.5 h")],
)
def test_a_time_is_in_the_units_that_one_would_say(seconds: float, text: str) -> None:
    assert formats.duration(seconds) == text


@pytest.mark.parametrize(("number_of_bytes", "text"), [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12.3 kB")])
def test_a_size_is_in_bytes_or_kilobytes(number_of_bytes: int, text: str) -> None:
    assert formats.size(number_of_bytes) == text


def test_a_setting_s_value_is_written_as_short_as_it_can_be() -> None:
    assert formats.plain(0.0010) == "0.001"
    assert formats.plain("max") == "max"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9, Unit.SCORE, "0.90"),
        (0.985, Unit.SCORE, "0.985"),
        (1, Unit.SCORE, "1.00"),
        (0.9, Unit.SHARE, f"90.00{SPACE}%"),
        (None, Unit.SCORE, "–"),
    ],
)
def test_a_published_score_has_the_decimals_that_it_was_published_with(
    value: float | None, unit: Unit, text: str
) -> None:
    assert formats.published_number(value, unit) == text


@pytest.mark.parametrize(
    ("values", "unit", "decimals"),
    [
        ([0.98, 0.9], Unit.SHARE, 4),
        ([0.98765], Unit.SHARE, 5),
        ([0.9, 0.8], Unit.SCORE, 2),
        ([0.0412, 0.5], Unit.LOSS, 4),
        ([0.5, 2], Unit.TOTAL, 1),
        ([0.00019], Unit.TINY, 6),
        ([12, 7], Unit.COUNT, 0),
    ],
)
def test_numbers_were_published_with_the_most_decimals_that_one_has(
    values: list[float], unit: Unit, decimals: int
) -> None:
    assert formats.decimals_of(values, unit) == decimals


@pytest.mark.parametrize(
    ("value", "limits", "unit", "text"),
    [
        (0.012, (0.01, 0.014), Unit.SHARE, f"1.20{formats.IN_POINTS} (1.00 to 1.40)"),
        (-0.5, (-1.0, 0.25), Unit.LOSS, "−0.5000 (−1.0000 to 0.2500)"),
        (22016.0, (22016.0, 22016.0), Unit.COUNT, "22,016"),
        (0.012, (None, None), Unit.SHARE, f"1.20{formats.IN_POINTS}"),
    ],
)
def test_how_much_one_value_is_above_another_has_its_limits_and_a_sign_below_nothing(
    value: float, limits: tuple[float | None, float | None], unit: Unit, text: str
) -> None:
    assert formats.amount_with_limits(value, limits, unit) == text


@pytest.mark.parametrize(
    ("shown", "text"), [(3, "in all 3 runs"), (2, "in 2 of 3 runs"), (1, "in 1 of 3 runs"), (0, "in none of 3 runs")]
)
def test_in_how_many_runs_something_is_so_is_said(shown: int, text: str) -> None:
    assert formats.in_runs(shown, 3) == text


def test_a_share_that_someone_chose_has_no_more_digits_than_it_has() -> None:
    assert [formats.percent(share) for share in (0.95, 0.999, 1 / 3)] == [
        f"{digits}{SPACE}%" for digits in ("95", "99.9", "33.3333")
    ]


def test_a_gap_of_two_shares_is_in_points_wherever_it_stands() -> None:
    assert formats.number(0.0085, Unit.GAP) == f"0.85{formats.IN_POINTS}"
    assert formats.number(-0.0085, Unit.GAP) == f"−0.85{formats.IN_POINTS}"
    assert formats.with_spread(0.0085, 0.001, Unit.GAP) == f"0.85 ± 0.10{formats.IN_POINTS}"
    assert formats.interval_text((0.001, 0.002), Unit.GAP) == f"0.10–0.20{formats.IN_POINTS}"
    assert formats.interval_text((-0.001, 0.002), Unit.GAP) == f"−0.10{formats.IN_POINTS} to 0.20{formats.IN_POINTS}"
    assert formats.difference(0.001, Unit.GAP) == "+0.10"
    amount = formats.amount_with_limits(0.001, (0.0005, 0.002), Unit.GAP)
    assert amount == f"0.10{formats.IN_POINTS} (0.05 to 0.20)"
