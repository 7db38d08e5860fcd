"""The one place where numbers become text, by the unit that they are in."""

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from statistics import fmean, stdev
from typing import Any

from restudy.printed_number import PrintedNumber

MISSING = "–"
DIVERGED = "diverged"
PERCENT = "\u00a0%"
IN_POINTS = "\u00a0points"
MINUS = "−"
SMALL_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
SECONDS_PER_MINUTE, SECONDS_PER_HOUR = 60, 3600
SMALLEST_P = 0.001
LEAST_PROBABILITY = 0.001
# Reports of classes print two decimals, and their zeros are left out in YAML.
SCORE_DECIMALS = 2
# Papers give accuracies in percent with two decimals.
SHARE_DECIMALS = 4


class Unit(StrEnum):
    """What a number is in, which decides how it is written."""

    SHARE = "share"  # in [0, 1], written in percent
    GAP = "gap"  # a difference of two shares, written in points
    POINTS = "points"  # the same with its sign, where it stands that it is in points
    COUNT = "count"
    LOSS = "loss"  # per image, in nats
    TOTAL = "total loss"
    TINY = "loss over images"
    SCORE = "score"  # in [0, 1], written as it is
    P_VALUE = "p-value"
    SETTING = "setting"
    TEXT = "text"


IN_HUNDREDTHS = {Unit.SHARE: PERCENT, Unit.GAP: IN_POINTS}
DECIMALS = {Unit.TOTAL: 3, Unit.TINY: 6}


def number(value: float | str | None, unit: Unit) -> str:
    """A value as text: shares in percent, counts whole, totals to 3 and losses to 4 decimals; text as it is."""
    if isinstance(value, str):
        return value
    # A setting may be a list too.
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return MISSING
    match unit:
        case Unit.COUNT:
            return count(value)
        case Unit.POINTS:
            return points(value)
        case Unit.P_VALUE:
            return p_text(value)
        case Unit.SHARE:
            return f"{100 * value:.2f}{PERCENT}"
        case Unit.GAP:
            return f"{100 * value:.2f}{IN_POINTS}".replace("-", MINUS)
        case Unit.SETTING | Unit.TEXT:
            return plain(value)
    return f"{value:.{_decimals(unit)}f}"


def published_number(value: float | str | None, unit: Unit) -> str:
    """A published value as text: as it was printed where that is known, scores with the decimals that they have."""
    if isinstance(value, PrintedNumber):
        return value.text
    if unit == Unit.SCORE and isinstance(value, (int, float)) and not math.isnan(value):
        return f"{value:.{decimals_of([value], unit)}f}"
    return number(value, unit)


def decimals_of(values: Sequence[float], unit: Unit) -> int:
    """With how many decimals numbers were published: the most that one has, and as many as such numbers have."""
    # By way of Decimal, since Python writes small numbers as 5e-05.
    digits = (f"{Decimal(repr(float(value))):f}".partition(".")[2].rstrip("0") for value in values)
    usual = {
        Unit.SHARE: SHARE_DECIMALS,
        Unit.GAP: SHARE_DECIMALS,
        Unit.SCORE: SCORE_DECIMALS,
        Unit.TINY: DECIMALS[Unit.TINY],
    }
    return max(max(map(len, digits), default=0), usual.get(unit, 0))


def p_text(p_value: float) -> str:
    """A p-value to three decimals, or that it is smaller."""
    return f"{p_value:.3f}" if p_value >= SMALLEST_P else f"< {SMALLEST_P:g}"


def probability_text(value: float) -> str:
    """A probability in percent; never 0 or 100, of which draws know nothing."""
    if value < LEAST_PROBABILITY:
        return f"below {100 * LEAST_PROBABILITY:g}{PERCENT}"
    if value > 1 - LEAST_PROBABILITY:
        return f"above {100 * (1 - LEAST_PROBABILITY):g}{PERCENT}"
    # Towards a half, so that none is shown as a limit that it does not reach.
    digits = 0 if 0.1 <= value <= 0.9 else 1
    towards = math.floor if value > 0.5 else math.ceil
    return f"{towards(round(100 * value * 10**digits, 6)) / 10**digits:.{digits}f}{PERCENT}"


def count(value: float) -> str:
    """A whole number with its thousands apart; a mean of whole numbers to one decimal."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def mean_with_spread(values: Sequence[float], unit: Unit) -> str:
    """Mean ± standard deviation over seeds, or the mean of those seeds that have a value, saying so."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return MISSING
    if len(known) < len(values):
        return f"{number(fmean(known), unit)} ({len(known)} of {len(values)} runs)"
    return with_spread(fmean(known), stdev(known) if len(known) > 1 else math.nan, unit)


