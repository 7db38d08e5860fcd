"""A study's choices, verdicts and headline numbers, once its trials are evaluated."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from restudy.evidence.divergence import MOST_NAMED, runs_text
from restudy.evidence.evidence import Evidence
from restudy.evidence.material import Material
from restudy.judging.findings import Finding, Observed, Side
from restudy.judging.grounds import Effect, Part, Verdict
from restudy.judging.headline import headline
from restudy.judging.numbers import NumberVerdict, PublishedNumber, PublishedShape, judge_number, published_metric
from restudy.judging.optimism import compare_protocols
from restudy.judging.readings import judge_measures, judge_readings
from restudy.judging.scale import FAILS, HOLDS, NOT_COMPARABLE, VERDICTS
from restudy.judging.verdicts import Judge
from restudy.papers.items import Claim
from restudy.papers.titles import cell_title
from restudy.params.study import ProtocolName
from restudy.records import read_json, write_json
from restudy.selection import choose

Content = dict[str, Any]


def judge(material: Material, selection: Path, claims: Path, metrics: Path) -> None:
    """Write what was chosen and what each claim comes to (`claims`), and the headline numbers (`metrics`).

    Args:
        material: the study's results, and what is said of it.
        selection: file that `select` wrote.
        claims: file to write.
        metrics: file to write.
    """
    evidence = material.evidence
    choices = decide(evidence, read_json(selection)["protocols"])
    judged = judge_study(material)
    optimism = compare_protocols(evidence, choices, material.posterior)
    found = {key: asdict(each) for key, each in optimism.items()}
    diverged = {cell.name: epochs for cell in material.plan.cells if (epochs := evidence.diverged(cell))}
    content = {"study": material.plan.name, "diverged": diverged, "protocols": choices, "optimism": found}
    write_json(claims, content | judged)
    write_json(metrics, headline(evidence, choices) | ({} if judged["not_judged"] else {"verdicts": _counts(judged)}))


def decide(evidence: Evidence, protocols: dict[ProtocolName, Any]) -> Content:
    """The protocols' choices, with those added that could not be made before the test images were seen."""
    return {
        name: choice if choice["chosen"] else choose(evidence.plan, name, evidence.chosen_by(name))
        for name, choice in protocols.items()
    }


def is_comparable(material: Material) -> bool:
    """Whether this run is on the data set that the paper is about."""
    return material.paper.dataset in (None, material.plan.dataset)


def judge_study(material: Material) -> Content:
    """Claims, published numbers and contradictions, each with its verdict; without one on another data set."""
    paper, dataset = material.paper, material.plan.dataset
    comparable, claims = is_comparable(material), judge_family(paper.claims, material)
    return {
        "not_judged": None if comparable else f"the paper is about {paper.dataset}, this run about {dataset}",
        "claims": claims,
        "numbers": _table_numbers(material) if comparable else [],
        "headline": _headline_numbers(material) if comparable else [],
        "alternatives": judge_readings(material, claims, _words) if comparable else {},
        "measures": judge_measures(material) if comparable else {},
        "contradictions": [
            {"text": item.text, "readings": judge_family(item.readings, material)} for item in paper.contradictions
        ],
    }


def _words(names: Iterable[str], material: Material) -> dict[str, str]:
    """Verdicts on some claims."""
    claims = {name: material.paper.claims[name] for name in names}
    findings = {name: claim.finding(material.evidence) for name, claim in claims.items()}
    return {name: verdict.verdict for name, verdict in _verdicts(claims, findings, material).items()}


def _table_numbers(material: Material) -> list[Content]:
    """Verdicts on all published numbers of all tables, each with its row, from 0, and its column's key."""
    return [
        {"place": name, "line": line, "column": column, "is_fitted": column in table.fitted}
        | asdict(_judged_number(number, material))
        for name, table in material.paper.tables.items()
        for line, column, number in table.rows(material).numbers()
    ]


def _headline_numbers(material: Material) -> list[Content]:
    """Verdicts on the numbers of the report's first screen."""
    evidence = material.evidence
    numbers = (
        published_metric(evidence, evidence.cell(item.cell), item.metric, item.published, row=item.title)
        for item in material.paper.headline
    )
    return [{"place": "headline", **asdict(_judged_number(each, material))} for each in numbers]


def _judged_number(number: PublishedNumber | PublishedShape, material: Material) -> NumberVerdict:
    return judge_number(number, material.posterior, material.statistics)


