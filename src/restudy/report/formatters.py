"""The one place where numbers become text."""

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, stdev
from typing import Any

MISSING = "–"
PERCENT = "\u00a0%"
MINUS = "−"
SMALL_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
COUNTS = frozenset(
    {
        "test_errors",
        "epochs_run",
        "best_epoch",
        "trainable_parameters",
        "best_test_epoch",
        "first_epoch_at_target",
        "settling_step",
        "epochs_to_target",
        "images",
        "support",
        "parameters",
    }
)
SECONDS_PER_MINUTE, SECONDS_PER_HOUR = 60, 3600
DIFFERENCES = frozenset({"difference_in_accuracy"})
SMALLEST_P = 0.001
COUNTED = ("epoch of", "taken for", "errors between", "of these")


def is_count(quantity: str) -> bool:
    """Whether a quantity is a whole number in each run."""
    return quantity in COUNTS or any(words in quantity for words in COUNTED)


def is_share(quantity: str) -> bool:
    """Whether a quantity lies in [0, 1] and is written in percent."""
    last = quantity.split(" after ")[0]
    return not is_count(quantity) and "roughness" not in last and last.endswith(("accuracy", "accuracy_gap"))


def number(value: float | str | None, quantity: str) -> str:
    """A value as text: accuracies in percent, counts whole, totals to 3 and losses to 4 decimals; text as it is."""
    if isinstance(value, str):
        return value
    if value is None or math.isnan(value):
        return MISSING
    if is_count(quantity):
        return count(value)
    if quantity in DIFFERENCES:
        return points(value)
    if quantity.endswith("p_value"):
        return p_text(value)
    if is_share(quantity):
        return f"{100 * value:.2f}{PERCENT}"
    return f"{value:.{_decimals(quantity)}f}"


def p_text(p_value: float) -> str:
    """A p-value to three decimals, or that it is smaller."""
    return f"{p_value:.3f}" if p_value >= SMALLEST_P else f"< {SMALLEST_P:g}"


def count(value: float) -> str:
    """A whole number with its thousands apart; a mean of whole numbers to one decimal."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def mean_with_spread(values: Sequence[float], quantity: str) -> str:
    """Mean ± standard deviation over seeds, or the mean of those seeds that have a value, saying so."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return MISSING
    if len(known) < len(values):
        return f"{number(fmean(known), quantity)} ({len(known)} of {len(values)} seeds)"
    return with_spread(fmean(known), stdev(known) if len(known) > 1 else math.nan, quantity)


def with_spread(mean: float, spread: float, quantity: str) -> str:
    """Mean ± standard deviation; the mean alone where there is no spread, or one seed (spread NaN)."""
    if math.isnan(spread) or spread == 0:
        return number(mean, quantity)
    if is_share(quantity):
        return f"{100 * mean:.2f} ± {100 * spread:.2f}{PERCENT}"
    if is_count(quantity):
        return f"{mean:,.1f} ± {spread:,.1f}"
    decimals = max(_decimals(quantity), -math.floor(math.log10(spread)))
    return f"{mean:.{decimals}f} ± {spread:.{decimals}f}"


def _decimals(quantity: str) -> int:
    return 3 if "total" in quantity else 6 if "over_images" in quantity else 4


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign."""
    return f"{100 * difference:+.2f}".replace("-", MINUS)


def difference(value: float, quantity: str) -> str:
    """A difference of two values of a quantity with its sign; of shares in points, whose unit is not with it."""
    if is_share(quantity):
        return points(value)
    return f"{MINUS if value < 0 else '+'}{number(abs(value), quantity)}"


def difference_with_limits(value: float, limits: Sequence[float | None], quantity: str) -> str:
    """A difference and, where it varies, the limits of its interval."""
    low, high = (math.nan if limit is None else limit for limit in limits)
    words = difference(value, quantity) + (" points" if is_share(quantity) else "")
    if math.isnan(low) or low == high:
        return words
    return f"{words} ({difference(low, quantity)} to {difference(high, quantity)})"


def percent(share: float) -> str:
    """A share that someone chose, such as a confidence, in percent with no more digits than it has."""
    return f"{100 * share:.6g}{PERCENT}"


def how_many(number_of: int, one: str, several: str) -> str:
    """A number in words up to ten, with what is counted."""
    words = SMALL_NUMBERS[number_of] if number_of < len(SMALL_NUMBERS) else str(number_of)
    return f"{words} {one if number_of == 1 else several}"


def duration(seconds: float) -> str:
    """A time in whole seconds, in minutes and seconds, or in tenths of hours."""
    whole = round(seconds)
    if whole >= SECONDS_PER_HOUR:
        return f"{seconds / SECONDS_PER_HOUR:,.1f} h"
    minutes, rest = divmod(whole, SECONDS_PER_MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def size(number_of_bytes: int) -> str:
    """A file's size."""
    return f"{number_of_bytes:,} bytes" if number_of_bytes < 1000 else f"{number_of_bytes / 1000:,.1f} kB"


def seeds_text(seeds: Sequence[int]) -> str:
    """How many seeds, and which."""
    return f"{len(seeds)} seed{'s' if len(seeds) > 1 else ''} ({', '.join(map(str, seeds))})"


def plain(value: Any) -> str:
    """A setting's value as text."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def holds_text(holds: Mapping[Any, bool]) -> str:
    """In how many seeds a claim holds."""
    held = sum(holds.values())
    if len(holds) == 1:
        return "holds in the one seed" if held else "does not hold in the one seed"
    return f"holds in {held} of {len(holds)} seeds"


def interval_text(limits: Sequence[float | None], quantity: str) -> str:
    """Two limits, the unit once, a dash between them unless one is negative; one if they are equal, empty if none."""
    low, high = (math.nan if limit is None else limit for limit in limits)
    if math.isnan(low) or math.isnan(high):
        return ""
    if low == high:
        return number(low, quantity)
    texts = [_limit(limit, quantity) for limit in (low, high)]
    if texts[0] == texts[1]:
        return texts[0]
    signed = low < 0 or quantity in DIFFERENCES
    return " to ".join(texts) if signed else f"{texts[0].removesuffix(PERCENT)}–{texts[1]}"


def _limit(value: float, quantity: str) -> str:
    """A limit, of counts always to one decimal."""
    return (f"{value:,.1f}" if is_count(quantity) else number(value, quantity)).replace("-", MINUS)


def verdict_state(verdict: str) -> str:
    """A verdict's class in the page's style sheet; empty where there is none."""
    return {"holds": "all", "does not hold": "none", "undecided": "some", "not comparable": "compared"}.get(verdict, "")
