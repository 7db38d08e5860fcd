"""What the page and the paper say of the run as a whole."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from restudy.datasets import dataset_named
from restudy.formats import MINUS, PERCENT, how_many, percent, seeds_text
from restudy.judging.error_rates import error_rates
from restudy.papers.titles import PROTOCOL_TITLES
from restudy.params.params import Limits
from restudy.report.claim_view import STATES, verdict_state
from restudy.report.facts import facts
from restudy.report.more_runs import more_runs
from restudy.report.origins import SHORT, Hashes
from restudy.report.strips import TICKS, place
from restudy.report.studies import StudyContents
from restudy.report.summary import summary
from restudy.report.trial_view import run_view

HASH_TITLES = {"params": "Settings and papers", "code": "Training code", "data": "Data"}
SIGNS = {"all": "✓", "mostly": "↗", "tied": "=", "some": "?", "hardly": "↘", "none": "✗", "compared": "≁"}
# Of one, and of several.
COUNT_WORDS = {
    "holds": ("holds", "hold"),
    "leans_true": ("leans true", "lean true"),
    "tied": ("tied", "tied"),
    "open": ("open", "open"),
    "leans_false": ("leans false", "lean false"),
    "does_not_hold": ("does not", "do not"),
    "not_comparable": ("not comparable", "not comparable"),
}
COUNT_STATES = {key: verdict_state(key.replace("_", " ")) for key in COUNT_WORDS}


def run_context(studies: Sequence[StudyContents], hashes: Hashes, commit: str | None) -> dict[str, Any]:
    """The variables that both templates have; equal inputs give equal ones."""
    records, plan = [record for study in studies for record in study.records], studies[0].plan
    dataset = dataset_named(plan.dataset)
    again = " run again" if any(study.paper.source for study in studies) else ""
    return {
        "title": f"{how_many(len(studies), 'study', 'studies')}{again} on {dataset.title}",
        "studies": studies,
        "dataset": dataset,
        "seeds": seeds_text([cell.seeds for study in studies for cell in study.plan.cells]),
        "cells": sum(study.cells for study in studies),
        "trials": len(records),
        "run": run_view(records),
        "hashes": {HASH_TITLES[name]: value for name, value in asdict(hashes).items()},
        "short": SHORT,
        "summary": summary(studies),
        "more_runs": more_runs(studies),
        "facts": facts(records),
        "ticks": {place(value): f"{value:+d}".replace("-", MINUS) if value else "0" for value in TICKS},
        "band": (place(-1.0), place(1.0)),
        "commit": commit,
        "protocol_titles": PROTOCOL_TITLES,
        "signs": SIGNS,
        "states": STATES,
        "count_words": COUNT_WORDS,
        "count_states": COUNT_STATES,
        "confidence": percent(plan.statistics.confidence),
        "limits": _limits(plan.statistics.verdicts),
        "measured": _measured(min(len(cell.seeds) for study in studies for cell in study.plan.cells)),
    }


def _measured(seeds: int) -> str:
    """How often verdicts were wrong where the truth is known, with the nearest number of seeds, in a sentence."""
    simulated, real = (
        min(error_rates()[of], key=lambda row: abs(row["group"][0] - seeds)) for of in ("by seeds", "digits by seeds")
    )
    first, second = (
        f"{100 * row['decided, wrong']:.1f}{PERCENT} of “holds” and “does not hold” and "
        f"{100 * row['leaning, wrong']:.1f}{PERCENT} of “leans” were wrong"
        for row in (simulated, real)
    )
    return (
        f"In {error_rates()['studies']:,} simulated studies with {simulated['group'][0]} runs {first}. Of small "
        f"networks on other digits, whose truth 60 runs tell, {second}."
    )


def _limits(limits: Limits) -> dict[str, str]:
    """From where on verdicts are given, in words."""
    points = {name: f"{100 * getattr(limits, name):g} points" for name in ("margin", "noticeable")}
    shares = ("certain", "leaning", "relative_margin")
    return points | {name: percent(getattr(limits, name)) for name in shares}