def judge_family(claims: Mapping[str, Claim], material: Material) -> Content:
    """What the results say of each claim, with verdicts if they are on the paper's data set."""
    findings = {name: claim.finding(material.evidence) for name, claim in claims.items()}
    verdicts = _verdicts(claims, findings, material) if is_comparable(material) else {}
    return {
        name: {"text": claims[name].text, **_content(finding), **(_plain(verdicts[name]) if name in verdicts else {})}
        for name, finding in findings.items()
    }


def _verdicts(
    claims: Mapping[str, Claim], findings: Mapping[str, Finding], material: Material
) -> dict[str, Verdict | NumberVerdict]:
    """Published numbers are compared, what cannot be compared says why, and all others are judged by what they need."""
    judge = Judge(material.posterior, material.statistics, len(material.evidence.labels))
    found: dict[str, Verdict | NumberVerdict] = {}
    for name, claim in claims.items():
        number = findings[name].published
        if number:
            found[name] = _judged_number(number, material)
        elif findings[name].consistent is not None:
            found[name] = Verdict(HOLDS if findings[name].consistent else FAILS, reason=findings[name].arithmetic)
        elif claim.not_comparable:
            found[name] = Verdict(NOT_COMPARABLE, reason=claim.not_comparable)
        else:
            found[name] = judge.verdict(findings[name])
    return {name: _with_diverged(verdict, findings[name], material) for name, verdict in found.items()}


def _with_diverged(verdict: Verdict | NumberVerdict, finding: Finding, material: Material) -> Verdict | NumberVerdict:
    """The verdict of a claim with what its cells' runs that diverged add to its reason."""
    evidence, names = material.evidence, dict.fromkeys(cell.name for cell in finding.cells)
    exact = [runs.exact for margin in finding.margins for _, runs in margin.terms]
    if finding.published or (exact and all(exact)):
        # The one says so by itself, the other is no less true of them.
        return verdict
    parts = [
        runs_text(len(diverged), len(cell.seeds), cell_title(material.paper, cell))
        for cell in material.plan.cells
        if cell.name in names and (diverged := evidence.diverged(cell))
    ]
    more = [f"and runs of {len(parts) - MOST_NAMED} more settings"] if len(parts) > MOST_NAMED else []
    return replace(verdict, reason="; ".join(filter(None, [verdict.reason, *parts[:MOST_NAMED], *more])))


def _content(finding: Finding) -> Content:
    number = finding.published
    published = {"published": number.published, "unit": number.unit} if number else {}
    about = {"holds": finding.holds, "cells": [cell.name for cell in finding.cells]}
    return {**about, "observed": [_observed(item) for item in finding.observed], **published}


def _observed(item: Observed) -> Content:
    return {"cell": item.cell, "quantity": item.quantity.plain(), "values": item.values}


def _plain(verdict: Verdict | NumberVerdict) -> Content:
    if isinstance(verdict, NumberVerdict):
        return asdict(verdict)
    return _plain_part(verdict) | {"reason": verdict.reason, "parts": [_plain_part(part) for part in verdict.parts]}


def _plain_part(part: Part) -> Content:
    content = {key: value for key, value in vars(part).items() if key not in ("reason", "parts")}
    return content | {"effect": part.effect and _plain_effect(part.effect)}


def _plain_effect(effect: Effect) -> Content:
    return asdict(effect) | {"first": _side(effect.first), "second": effect.second and _side(effect.second)}


def _side(side: Side) -> Content:
    return {"cell": side.cell, "quantity": side.quantity.plain()}


def _counts(judged: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """How many claims and how many numbers of tables, kind by kind, there are of each verdict."""
    return {
        "claims": count_verdicts(claim["verdict"] for claim in judged["claims"].values()),
        **{name: count_verdicts(numbers) for name, numbers in by_kind(judged["numbers"]).items()},
    }


def by_kind(numbers: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Verdicts of published numbers: of those that tell something, that no run changes, and that settings fit."""
    kinds: dict[str, list[str]] = {"numbers": [], "fixed_numbers": [], "fitted_numbers": []}
    for number in numbers:
        kind = "fixed_numbers" if number["is_fixed"] else "fitted_numbers" if number["is_fitted"] else "numbers"
        kinds[kind].append(number["verdict"])
    return kinds


def count_verdicts(verdicts: Iterable[str]) -> dict[str, int]:
    """How often each verdict was given, 0 where never; keys have underscores for spaces."""
    counts = Counter(verdicts)
    return {verdict.replace(" ", "_"): counts[verdict] for verdict in VERDICTS}
