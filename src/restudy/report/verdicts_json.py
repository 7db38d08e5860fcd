"""Every published number and every claim with its verdict, as data: what the report shows, for programs."""

from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

from restudy.papers.items import Claim
from restudy.quantity import Quantity
from restudy.report.studies import StudyContents
from restudy.report.view import ClaimView, number_grounds

Content = dict[str, Any]
DIFFERENCE = ("among", "first", "second", "limit", "estimate", "mcnemar")


def verdicts(studies: Iterable[StudyContents], hashes: Mapping[str, str]) -> Content:
    """All verdicts of a report.

    Args:
        studies: what the report shows.
        hashes: what the report is made from.

    Returns:
        Plain types. Each study has under `diverged` the cells of which runs diverged, with their seeds and epochs. A
        claim, a number and a reading of a contradiction each have `verdict`, `observed`, `interval`,
        `grounds` and `seeds_to_decide`; the verdict is None where nothing was judged.
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
        "counts": {"claims": item.counts, "numbers": item.number_counts} if item.comparable else None,
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
        "seeds_to_decide": number["seeds_to_decide"],
    }


def _claims(claims: Mapping[str, Claim], findings: Mapping[str, Any], views: Iterable[ClaimView]) -> Content:
    return {view.identifier: _claim(claims[view.identifier], findings[view.identifier], view) for view in views}


def _claim(claim: Claim, finding: Mapping[str, Any], view: ClaimView) -> Content:
    """A claim; its interval is that of the deciding difference, or of a further run for a published number.

    `p_value` is adjusted over the study's claims; `share_of_resamples` is how often it held when seeds and images were
    drawn again.
    """
    margin = finding.get("margin")
    return {
        "kind": claim.kind,
        "text": claim.text,
        "note": claim.note,
        "published": finding.get("published"),
        "observed": [_observed(item) for item in finding["observed"]],
        "holds_in_seeds": finding["holds"],
        "difference": margin and {key: margin[key] for key in DIFFERENCE},
        "interval": margin["interval"] if margin else finding.get("interval"),
        "p_value": finding.get("p_value"),
        "share_of_resamples": finding.get("share"),
        "verdict": finding.get("verdict"),
        "grounds": view.grounds,
        "seeds_to_decide": finding.get("seeds_to_decide"),
    }


def _observed(item: Mapping[str, Any]) -> Content:
    known = [value for value in item["values"].values() if value is not None]
    return {**item, "title": Quantity.read(item["quantity"]).title, "mean": fmean(known) if known else None}
