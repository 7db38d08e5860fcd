"""How often words were given, and how often they were wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

CERTAIN, LEANING = ("holds", "does not hold"), ("leans true", "leans false")
TRUE_WORDS, FALSE_WORDS = ("holds", "leans true"), ("does not hold", "leans false")


@dataclass(frozen=True)
class Outcome:
    """What was said of a claim.

    Attributes:
        kind: what kind of claim it is.
        word: the verdict.
        tested: the verdict of the rule before.
        truth: what it turns on, truly: above zero where the claim is true.
        margin: the smallest value of that which matters.
    """

    kind: str
    word: str
    tested: str
    truth: float
    margin: float

    @property
    def is_within(self) -> bool:
        """Whether what it turns on is too small to matter."""
        return abs(self.truth) < self.margin

    def is_wrong(self, word: str) -> bool:
        """Whether a word says the opposite of what is so."""
        return (word in TRUE_WORDS and self.truth <= 0) or (word in FALSE_WORDS and self.truth > 0)


def share(part: Iterable[bool]) -> float | None:
    """The share of what is so; None of nothing."""
    known = list(part)
    return round(sum(known) / len(known), 4) if known else None


def summary(outcomes: list[Outcome]) -> dict[str, float | int | None]:
    """Shares of words, and of wrong ones among them."""
    certain = [each for each in outcomes if each.word in CERTAIN]
    leaning = [each for each in outcomes if each.word in LEANING]
    before = [each for each in outcomes if each.tested in CERTAIN]
    return {
        "claims": len(outcomes),
        "decided": share(each.word in CERTAIN for each in outcomes),
        "decided, wrong": share(each.is_wrong(each.word) for each in certain),
        "leaning": share(each.word in LEANING for each in outcomes),
        "leaning, wrong": share(each.is_wrong(each.word) for each in leaning),
        "tied": share(each.word == "tied" for each in outcomes),
        "another word where it does not matter": share(
            each.word in CERTAIN + LEANING for each in outcomes if each.is_within
        ),
        "decided before": share(each.tested in CERTAIN for each in outcomes),
        "decided before, wrong": share(each.is_wrong(each.tested) for each in before),
    }


def words(outcomes: list[Outcome]) -> dict[str, dict[str, float | int | None]]:
    """Of each word: how often it was given, how often rightly, and to which share of claims that deserve it."""
    found = {}
    for word, deserves in (
        ("holds", lambda each: each.truth > each.margin),
        ("leans true", lambda each: each.truth > each.margin),
        ("leans false", lambda each: each.truth < -each.margin),
        ("does not hold", lambda each: each.truth < -each.margin),
        ("tied", lambda each: each.is_within),
    ):
        given = [each for each in outcomes if each.word == word]
        right = share(each.is_within if word == "tied" else not each.is_wrong(word) for each in given)
        recall = share(each.word == word for each in outcomes if deserves(each))
        found[word] = {"given": len(given), "precision": right, "recall": recall}
    return found
