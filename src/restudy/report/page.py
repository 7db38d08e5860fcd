"""The report: one HTML file that needs nothing beside it."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from restudy.claims.evidence import Evidence
from restudy.claims.judge import count_verdicts
from restudy.data.datasets import DATASETS
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_text
from restudy.report.alternatives import alternative
from restudy.report.formatters import how_many, percent, seeds_text, verdict_state
from restudy.report.inline_svg import InlineFigure, inline
from restudy.report.origin_view import OriginView, origin_view
from restudy.report.origins import SHORT, Kind, origins, report_hashes
from restudy.report.rubric import answered_steps
from restudy.report.table_view import TableView, table_view
from restudy.report.titles import PROTOCOL_TITLES
from restudy.report.trial_view import run_view, trials_view
from restudy.report.trials import TrialRecord, read_records
from restudy.report.view import choice_rows, claim_view, headline_view, number_marks, optimism_rows

TEMPLATES = files("restudy.report") / "templates"
HASH_TITLES = {"params": "Settings", "code": "Training code", "data": "Data"}
SIGNS = {"all": "✓", "none": "✗", "some": "?", "compared": "≁"}
# Of one, and of several.
COUNT_WORDS = {
    "holds": ("holds", "hold"),
    "undecided": ("undecided", "undecided"),
    "does_not_hold": ("does not", "do not"),
    "not_comparable": ("not comparable", "not comparable"),
}
COUNT_STATES = {key: verdict_state(key.replace("_", " ")) for key in COUNT_WORDS}
# More columns than these are set closer, so that they fit.
WIDE_TABLE = 8
SECTIONS = {
    "claims": "Claims",
    "contradictions": "Contradictions",
    "choice": "Choice of the best cell",
    "tables": "Tables",
    "figures": "Figures",
    "settings": "Settings",
    "rubric": "Rubric",
    "trials": "Trials",
}


@dataclass(frozen=True)
class StudyFiles:
    """Where a study's results lie.

    Attributes:
        results: the data set's results.
        evaluation: folder that `evaluate` wrote.
        claims: file that `judge` wrote.
        tables: folder of ID.csv.
        figures: folder of ID.svg, and of ID.csv with the numbers that they show.
    """

    results: Path
    evaluation: Path
    claims: Path
    tables: Path
    figures: Path


def study_files(results: Path, study: str) -> StudyFiles:
    """The places of a study's results under `results`, the folder of a data set."""
    return StudyFiles(
        results=results,
        evaluation=results / "evaluation" / study,
        claims=results / "claims" / f"{study}.json",
        tables=results / "tables" / study,
        figures=results / "figures" / study,
    )


def report(plans: Iterable[StudyPlan], results: Path, output: Path, commit: str | None = None) -> None:
    """Write the page of all studies, which names the commit whose code and settings made it."""
    plans = list(plans)
    records = {plan.name: read_records(plan, results) for plan in plans}
    studies = [study_context(plan, study_files(results, plan.name), records[plan.name]) for plan in plans]
    context = page_context(plans, [record for of_study in records.values() for record in of_study], commit)
    write_text(output, environment().get_template("report.html.j2").render(context, studies=studies))


