"""Limits that a claim says a number keeps."""

from collections.abc import Iterator
from itertools import product
from math import isnan

from pydantic import Field, model_validator

from restudy.judging.findings import Limit, Margin, Side, Terms
from restudy.papers.asked import Asked
from restudy.papers.items import Claim


class Limits(Claim):
    """One limit or two."""

    at_least: float | None = Field(None, description="Lower limit, itself allowed.")
    above: float | None = Field(None, description="Lower limit, itself not allowed.")
    at_most: float | None = Field(None, description="Upper limit, itself allowed.")
    below: float | None = Field(None, description="Upper limit, itself not allowed.")

    @model_validator(mode="after")
    def _some_limit(self) -> "Limits":
        if all(limit is None for limit in (self.at_least, self.above, self.at_most, self.below)):
            raise ValueError("give at_least, above, at_most or below")
        lower, upper = ({key: value for key, value in part.items() if value is not None} for part in self._ends())
        if len(lower) > 1 or len(upper) > 1:
            raise ValueError(f"give one of {' and '.join(lower if len(lower) > 1 else upper)}")
        for (low, one), (high, other) in product(lower.items(), upper.items()):
            if one > other or (one == other and (low, high) != ("at_least", "at_most")):
                raise ValueError(f"no number is {low} {one:g} and {high} {other:g}; are the two the other way round?")
        return self

    def _ends(self) -> tuple[dict[str, float | None], dict[str, float | None]]:
        """The lower and the upper limits by their keys."""
        return {"at_least": self.at_least, "above": self.above}, {"at_most": self.at_most, "below": self.below}

    def limits_of(self, metric: str, difference: bool = False) -> Iterator[Asked]:
        """Each limit, as a number of a metric or as a difference of two."""
        for key, limit in {**self._ends()[0], **self._ends()[1]}.items():
            yield Asked(None, metric, (key,), limit, difference=difference)

    def within(self, value: float) -> bool:
        """Whether a number keeps the limits; NaN does not."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
            and not isnan(value)
        )

    def margins(self, terms: Terms, first: Side, second: Side | None = None, part: str = "") -> list[Margin]:
        """How far a sum keeps from each limit."""
        turned = [(-coefficient, runs) for coefficient, runs in terms]
        return [
            Margin(first, second, sum_, sign * limit, strict, Limit(words, limit), part)
            for limit, words, sum_, sign, strict in (
                (self.above, "above", terms, -1, True),
                (self.at_least, "at least", terms, -1, False),
                (self.below, "below", turned, 1, True),
                (self.at_most, "at most", turned, 1, False),
            )
            if limit is not None
        ]
