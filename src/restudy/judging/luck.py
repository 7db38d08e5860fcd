"""Whether a table has more published numbers outside their intervals than luck puts there, and which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from restudy.judging.scale import FAILS, HOLDS, OPEN
from restudy.lazy import lazily

scipy = lazily("scipy")


@dataclass(frozen=True)
class Luck:
    """Of the published numbers of a table that vary between runs and that no setting was fitted to.

    Attributes:
        compared: how many were compared.
        outside: how many lie outside the interval in which a further run of ours falls.
        expected: how many luck would put there, were all settings the paper's.
        p_value: the chance of so many or more, were each by itself; numbers of one run, such as of its epochs, hang
            together, so that it is a guide.
        where: their rows and quantities.
    """

    compared: int
    outside: int
    expected: float
    p_value: float
    where: list[str]


def luck(numbers: Iterable[Mapping[str, Any]], confidence: float) -> Luck | None:
    """Of judged numbers, as `judge` writes them; None where none was compared.

    Args:
        numbers: those of a table or of several.
        confidence: of their intervals, in (0, 1).
    """
    telling = [each for each in numbers if not (each["is_fixed"] or each["is_fitted"])]
    judged = [each for each in telling if each["verdict"] in (HOLDS, OPEN, FAILS)]
    compared = [each for each in judged if each["interval"] and None not in each["interval"]]
    if not compared:
        return None
    outside = [each for each in compared if each["verdict"] == FAILS]
    chance = scipy.special.bdtrc(len(outside) - 1, len(compared), 1 - confidence) if outside else 1.0
    where = [", ".join(filter(None, (each["row"], each["quantity"].replace("_", " ")))) for each in outside]
    expected = round(len(compared) * (1 - confidence), 6)
    return Luck(len(compared), len(outside), expected, round(float(chance), 6), where)
