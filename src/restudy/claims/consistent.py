"""Arithmetic between a paper's own numbers."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from restudy.judging.findings import Finding
from restudy.papers.items import Claim, Misfit
from restudy.papers.printed import Printed
from restudy.plan.plan import StudyPlan
from restudy.printed_number import PrintedNumber

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper

Range = tuple[Decimal, Decimal]


class Consistent(Claim):
    """Printed numbers give another printed one, as far as rounding lets them."""

    numbers: list[Printed] = Field(min_length=1, description="The numbers, as printed.")
    operation: Literal["sum", "mean", "share_of_images", "share_right"] = Field(
        description="What is made of them; a share of images is their sum over `images`, and share_right what is left."
    )
    images: int | None = Field(None, ge=1, description="How many images a share or a mean over images is of.")
    gives: Printed = Field(description="What it should give, as printed.")

    def check(self, plan: StudyPlan, paper: "Paper") -> None:
        """A share says of how many images."""
        if self.operation.startswith("share") and self.images is None:
            raise Misfit(f"{self.operation} needs the number of images", "images")

    def finding(self, evidence: "Evidence") -> Finding:
        """Whether numbers that are printed so can give it; our runs have no say in it."""
        low, high = self._range()
        wanted = _range(self.gives)
        return Finding(
            None, arithmetic=f"they give {_words(low, high)}", consistent=low <= wanted[1] and wanted[0] <= high
        )

    def _range(self) -> Range:
        low, high = (sum(ends, Decimal(0)) for ends in zip(*map(_range, self.numbers), strict=True))
        if self.operation == "mean":
            return low / len(self.numbers), high / len(self.numbers)
        if self.operation == "sum":
            return low, high
        assert self.images is not None
        shares = Decimal(low) / self.images, Decimal(high) / self.images
        return shares if self.operation == "share_of_images" else (1 - shares[1], 1 - shares[0])


def _range(printed: float) -> Range:
    """What may have been measured where this was printed; whole numbers are as they stand."""
    if not isinstance(printed, PrintedNumber):
        return Decimal(repr(printed)), Decimal(repr(printed))
    value = Decimal(repr(float(printed)))
    if not printed.decimals and not printed.about:
        return value, value
    reach = Decimal(1) / (2 * 10**printed.decimals) + Decimal(repr(printed.about))
    return value - reach, value + reach


def _words(low: Decimal, high: Decimal) -> str:
    texts = [f"{float(end):,.6g}" for end in (low, high)]
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} to {texts[1]}"
