"""Every published number and every claim with its verdict, as data: what the report shows, for programs."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

from restudy.claims.judge import count_verdicts
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.report.view import claim_view, number_grounds

Content = dict[str, Any]


def verdicts(plans: Iterable[StudyPlan], results: Path, hashes: Mapping[str, str]) -> Content:
    """All verdicts of a report.

    Args:
        plans: the studies.
        results: the data set's results.
        hashes: what the report is made from.

    Returns:
        Plain types. A claim, a number and a reading of a contradiction each have `verdict`, `observed`, `interval`,
        `grounds` and `seeds_to_decide`; the verdict is None where nothing was judged.
    """
    plans = list(plans)
    return {
        "dataset": plans[0].dataset,
        "seeds": list(plans[0].seeds),
        "made_from": dict(hashes),
        "studies": {plan.name: _study(plan, read_json(results / "claims" / f"{plan.name}.json")) for plan in plans},
    }


def _study(plan: StudyPlan, judged: Mapping[str, Any]) -> Content:
    claims = _claims(plan, plan.study.claims, judged["claims"])
    comparable = judged["not_judged"] is None
    return {
        "title": plan.study.title,
        "source": plan.study.source.model_dump(mode="json"),
        "not_judged": judged["not_judged"],
        "counts": {
            "claims": count_verdicts(claim["verdict"] for claim in claims.values()),
            "numbers": count_verdicts(number["verdict"] for number in judged["numbers"]),
        }
        if comparable
        else None,
        "headline": [_number(number) for number in judged["headline"]],
        "numbers": [_number(number) for number in judged["numbers"]],
        "claims": claims,
        "contradictions": [
            {"text": item.text, "readings": _claims(plan, item.readings, found["readings"])}
            for item, found in zip(plan.study.contradictions, judged["contradictions"], strict=True)
        ],
    }


def _number(number: Mapping[str, Any]) -> Content:
    """A published number; its interval is the one in which a further run of ours falls."""
    return {
        "id": number["place"],
        "row": number["row"],
        "quantity": number["quantity"],
        "cell": number["cell"],
        "published": number["published"],
        "observed": {"mean": number["mean"], "runs": number["runs"]},
        "interval": number["interval"],
        "verdict": number["verdict"],
        "grounds": number_grounds(number),
        "seeds_to_decide": number["seeds_to_decide"],
    }


def _claims(plan: StudyPlan, claims: Mapping[str, Any], findings: Mapping[str, Any]) -> Content:
    return {name: _claim(plan, name, claim, findings[name]) for name, claim in claims.items()}


def _claim(plan: StudyPlan, name: str, claim: Any, finding: Mapping[str, Any]) -> Content:
    """A claim; its interval is that of the deciding difference, or of a further run for a published number.

    `p_value` is adjusted over the study's claims; `share_of_resamples` is how often it held when seeds and images were
    drawn again.
    """
    view, margin = claim_view(plan, name, claim, finding), finding.get("margin")
    return {
        "kind": claim.kind,
        "text": claim.text,
        "note": claim.note,
        "published": getattr(claim, "published", None),
        "observed": [_observed(item) for item in finding["observed"]],
        "holds_in_seeds": finding["holds"],
        "difference": {key: margin[key] for key in ("among", "title", "limit", "estimate", "mcnemar")}
        if margin
        else None,
        "interval": margin["interval"] if margin else finding.get("interval"),
        "p_value": finding.get("p_value"),
        "share_of_resamples": finding.get("share"),
        "verdict": finding.get("verdict"),
        "grounds": view.grounds,
        "seeds_to_decide": finding.get("seeds_to_decide"),
    }


def _observed(item: Mapping[str, Any]) -> Content:
    known = [value for value in item["values"].values() if value is not None]
    return {**item, "mean": fmean(known) if known else None}
