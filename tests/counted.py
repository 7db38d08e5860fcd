"""Verdicts counted again, from what was judged and from sentences about it."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import comb
from typing import Any

VERDICT = "holds?|leans? true|(?:is|are) tied|(?:is|are) open|leans? false|do(?:es)? not hold|cannot be compared"
PLAIN = {"hold": "holds", "lean true": "leans true", "lean false": "leans false", "do not hold": "does not hold"}
Rows = Sequence[Mapping[str, Any]]


def tally(sentence: str) -> dict[str, list[str]]:
    """Verdict to the claims that a sentence names of it, or to as many blanks where it only counts them."""
    found = re.findall(rf"(\d+) ({VERDICT})(?: \(([^)]*)\))?", sentence.partition(" claim")[2])
    named = {}
    for number, words, names in found:
        word = words.removeprefix("is ").removeprefix("are ").replace("cannot be compared", "not comparable")
        named[PLAIN.get(word, word)] = names.split(", ") if names else [""] * int(number)
        assert len(named[PLAIN.get(word, word)]) == int(number)
    return named


def by_verdict(claims: Mapping[str, Any]) -> dict[str, list[str]]:
    """Verdict to the claims that have it, by name."""
    return {
        word: sorted(name for name in claims if claims[name]["verdict"] == word)
        for word in verdicts_of(claims.values())
    }


def verdicts_of(items: Iterable[Mapping[str, Any]]) -> Counter[str]:
    return Counter(item["verdict"] for item in items)


def compared(numbers: Rows) -> Rows:
    """Those that vary between runs, that no setting was fitted to and whose interval is known."""
    return [
        each
        for each in numbers
        if not (each["is_fixed"] or each["is_fitted"]) and each["verdict"] != "not comparable" and known(each)
    ]


def known(number: Mapping[str, Any]) -> bool:
    return None not in (number["interval"] or [None])


def luck_words(numbers: Rows, confidence: float = 0.95) -> str:
    outside = verdicts_of(numbers)["does not hold"]
    expected = f"{round(len(numbers) * (1 - confidence), 6):.1f}"
    return f"{outside} of {len(numbers)} lie outside the interval of a further run; luck gives {expected}"


def unlikely(numbers: Rows, confidence: float = 0.95) -> bool:
    """Whether so many or more lie outside by luck in fewer than 1 of 40 tables."""
    of, chance = len(numbers), 1 - confidence
    outside = verdicts_of(numbers)["does not hold"]
    return sum(comb(of, k) * chance**k * confidence ** (of - k) for k in range(outside, of + 1)) < 0.025


def missed_tables(numbers: Rows, name: str, confidence: float = 0.95) -> dict[str, Rows]:
    """Tables with more misses than luck explains, each number naming its own under `name`."""
    tables = dict[str, list[Mapping[str, Any]]]()
    for each in compared(numbers):
        tables.setdefault(each[name], []).append(each)
    return {table: rows for table, rows in tables.items() if unlikely(rows, confidence)}


def headline_counts(sentences: Iterable[str]) -> tuple[int, int, set[str]]:
    """How many headline numbers lie inside, of how many, and which are said not to."""
    text = " ".join(sentences)
    ((inside, of),) = re.findall(r"(\d+) of (\d+) headline numbers lie where further runs of ours would fall\.", text)
    return int(inside), int(of), set(re.findall(r"(?:^|\. )([^.]*?) does not: published", text))


def counted_headlines(rows: Rows) -> tuple[int, int, set[str]]:
    outside = {row["row"] for row in rows if row["verdict"] == "does not hold"}
    return sum(known(row) for row in rows) - len(outside), len(rows), outside
