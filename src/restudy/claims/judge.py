"""A study's choices, verdicts and headline numbers, once its trials are evaluated."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from restudy.claims.evidence import Evidence
from restudy.claims.findings import Finding
from restudy.claims.headline import headline
from restudy.claims.numbers import NumberVerdict, claimed_number, headline_numbers, judge_number
from restudy.claims.protocols import compare_protocols
from restudy.claims.published import table_numbers
from restudy.claims.verdicts import NOT_COMPARABLE, VERDICTS, Verdict, judge_claims
from restudy.claims.verify import verify
from restudy.params.claims import Claim, ValueClaim
from restudy.params.study import ProtocolName
from restudy.plan.plan import StudyPlan
from restudy.records import read_json, write_json
from restudy.selection import choose
from restudy.statistics.resampling import Resamples


def judge(plan: StudyPlan, selection: Path, evaluation: Path, data: Path, claims: Path, metrics: Path) -> None:
    """Write what was chosen and what each claim comes to (`claims`), and the headline numbers (`metrics`).

    Args:
        plan: the study's plan.
        selection: file that `select` wrote.
        evaluation: folder that `evaluate` wrote.
        data: folder of the data set's images, whose labels are counted.
        claims: file to write.
        metrics: file to write.
    """
    evidence = Evidence(plan, evaluation, data)
    resamples = Resamples(len(evidence.labels), number=plan.statistics.resamples)
    choices = decide(evidence, read_json(selection)["protocols"])
    judged = judge_study(evidence, resamples)
    write_json(
        claims,
        {
            "study": plan.name,
            "protocols": choices,
            "optimism": {key: asdict(each) for key, each in compare_protocols(evidence, choices, resamples).items()},
            **judged,
        },
    )
    write_json(metrics, headline(evidence, choices) | ({} if judged["not_judged"] else {"verdicts": _counts(judged)}))


def decide(evidence: Evidence, protocols: dict[ProtocolName, Any]) -> dict[str, Any]:
    """The protocols' choices, with those added that could not be made before the test images were seen."""
    return {
        name: choice if choice["chosen"] else choose(evidence.plan, name, evidence.chosen_by(name))
        for name, choice in protocols.items()
    }


def judge_study(evidence: Evidence, resamples: Resamples) -> dict[str, Any]:
    """Claims, published numbers and contradictions, each with its verdict; without one on another data set."""
    plan, confidence = evidence.plan, evidence.plan.statistics.confidence
    comparable = plan.dataset == plan.study.dataset
    numbers = table_numbers(evidence) if comparable else []
    headlines = headline_numbers(evidence) if comparable else []
    return {
        "not_judged": None if comparable else f"the paper is about {plan.study.dataset}, this run about {plan.dataset}",
        "claims": judge_family(plan.study.claims, evidence, resamples),
        "numbers": [asdict(judge_number(number, confidence)) for number in numbers],
        "headline": [asdict(judge_number(number, confidence)) for number in headlines],
        "contradictions": [
            {"text": item.text, "readings": judge_family(item.readings, evidence, resamples)}
            for item in plan.study.contradictions
        ],
    }


def judge_family(claims: Mapping[str, Claim], evidence: Evidence, resamples: Resamples) -> dict[str, Any]:
    """What the results say of each claim, with verdicts if they are on the paper's data set."""
    findings = {name: verify(claim, evidence) for name, claim in claims.items()}
    verdicts: dict[str, Verdict | NumberVerdict] = {}
    confidence = evidence.plan.statistics.confidence
    if evidence.plan.dataset == evidence.plan.study.dataset:
        verdicts |= judge_claims(
            {name: findings[name] for name, claim in claims.items() if _is_tested(claim)},
            len(evidence.plan.seeds),
            resamples,
            confidence,
        )
        for name, claim in claims.items():
            if isinstance(claim, ValueClaim):
                verdicts[name] = judge_number(claimed_number(name, claim, evidence), confidence)
            elif claim.not_comparable:
                verdicts[name] = Verdict(NOT_COMPARABLE, claim.not_comparable)
    return {
        name: _content(finding) | (asdict(verdicts[name]) if name in verdicts else {})
        for name, finding in findings.items()
    }


def _is_tested(claim: Claim) -> bool:
    return not isinstance(claim, ValueClaim) and not claim.not_comparable


def _content(finding: Finding) -> dict[str, Any]:
    return {"holds": finding.holds, "observed": [asdict(item) for item in finding.observed]}


def _counts(judged: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """How many claims and how many numbers of tables there are of each verdict."""
    return {
        "claims": count_verdicts(claim["verdict"] for claim in judged["claims"].values()),
        "numbers": count_verdicts(number["verdict"] for number in judged["numbers"]),
    }


def count_verdicts(verdicts: Iterable[str]) -> dict[str, int]:
    """How often each verdict was given, 0 where never; keys have underscores for spaces."""
    counts = Counter(verdicts)
    return {verdict.replace(" ", "_"): counts[verdict] for verdict in VERDICTS}
