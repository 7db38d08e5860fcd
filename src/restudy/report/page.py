"""The report: one HTML file that needs nothing beside it."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from restudy.claims.evidence import Evidence
from restudy.claims.judge import count_verdicts
from restudy.data.datasets import DATASETS
from restudy.plan.cells import TRIAL_CODE, data_identity
from restudy.plan.plan import StudyPlan
from restudy.provenance import code_digest, digest
from restudy.records import read_json, write_text
from restudy.report.formatters import PROTOCOL_TITLES, how_many, seeds_text
from restudy.report.view import choice_rows, claim_view, headline_view, optimism_rows, table_view


@dataclass(frozen=True)
class StudyFiles:
    """Where a study's results lie.

    Attributes:
        evaluation: folder that `evaluate` wrote.
        claims: file that `judge` wrote.
        tables: folder of ID.csv.
        figures: folder of ID.svg.
    """

    evaluation: Path
    claims: Path
    tables: Path
    figures: Path


def study_files(results: Path, study: str) -> StudyFiles:
    """The places of a study's results under `results`, the folder of a data set."""
    return StudyFiles(
        evaluation=results / "evaluation" / study,
        claims=results / "claims" / f"{study}.json",
        tables=results / "tables" / study,
        figures=results / "figures" / study,
    )


def report(plans: Iterable[StudyPlan], results: Path, output: Path) -> None:
    """Write the page of all studies."""
    plans = list(plans)
    studies = [study_context(plan, study_files(results, plan.name)) for plan in plans]
    write_text(output, environment().get_template("report.html.j2").render(page_context(plans), studies=studies))


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


def page_context(plans: list[StudyPlan]) -> dict[str, Any]:
    """What the page says of the run as a whole; equal inputs give an equal page."""
    dataset = DATASETS[plans[0].dataset]
    content = [plan.study.model_dump(mode="json") for plan in plans]
    return {
        "dataset": dataset,
        "seeds": seeds_text(plans[0].seeds),
        "trials": sum(len(plan.cells) for plan in plans) * len(plans[0].seeds),
        "hashes": {
            "params": digest({"studies": content, "seeds": plans[0].seeds, "cells": _cells(plans)})[:12],
            "training code": code_digest(TRIAL_CODE)[:12],
            "data": digest(data_identity(dataset))[:12],
        },
        "how_many": how_many,
        "protocol_titles": PROTOCOL_TITLES,
    }


def _cells(plans: list[StudyPlan]) -> list[str]:
    """The digests of all cells, which cover defaults and splits too."""
    return [cell.digest for plan in plans for cell in plan.cells]


def study_context(plan: StudyPlan, files: StudyFiles) -> dict[str, Any]:
    """What the page shows of one study."""
    evidence = Evidence(plan, files.evaluation)
    judged = read_json(files.claims)
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
        "tables": {name: _table(files.tables / f"{name}.csv") for name in plan.study.tables},
        "figures": {name: _data_uri(files.figures / f"{name}.svg") for name in plan.study.figures},
    }


def _table(path: Path) -> Any:
    return table_view(pd.read_csv(path, dtype={"class": str}))


def _data_uri(path: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"
