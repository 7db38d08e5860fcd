"""The results as tables that people read."""

from collections.abc import Mapping, Sequence
from typing import Any

COLUMNS = {
    "decided": "holds or does not hold",
    "decided, wrong": "of these wrong",
    "leaning": "leans",
    "leaning, wrong": "of these wrong",
    "tied": "tied",
    "another word where it does not matter": "another word where no difference matters",
    "decided before": "decided by t-tests",
    "decided before, wrong": "of these wrong",
}


def written(found: Mapping[str, Any]) -> str:
    """All tables, in Markdown."""
    parts = [
        "# Error rates of verdicts",
        "`python benchmarks/verdicts` measures them. All numbers are shares in percent. A word is wrong if it says the "
        "opposite of what is so. The t-tests are Welch's, as an intersection-union test corrected for eight claims.",
        f"## {found['studies']:,} simulated studies",
        table(["seeds"], found["by seeds"]),
        "By kind of claim and number of cells; the paper's own run counts as one more of ours, or does not:",
        table(["kind", "cells", "seeds", "paper counts"], found["simulated"]),
        "By how true means scatter, and spreads:",
        table(["scatter", "spreads", "seeds", "paper counts"], found["by scatter"]),
        "## Runs are added until a claim is settled",
        "Three runs of each setting come first. Either as many are added as `restudy decide` plans, or one at a time, "
        "until the claim holds, does not hold or is tied, or 30 runs do not settle it. Words are the last ones.",
        stopping(found["stopping"]),
        "## Published numbers",
        numbers(found["numbers"]),
        "## Networks on the embedded digits",
        table(["seeds"], found["digits by seeds"]),
        table(["kind", "seeds"], found["digits"]),
        "Each word: how often it was given, how often rightly, and to which share of the claims that deserve it.",
        words(found["digits, words"]),
    ]
    return "\n\n".join(parts) + "\n"


def table(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    """Summaries, a row for each group."""
    head = [*names, "claims", *COLUMNS.values()]
    body = [[*map(plain, row["group"]), f"{row['claims']:,}", *(percent(row[key]) for key in COLUMNS)] for row in rows]
    return markdown(head, body)


def stopping(rows: Sequence[Mapping[str, Any]]) -> str:
    """Words on claims that were looked at again and again."""
    columns = {key: title for key, title in COLUMNS.items() if "before" not in key}
    head = ["looked at", "cells", "claims", "runs of each setting, mean", *columns.values()]
    body = [
        [*map(plain, row["group"]), f"{row['claims']:,}", f"{row['runs']:.1f}", *(percent(row[key]) for key in columns)]
        for row in rows
    ]
    return markdown(head, body)


def numbers(rows: Sequence[Mapping[str, Any]]) -> str:
    """Words on published numbers."""
    head = ["seeds", "published", "holds", "open", "does not hold"]
    return markdown(
        head, [[plain(row["seeds"]), row["published"], *(percent(row[word]) for word in head[2:])] for row in rows]
    )


def words(found: Mapping[Any, Mapping[str, Mapping[str, Any]]]) -> str:
    """Precision and recall of each word."""
    body = [
        [str(seeds), word, str(row["given"]), percent(row["precision"]), percent(row["recall"])]
        for seeds, by_word in found.items()
        for word, row in by_word.items()
    ]
    return markdown(["seeds", "word", "given", "right", "share of those that deserve it"], body)


def markdown(head: Sequence[str], body: Sequence[Sequence[str]]) -> str:
    """A table."""
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(value: Any) -> str:
    """A group's name."""
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def percent(value: float | None) -> str:
    """A share in percent; a dash of nothing."""
    return "–" if value is None else f"{100 * value:.1f}"