def environment() -> Environment:
    """Templates in which a missing name is an error and every text is escaped."""
    return Environment(
        loader=PackageLoader("restudy.report"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def template_text(name: str) -> str:
    """A file that stands on a page as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def page_context(plans: list[StudyPlan], records: Sequence[TrialRecord], commit: str | None = None) -> dict[str, Any]:
    """What the page says of the run as a whole; equal inputs give an equal page."""
    style, script = template_text("report.css"), template_text("report.js")
    return {
        "dataset": DATASETS[plans[0].dataset],
        "seeds": seeds_text(plans[0].seeds),
        "cells": sum(len(plan.cells) for plan in plans),
        "trials": len(records),
        "run": run_view(records),
        "hashes": {HASH_TITLES[name]: value[:SHORT] for name, value in asdict(report_hashes(plans)).items()},
        "commit": commit,
        "how_many": how_many,
        "protocol_titles": PROTOCOL_TITLES,
        "signs": SIGNS,
        "count_words": COUNT_WORDS,
        "count_states": COUNT_STATES,
        "wide": WIDE_TABLE,
        "confidence": percent(plans[0].statistics.confidence),
        "policy": policy(style=style, script=script),
        "style": Markup(style),
        "script": Markup(script),
    }


def policy(**own: str) -> str:
    """A security policy under which a page's own style and script (by these names) run, and nothing is fetched."""
    rules = [f"{name}-src '{_integrity(text)}'" for name, text in own.items()]
    return "; ".join(["default-src 'none'", "img-src data:", *rules, "base-uri 'none'", "form-action 'none'"])


def _integrity(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def study_context(plan: StudyPlan, files: StudyFiles, records: Sequence[TrialRecord]) -> dict[str, Any]:
    """What the page shows of one study."""
    context = judged_context(plan, files) | {
        "table_origins": _origins(plan, "tables", files, records),
        "figures": {name: _figure(plan, name, files.figures) for name in plan.study.figures},
        "figure_origins": _origins(plan, "figures", files, records),
        "trials": trials_view(Evidence(plan, files.evaluation), records),
    }
    absent = {part for part in ("claims", "contradictions", "tables", "figures", "rubric") if not context[part]}
    return context | {"sections": {part: title for part, title in SECTIONS.items() if part not in absent}}


def judged_context(plan: StudyPlan, files: StudyFiles) -> dict[str, Any]:
    """What the page and the paper show of one study: all but figures, origins and trials."""
    evidence = Evidence(plan, files.evaluation)
    judged = read_json(files.claims)
    numbers = {name: [each for each in judged["numbers"] if each["place"] == name] for name in plan.study.tables}
    claims = [claim_view(plan, name, claim, judged["claims"][name]) for name, claim in plan.study.claims.items()]
    headlines: list[Any] = judged["headline"] or [None] * len(plan.study.headline)
    return {
        "name": plan.name,
        "study": plan.study,
        "comparable": plan.dataset == plan.study.dataset,
        "cells": len(plan.cells),
        "headlines": [headline_view(evidence, *pair) for pair in zip(plan.study.headline, headlines, strict=True)],
        "choices": choice_rows(plan, judged["protocols"]),
        "optimism": optimism_rows(plan, judged["optimism"]),
        "claims": claims,
        "counts": count_verdicts(claim.verdict for claim in claims),
        "number_counts": count_verdicts(number["verdict"] for number in judged["numbers"]),
        "contradictions": [
            (item.text, [claim_view(plan, key, claim, found["readings"][key]) for key, claim in item.readings.items()])
            for item, found in zip(plan.study.contradictions, judged["contradictions"], strict=True)
        ],
        "tables": {
            name: _table(table, files.tables / f"{name}.csv", numbers[name])
            for name, table in plan.study.tables.items()
        },
        "table_counts": {name: count_verdicts(each["verdict"] for each in numbers[name]) for name in numbers},
        "rubric": answered_steps(plan, files.results),
    }


def _table(spec: Any, path: Path, numbers: Iterable[Mapping[str, Any]]) -> TableView:
    words = ["class", *(f"{title}_published" for title in getattr(spec, "words", {}))]
    return table_view(pd.read_csv(path, dtype=dict.fromkeys(words, str)), number_marks(numbers))


def _figure(plan: StudyPlan, name: str, folder: Path) -> InlineFigure:
    numbers = pd.read_csv(folder / f"{name}.csv")
    words = alternative(plan.study.figures[name], plan, numbers)
    return inline(folder / f"{name}.svg", f"{plan.name}-{name}-", words, numbers)


def _origins(plan: StudyPlan, kind: Kind, files: StudyFiles, records: Sequence[TrialRecord]) -> dict[str, OriginView]:
    folder = files.tables if kind == "tables" else files.figures
    return {
        name: origin_view(plan, origin, folder / f"{name}.csv")
        for name, origin in origins(plan, kind, files.results, records).items()
    }
