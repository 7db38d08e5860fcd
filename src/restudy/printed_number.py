"""Numbers as papers print them."""

from decimal import Decimal
from typing import Any


class PrintedNumber(float):
    """A number as it was printed: 'about 96 %' is 0.96 and known to a percent; 99.1 % to a tenth of one.

    Attributes:
        text: as printed.
        decimals: of the number, so that 99.1 % has three.
        about: by how much more than by rounding it may be off, where it says 'about': as much again.
    """

    def __new__(cls, text: str) -> "PrintedNumber":
        """Read it."""
        digits = text.removeprefix("about ").removeprefix("around ").rstrip(" %").replace(",", "")
        in_percent = text.endswith("%")
        made = super().__new__(cls, Decimal(digits) / (100 if in_percent else 1))
        made.text = text.replace(" %", "\u00a0%")
        made.decimals = len(digits.partition(".")[2]) + (2 if in_percent else 0)
        made.about = 0.5 * 10.0**-made.decimals if text[0] == "a" else 0.0
        return made

    def __deepcopy__(self, memo: Any) -> "PrintedNumber":
        """Itself, which does not change; a float's copy would lose the text."""
        return self

    text: str
    decimals: int
    about: float
