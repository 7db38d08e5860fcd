"""Every published number and every claim with its verdict, as data: what the report shows, for programs."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from statistics import fmean
from typing import Any

from restudy.papers.items import Claim
from restudy.quantity import Quantity
from restudy.report.claim_view import ClaimView, number_grounds
from restudy.report.studies import StudyContents

Content = dict[str, Any]
PART = ("verdict", "probability", "probability_on_new_images", "runs", "effect", "seeds_to_decide")


def verdicts(studies: Iterable[StudyContents], hashes: Mapping[str, str]) -> Content:
    """All verdicts of a report.

    Args:
        studies: what the report shows.
        hashes: what the report is made from.

    Returns:
        Plain types. Each study has under `diverged` the cells of which runs diverged, with their seeds and epochs. A
        claim, a number and a reading of a contradiction each have `verdict`, `observed`, `interval` and
        `grounds`; the verdict is None where nothing was judged.
    """
    studies = list(studies)
    plan = studies[0].plan
    return {
        "dataset": plan.dataset,
        "seeds": list(plan.seeds),
        "made_from": dict(hashes),
        "studies": {item.name: _study(item) for item in studies},
    }


def _study(item: StudyContents) -> Content:
    judged, paper = item.judged, item.paper
    return {
        "title": item.title,
        "source": paper.source and paper.source.model_dump(mode="json"),
        "not_judged": judged["not_judged"],
        "diverged": judged.get("diverged", {}),
        "figures_not_drawn": item.not_drawn,
        "counts": {"claims": item.counts, **item.counts_by_kind} if item.comparable else None,
        "luck": {name: asdict(found) for name, found in item.table_luck.items()},
        "headline": [_number(number) for number in judged["headline"]],
        "numbers": [_number(number) for number in judged["numbers"]],
        "claims": _claims(paper.claims, judged["claims"], item.claims),
        "contradictions": [
            {"text": contradiction.text, "readings": _claims(contradiction.readings, found["readings"], views)}
            for contradiction, found, (_, views) in zip(
                paper.contradictions, judged["contradictions"], item.contradictions, strict=True
            )
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
        "observed": {"mean": number["mean"], "runs": number["runs"], "diverged": number.get("diverged", 0)},
        "interval": number["interval"],
        "verdict": number["verdict"],
        "grounds": number_grounds(number),
        "is_fixed": number["is_fixed"],
        "is_fitted": number.get("is_fitted", False),
    }


def _claims(claims: Mapping[str, Claim], findings: Mapping[str, Any], views: Iterable[ClaimView]) -> Content:
    return {view.identifier: _claim(claims[view.identifier], findings[view.identifier], view) for view in views}


def _claim(claim: Claim, finding: Mapping[str, Any], view: ClaimView) -> Content:
    """A claim with its parts; its interval is that of the deciding difference, or of a further run for a number.

    `probability` is that further runs on the same test images show it, `runs` how many of ours do.
    """
    effect = finding.get("effect")
    return {
        "kind": claim.kind,
        "text": claim.text,
        "note": claim.note,
        "published": finding.get("published"),
        "observed": [_observed(item) for item in finding["observed"]],
        "holds_in_seeds": finding["holds"],
        **{key: finding.get(key) if "effect" in finding else None for key in PART},
        "verdict": finding.get("verdict"),
        "interval": effect["interval"] if effect else finding.get("interval"),
        "grounds": view.grounds,
        "parts": [{key: part[key] for key in PART} for part in finding.get("parts", [])],
    }


def _observed(item: Mapping[str, Any]) -> Content:
    known = [value for value in item["values"].values() if value is not None]
    return {**item, "title": Quantity.read(item["quantity"]).title, "mean": fmean(known) if known else None}
