"""Which numbers lie beyond their intervals, and which changed otherwise.

A number is beyond if the new value lies outside the old value's interval, or the old one outside the new one's.
Headline metrics bring their intervals over seeds and test images, headline numbers the one in which a further run
falls. Tables hold mean, standard deviation and number of seeds, from which the latter follows. One run has no interval,
apart from the accuracies of metrics.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isnan, nan
from typing import Any

from restudy.claims.runs import WHOLE
from restudy.comparison.result_set import ResultSet
from restudy.statistics.contrasts import ROUNDING_VARIANCE
from restudy.statistics.further_run import FurtherRun
from restudy.statistics.intervals import Interval

Key = tuple[str, str, str, str]
HEADLINE, METRICS = "headline", "metrics"
STATISTICS = ("_mean", "_sd", "_seeds")
# Columns whose values say by themselves what a row is about.
IN_WORDS = ("title", "part", "errors")


class Status(StrEnum):
    """What became of a number that both sides have."""

    SAME = "same"
    WITHIN = "within"
    BEYOND = "beyond"
    NO_INTERVAL = "no interval"


@dataclass(frozen=True)
class Number:
    """A value with its interval; NaN where there is none."""

    value: float
    interval: Interval

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
            numbers[study, HEADLINE, item["row"], item["quantity"]] = _number(item["mean"], item["interval"])
        for (row, quantity), number in _metrics(results.metrics.get(study, {})):
            numbers[study, METRICS, row, quantity] = number
    for (study, table), text in results.tables.items():
        for (row, quantity), number in _table(text, results.confidence):
            numbers[study, table, row, quantity] = number
    return numbers


def _number(value: float | None, limits: list[float | None]) -> Number:
    low, high = (nan if limit is None else limit for limit in limits)
    return Number(nan if value is None else value, Interval(low, high))


def _metrics(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Number]]:
    """Numbers by protocol and group of cells."""
    for protocol, groups in content.items():
        if protocol in ("published", "held_out"):
            for group, metrics in groups.items():
                for name, value in metrics.items():
                    if not name.endswith(("_low", "_high")):
                        limits = [metrics.get(f"{name}_{end}") for end in ("low", "high")]
                        yield (f"{protocol.replace('_', ' ')}, {group}", name), _number(value, limits)


def _table(text: str, confidence: float) -> Iterator[tuple[tuple[str, str], Number]]:
    """Means over seeds by row, with the interval in which a further run falls."""
    rows = list(csv.DictReader(io.StringIO(text)))
    columns = list(rows[0]) if rows else []
    means = [name.removesuffix("_mean") for name in columns if name.endswith("_mean")]
    titles = [name for name in columns if name != "cell" and not name.endswith((*STATISTICS, "_published"))]
    for row in rows:
        title = ", ".join(row[name] if name in IN_WORDS else f"{name} {row[name]}" for name in titles)
        for metric in means:
            value, spread, seeds = (_float(row[f"{metric}{end}"]) for end in STATISTICS)
            variance = max(spread**2, ROUNDING_VARIANCE) if metric in WHOLE else spread**2
            further = FurtherRun(value, variance, 0 if isnan(seeds) else int(seeds), image_variance=0.0)
            yield (title, metric), Number(value, further.interval(confidence))


def _float(text: str) -> float:
    return float(text) if text else nan
