"""Limits that a claim says a number keeps."""

from math import isnan

from pydantic import Field, model_validator

from restudy.judging.findings import Limit, Margin, Side, Terms
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
        return self

    def within(self, value: float) -> bool:
        """Whether a number keeps the limits; NaN does not."""
        return (
            (self.at_least is None or value >= self.at_least)
            and (self.above is None or value > self.above)
            and (self.at_most is None or value <= self.at_most)
            and (self.below is None or value < self.below)
            and not isnan(value)
        )

    def margins(self, terms: Terms, first: Side, second: Side | None = None) -> list[Margin]:
        """How far a sum keeps from each limit."""
        turned = [(-coefficient, runs) for coefficient, runs in terms]
        return [
            Margin(first, second, sum_, sign * limit, strict, Limit(words, limit))
            for limit, words, sum_, sign, strict in (
                (self.above, "above", terms, -1, True),
                (self.at_least, "at least", terms, -1, False),
                (self.below, "below", turned, 1, True),
                (self.at_most, "at most", turned, 1, False),
            )
            if limit is not None
        ]
