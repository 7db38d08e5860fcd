"""Which numbers lie beyond their intervals, and which changed otherwise.

A number is beyond if the new value lies outside the old value's interval, or the old one outside the new one's.
Headline metrics bring their intervals over seeds and test images, headline numbers the one in which a further run
falls. Tables hold mean, standard deviation and number of seeds, from which the latter follows. One run has no interval,
apart from the accuracies of metrics.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan
from typing import Any, get_args

from restudy.formats import Unit, plain
from restudy.judging.rows import Column, Row, Rows, Value
from restudy.metrics import METRICS
from restudy.params.study import ProtocolName
from restudy.statistics.contrasts import ROUNDING_VARIANCE
from restudy.statistics.further_run import FurtherRun
from restudy.statistics.intervals import Interval
from restudy.versions.result_set import ResultSet

Key = tuple[str, str, str, str]
HEADLINE, METRICS_PLACE = "headline", "metrics"
INTERVAL = Interval(nan, nan)


class Status(StrEnum):
    """What became of a number that both sides have."""

    SAME = "same"
    WITHIN = "within"
    BEYOND = "beyond"
    NO_INTERVAL = "no interval"


@dataclass(frozen=True)
class Number:
    """A value with its unit and its interval; NaN where there is none."""

    value: float
    unit: Unit
    interval: Interval = INTERVAL

    def leaves_out(self, other: float) -> bool:
        """Whether another value lies outside the interval."""
        return other < self.interval.low or other > self.interval.high

    @property
    def has_interval(self) -> bool:
        """Whether its interval is known."""
        return not isnan(self.interval.low)


@dataclass(frozen=True)
class NumberChange:
    """A number on both sides.

    Attributes:
        study: the study.
        place: "headline", "metrics", or a table's ID.
        row: the row in words.
        quantity: the metric.
        old: before.
        new: after.
    """

    study: str
    place: str
    row: str
    quantity: str
    old: Number
    new: Number

    @property
    def status(self) -> Status:
        """Whether it changed, and how far."""
        one, other = self.old, self.new
        if one.value == other.value or (isnan(one.value) and isnan(other.value)):
            return Status.SAME
        if isnan(one.value) or isnan(other.value) or not (one.has_interval or other.has_interval):
            return Status.NO_INTERVAL
        beyond = one.leaves_out(other.value) or other.leaves_out(one.value)
        return Status.BEYOND if beyond else Status.WITHIN


def compared_numbers(old: ResultSet, new: ResultSet) -> list[NumberChange]:
    """Every number that both sides have, in the order of the new side."""
    before, after = numbers_of(old), numbers_of(new)
    return [NumberChange(*key, before[key], number) for key, number in after.items() if key in before]


def numbers_of(results: ResultSet) -> dict[Key, Number]:
    """All numbers of a set of results: headline numbers, metrics of the chosen cells, tables."""
    numbers: dict[Key, Number] = {}
    for study in results.studies:
        for item in results.claims[study].get(HEADLINE, []):
            number = _number(item["mean"], METRICS[item["quantity"]].unit, item["interval"])
            numbers[study, HEADLINE, item["row"], METRICS[item["quantity"]].title] = number
        for (row, name), number in _metrics(results.metrics.get(study, {})):
            numbers[study, METRICS_PLACE, row, METRICS[name].title] = number
    for (study, table), rows in results.tables.items():
        for (row, title), number in _table(rows, results.confidence):
            numbers[study, table, row, title] = number
    return numbers


def _number(value: float | None, unit: Unit, limits: list[float | None]) -> Number:
    low, high = (nan if limit is None else limit for limit in limits)
    return Number(nan if value is None else value, unit, Interval(low, high))


def _metrics(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Number]]:
    """Numbers by protocol and group of cells."""
    for protocol in get_args(ProtocolName):
        for group, metrics in content.get(protocol, {}).items():
            for name in (name for name in metrics if name in METRICS):
                limits = [metrics.get(f"{name}_{end}") for end in ("low", "high")]
                row = f"{protocol.replace('_', ' ')}, {group}"
                yield (row, name), _number(metrics[name], METRICS[name].unit, limits)


def _table(rows: Rows, confidence: float | None) -> Iterator[tuple[tuple[str, str], Number]]:
    """Means over seeds by row, with the interval in which a further run falls."""
    for row in rows.rows:
        words = ", ".join(filter(None, (_words(row, column) for column in rows.columns)))
        for column in rows.columns:
            value = row[column.key]
            if column.over_runs and value.runs is not None:
                mean = value.ours if isinstance(value.ours, (int, float)) else nan
                yield (words, column.title), Number(mean, column.unit, _further(mean, value, column, confidence))


def _words(row: Row, column: Column) -> str:
    """What a column says of what a row is about."""
    value = row[column.key].ours
    if value is None or column.is_cell or column.unit not in (Unit.TEXT, Unit.SETTING):
        return ""
    return plain(value) if column.unit == Unit.TEXT else f"{column.title} {plain(value)}"


def _further(mean: float, value: Value, column: Column, confidence: float | None) -> Interval:
    """Where a further run falls; NaN for one run, and where no confidence was recorded."""
    if confidence is None or value.spread is None:
        return INTERVAL
    whole = column.unit == Unit.COUNT
    variance = max(value.spread**2, ROUNDING_VARIANCE) if whole else value.spread**2
    return FurtherRun(mean, variance, value.runs or 0).interval(confidence)