def with_spread(mean: float, spread: float, unit: Unit) -> str:
    """Mean ± standard deviation; the mean alone where there is no spread, or one seed (spread NaN)."""
    if math.isnan(spread) or spread == 0:
        return number(mean, unit)
    if unit in IN_HUNDREDTHS:
        return f"{100 * mean:.2f} ± {100 * spread:.2f}{IN_HUNDREDTHS[unit]}".replace("-", MINUS)
    if unit == Unit.COUNT:
        return f"{mean:,.1f} ± {spread:,.1f}"
    decimals = max(_decimals(unit), -math.floor(math.log10(spread)))
    return f"{mean:.{decimals}f} ± {spread:.{decimals}f}"


def _decimals(unit: Unit) -> int:
    return DECIMALS.get(unit, 4)


def points(difference: float) -> str:
    """A difference of two shares in percentage points, with its sign."""
    return f"{100 * difference:+.2f}".replace("-", MINUS)


def difference(value: float, unit: Unit) -> str:
    """A difference of two values of a unit with its sign; of shares in points, whose unit is not with it."""
    if unit in IN_HUNDREDTHS:
        return points(value)
    return f"{MINUS if value < 0 else '+'}{number(abs(value), unit)}"


def amount(value: float, unit: Unit) -> str:
    """How much one value is above another: of shares in points, with a sign where it is less than nothing."""
    return f"{MINUS if value < 0 else ''}{number(abs(value), Unit.GAP if unit in IN_HUNDREDTHS else unit)}"


def amount_with_limits(value: float, limits: Sequence[float | None], unit: Unit) -> str:
    """How much one value is above another and, where that varies, the limits of its interval."""
    low, high = (math.nan if limit is None else limit for limit in limits)
    ends = [amount(limit, unit).removesuffix(IN_POINTS) for limit in (low, high)]
    if math.isnan(low) or ends[0] == ends[1]:
        return amount(value, unit)
    return f"{amount(value, unit)} ({ends[0]} to {ends[1]})"


def in_runs(shown: int, of: int) -> str:
    """In how many runs something is so."""
    return f"in all {of} runs" if shown == of else f"in none of {of} runs" if not shown else f"in {shown} of {of} runs"


def percent(share: float) -> str:
    """A share that someone chose, such as a confidence, in percent with no more digits than it has."""
    return f"{100 * share:.6g}{PERCENT}"


def sentence(words: str) -> str:
    """Words with a capital letter, the others as they are."""
    return words[:1].upper() + words[1:]


def how_many(number_of: int, one: str, several: str) -> str:
    """A number in words up to ten, with what is counted."""
    words = SMALL_NUMBERS[number_of] if number_of < len(SMALL_NUMBERS) else str(number_of)
    return f"{words} {one if number_of == 1 else several}"


def duration(seconds: float) -> str:
    """A time in the units that one would say it in."""
    whole = round(seconds)
    if whole >= SECONDS_PER_HOUR:
        return f"{seconds / SECONDS_PER_HOUR:,.1f} h"
    minutes, rest = divmod(whole, SECONDS_PER_MINUTE)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def size(number_of_bytes: int) -> str:
    """A file's size."""
    return f"{number_of_bytes:,} bytes" if number_of_bytes < 1000 else f"{number_of_bytes / 1000:,.1f} kB"


def seeds_text(seeds: Sequence[Sequence[int]]) -> str:
    """How many seeds, and which: of cells with their seeds, the fewest and the most where they differ."""
    fewest, most = min(seeds, key=len), max(seeds, key=len)
    which = f"{len(most)} seed{'s' if len(most) > 1 else ''} ({ranges(most)})"
    return which if len(fewest) == len(most) else f"{len(fewest)} to {which}"


def ranges(numbers: Iterable[int]) -> str:
    """Whole numbers in ascending order, with a dash for those between the first and the last of three or more."""
    # What follows one after another is as far from its place in the list.
    neighbours = groupby(enumerate(sorted(numbers)), lambda each: each[1] - each[0])
    found = [[number for _, number in group] for _, group in neighbours]
    return ", ".join(f"{each[0]}–{each[-1]}" if len(each) > 2 else ", ".join(map(str, each)) for each in found)


def plain(value: Any) -> str:
    """A setting's value as text, with all the digits that tell it from others."""
    if not isinstance(value, float):
        return str(value)
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def interval_text(limits: Sequence[float | None], unit: Unit) -> str:
    """Two limits, the unit once, a dash between them unless one is negative; one if they are equal, empty if none."""
    low, high = (math.nan if limit is None else limit for limit in limits)
    if math.isnan(low) or math.isnan(high):
        return ""
    if low == high:
        return number(low, unit)
    texts = [_limit(limit, unit) for limit in (low, high)]
    if texts[0] == texts[1]:
        return texts[0]
    if low < 0 or unit == Unit.POINTS:
        return " to ".join(texts)
    return f"{texts[0].removesuffix(IN_HUNDREDTHS.get(unit, ''))}–{texts[1]}"


def _limit(value: float, unit: Unit) -> str:
    """A limit, of counts always to one decimal."""
    return (f"{value:,.1f}" if unit == Unit.COUNT else number(value, unit)).replace("-", MINUS)
