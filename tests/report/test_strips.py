"""Intervals as pictures: where values lie on a strip, and what has no picture."""

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restudy.report.strips import FURTHEST, LENGTH, REACH, TICKS, Strip, effect_strip, headline_strip, place

VALUES = st.floats(allow_nan=False)


def part(**effect: Any) -> dict[str, Any]:
    """A part of a claim that a difference decides, as `judge` writes it."""
    common = {"estimate": 0.002, "interval": [-0.001, 0.004], "scale": 0.001}
    return {"effect": common | effect, "is_share": False}


@given(VALUES, VALUES)
def test_a_larger_value_is_never_further_to_the_left(first: float, second: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= place(low) <= place(high) <= LENGTH


@given(VALUES)
def test_opposite_values_lie_as_far_from_the_middle(value: float) -> None:
    assert abs(place(value) + place(-value) - LENGTH) <= 1


def test_nothing_is_the_middle_and_what_is_far_lies_at_the_ends() -> None:
    assert place(0.0) == place(-0.0) == LENGTH // 2
    for far in (FURTHEST, 2 * FURTHEST, inf):
        assert (place(-far), place(far)) == (0, LENGTH)
    assert 0 < place(-0.9 * FURTHEST) < place(0.9 * FURTHEST) < LENGTH


def test_ticks_and_what_matters_lie_apart() -> None:
    places = [place(value) for value in sorted((*TICKS, -1, 1))]
    assert places == sorted({*places})
    assert places[0] > 0
    assert places[-1] < LENGTH


def test_equal_factors_are_about_equal_steps_far_from_nothing() -> None:
    steps = [place(9.0) - place(3.0), place(27.0) - place(9.0), place(81.0) - place(27.0)]
    assert max(steps) - min(steps) <= 0.2 * max(steps)


def test_a_difference_is_measured_by_what_matters() -> None:
    assert effect_strip(part()) == Strip(place(-1.0), place(4.0), place(2.0), [])
    assert effect_strip(part(scale=0.002)) == Strip(place(-0.5), place(2.0), place(1.0), [])
    assert effect_strip(part(interval=[-9.0, 9.0])) == Strip(0, LENGTH, place(2.0), [])


def test_a_difference_without_an_interval_is_a_place_alone() -> None:
    assert effect_strip(part(interval=[None, None])) == Strip(None, None, place(2.0), [])
    assert effect_strip(part(interval=[nan, nan])) == Strip(None, None, place(2.0), [])


@pytest.mark.parametrize(
    "content",
    [part(scale=1.0) | {"is_share": True}, part() | {"effect": None}, part(estimate=None), {"is_share": False}],
    ids=["a share of runs", "nothing that it turns on", "no run has a number", "a published number"],
)
def test_what_has_no_difference_has_no_strip(content: dict[str, Any]) -> None:
    assert effect_strip(content) is None


def test_a_published_number_is_the_middle_of_its_strip() -> None:
    strip = headline_strip(0.98, [0.98, 0.985, nan, 0.975], [0.975, 0.9825])
    assert strip == Strip(250, 625, 500, [500, 750, 250])


def test_runs_and_intervals_beyond_its_ends_are_drawn_there() -> None:
    strip = headline_strip(0.5, [0.5 - 2 * REACH, 0.5 + REACH, 1.0], [0.0, 1.0])
    assert strip == Strip(0, LENGTH, 500, [0, LENGTH, LENGTH])


@pytest.mark.parametrize("interval", [None, [None, None]])
def test_a_strip_may_have_no_interval(interval: list[None] | None) -> None:
    assert headline_strip(0.98, [0.98], interval) == Strip(None, None, 500, [500])


@pytest.mark.parametrize("values", [[], [nan, nan]])
def test_without_a_run_that_has_a_number_there_is_no_strip(values: list[float]) -> None:
    assert headline_strip(0.98, values, [0.97, 0.99]) is None
