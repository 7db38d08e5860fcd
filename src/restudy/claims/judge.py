"""A study's choices, claims and headline numbers, once its trials are evaluated."""

from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import Any

from restudy.claims.evidence import Evidence
from restudy.claims.verify import verify
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json
from restudy.selection import choose

HEADLINE_METRICS = ("val_accuracy", "test_accuracy", "test_loss", "epochs_run", "first_epoch_at_target")


def judge(plan: StudyPlan, selection: Path, evaluation: Path, claims: Path, metrics: Path) -> None:
    """Write what was chosen and what each claim comes to (`claims`), and the headline numbers (`metrics`)."""
    evidence = Evidence(plan, evaluation)
    choices = decide(evidence, read_json(selection)["protocols"])
    findings = {name: asdict(verify(claim, evidence)) for name, claim in plan.study.claims.items()}
    write_json(claims, {"study": plan.name, "protocols": choices, "claims": findings})
    write_json(metrics, headline(evidence, choices, findings))


def decide(evidence: Evidence, protocols: dict[str, Any]) -> dict[str, Any]:
    """The protocols' choices, with those added that could not be made before the test images were seen."""
    return {
        name: choice if choice["chosen"] else _by_test_images(evidence, name, choice["choose_by"])
        for name, choice in protocols.items()
    }


def _by_test_images(evidence: Evidence, protocol: str, criterion: str) -> dict[str, Any]:
    plan = evidence.plan
    values = {cell.name: [*evidence.values(cell, criterion).values()] for cell in plan.under(protocol)}
    return choose(plan, protocol, {name: list(numbers) for name, numbers in values.items()})


def headline(evidence: Evidence, choices: dict[str, Any], findings: dict[str, Any]) -> dict[str, Any]:
    """The chosen cells' means over seeds, by protocol and group, and how many claims hold in how many seeds.

    Claims are about the paper's data set, so on another one there is nothing to count.
    """
    chosen = {
        protocol: {group: _means(evidence, entry["cell"]) for group, entry in choice["chosen"].items()}
        for protocol, choice in choices.items()
    }
    if evidence.plan.dataset != evidence.plan.study.dataset:
        return chosen
    return {**chosen, "claims": count_claims(findings)}


def _means(evidence: Evidence, cell: str) -> dict[str, float]:
    rows = evidence.trials.loc[cell]
    return {name: fmean(rows[name]) for name in HEADLINE_METRICS if rows[name].notna().all()}


def count_claims(findings: dict[str, Any]) -> dict[str, int]:
    """How many claims hold in every seed, in some and in none; published numbers are not among them."""
    counts = {"hold_in_every_seed": 0, "hold_in_some_seeds": 0, "hold_in_no_seed": 0}
    for finding in findings.values():
        if finding["holds"] is not None:
            held = list(finding["holds"].values())
            key = "hold_in_every_seed" if all(held) else "hold_in_some_seeds" if any(held) else "hold_in_no_seed"
            counts[key] += 1
    return counts
