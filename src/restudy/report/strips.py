"""Intervals as pictures in a line of text: places on a strip, from its left end (0) to its right one (LENGTH)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan, log1p, nan
from typing import Any

LENGTH = 1000
# In units of what matters: what lies further off is drawn at the end.
FURTHEST = 100.0
TICKS = (-30, -3, 0, 3, 30)
# Points from a published number to the end of its strip.
REACH = 0.01


@dataclass(frozen=True)
class Strip:
    """A value with its interval.

    Attributes:
        low: where the interval begins; None where there is none.
        high: where it ends.
        estimate: where the value lies.
        dots: where single runs lie.
    """

    low: int | None
    high: int | None
    estimate: int
    dots: list[int]


def effect_strip(part: Mapping[str, Any]) -> Strip | None:
    """The deciding difference of a claim or of a part, in units of what matters; None where it has none to draw."""
    effect = part.get("effect")
    if effect is None or part["is_share"] or effect["estimate"] is None:
        return None
    low, high = (nan if limit is None else limit for limit in effect["interval"])
    places = [None if isnan(value) else place(value / effect["scale"]) for value in (low, high, effect["estimate"])]
    return Strip(places[0], places[1], places[2] or 0, [])


def place(value: float) -> int:
    """Where a value lies: the middle is nothing, and equal steps are equal factors far from it."""
    near = min(log1p(abs(value)) / log1p(FURTHEST), 1.0)
    return round(LENGTH * (0.5 + (0.5 if value > 0 else -0.5) * near))


def headline_strip(published: float, values: Sequence[float], interval: Sequence[float | None] | None) -> Strip | None:
    """Our runs and the interval of a further one about a published share, which is the middle; None without runs."""
    known = [value for value in values if not isnan(value)]
    if not known:
        return None
    low, high = (None if limit is None else _beside(limit - published) for limit in interval or (None, None))
    return Strip(low, high, LENGTH // 2, [_beside(value - published) for value in known])


def _beside(difference: float) -> int:
    return round(LENGTH * (0.5 + 0.5 * max(-1.0, min(1.0, difference / REACH))))
