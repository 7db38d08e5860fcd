"""Measures the error rates of verdicts: `python benchmarks/verdicts [--repeats N]`.

It writes results.json, results.md, and the few numbers that reports show, src/restudy/judging/error_rates.json.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Hashable, Iterable
from pathlib import Path
from statistics import fmean
from typing import Any

import digits
import simulated
from stopping import simulate_stopping
from tally import Outcome, summary, words

from restudy.judging.error_rates import FILE as ERROR_RATES
from tables import written

FOLDER = Path(__file__).parent
# A study that is looked at again and again takes so many times as long as one that is judged once.
FEWER_LOOKED_AT = 4
# Studies of any number of cells, which come before those of one.
ALL = 0


def gathered(found: Iterable[tuple[dict[str, Any], Any]], *keys: str) -> dict[tuple[Hashable, ...], list[Any]]:
    """What was found, by some of the keys of its place and, of claims, by their kind."""
    groups = defaultdict(list)
    for place, each in found:
        groups[tuple(place[key] for key in keys)].append(each)
    return dict(groups)


def measured(repeats: int) -> dict[str, Any]:
    """All tables, as rows."""
    claims = list(simulated.simulate(repeats))
    real = list(digits.repeat(2 * repeats))
    by_kind = [({**place, "kind": outcome.kind}, outcome) for place, outcome in claims]
    numbers = gathered(simulated.simulate_numbers(repeats), "seeds", "published")
    kinds_of_real = gathered([({**place, "kind": each.kind}, each) for place, each in real], "kind", "seeds")
    return {
        "studies": len(claims) // 4,
        "by seeds": rows(gathered([each for each in claims if not each[0]["paper counts"]], "seeds"), summary),
        "simulated": rows(gathered(by_kind, "kind", "cells", "seeds", "paper counts"), summary),
        "by scatter": rows(gathered(by_kind, "scatter", "spreads", "seeds", "paper counts"), summary),
        "stopping": stopped(simulate_stopping(repeats // FEWER_LOOKED_AT)),
        "numbers": [
            dict(zip(("seeds", "published"), key, strict=True))
            | {word: round(found.count(word) / len(found), 4) for word in ("holds", "open", "does not hold")}
            for key, found in numbers.items()
        ],
        "digits by seeds": rows(gathered(real, "seeds"), summary),
        "digits": rows(kinds_of_real, summary),
        "digits, words": {seeds: words(found) for (seeds,), found in gathered(real, "seeds").items()},
    }


def stopped(found: Iterable[tuple[dict[str, Any], Outcome]]) -> list[Any]:
    """A row for each way to look, in all and by cells, with the runs of each setting that claims took."""
    looked = [
        ({**place, "cells": cells}, (place["runs"], each)) for place, each in found for cells in (ALL, place["cells"])
    ]
    groups = sorted(gathered(looked, "looks", "cells").items())
    return [
        {"group": [looks, cells or "all"], "runs": round(fmean(runs for runs, _ in those), 1)}
        | summary([each for _, each in those])
        for (looks, cells), those in groups
    ]


def rows(groups: dict[tuple[Hashable, ...], list[Outcome]], of: Any) -> list[Any]:
    """A row for each group."""
    return [{"group": [*key]} | of(found) for key, found in groups.items()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=80, help="studies of each sort")
    parser.add_argument("--output", type=Path, help="folder for all files; else those of the repository are written")
    options = parser.parse_args()
    found, folder = measured(options.repeats), options.output or FOLDER
    shown = {name: found[name] for name in ("studies", "by seeds", "digits by seeds")}
    (folder / "results.json").write_text(as_json(found), encoding="utf-8")
    (folder / "results.md").write_text(written(found), encoding="utf-8")
    (folder / ERROR_RATES.name if options.output else ERROR_RATES).write_text(as_json(shown), encoding="utf-8")


def as_json(content: Any) -> str:
    return json.dumps(content, indent=1) + "\n"


if __name__ == "__main__":
    main()
