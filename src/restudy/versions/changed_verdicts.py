"""Which verdicts flipped, and which only one side has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from restudy.formats import probability_text
from restudy.metrics import METRICS
from restudy.versions.result_set import ResultSet

Key = tuple[str, str, str]
CONTRADICTION, HEADLINE = "contradiction", "headline"


@dataclass(frozen=True)
class VerdictChange:
    """A verdict that is not the same on both sides.

    Attributes:
        study: the study.
        place: a claim's or a table's ID, "headline", or "contradiction".
        what: the claim in words, or the row and the quantity.
        old: the verdict before; None where there was none.
        new: the verdict after; None where there is none.
        reason: why the new one is given, else the old one.
        of_table: whether it is of a number in a table.
    """

    study: str
    place: str
    what: str
    old: str | None
    new: str | None
    reason: str
    of_table: bool


def changed_verdicts(old: ResultSet, new: ResultSet) -> list[VerdictChange]:
    """Verdicts that differ or that one side alone has: of tables last, else in the order of the new side."""
    before, after = _verdicts(old), _verdicts(new)
    texts = _claim_texts(old) | _claim_texts(new)
    changes = []
    for key in [*after, *(key for key in before if key not in after)]:
        was, becomes = before.get(key), after.get(key)
        if (was and was["verdict"]) != (becomes and becomes["verdict"]):
            study, place, what = key
            changes.append(
                VerdictChange(
                    *(study, place, what or texts.get((study, place), "")),
                    old=was["verdict"] if was else None,
                    new=becomes["verdict"] if becomes else None,
                    reason=_why(becomes or was or {}),
                    of_table=bool(what) and place not in (HEADLINE, CONTRADICTION),
                )
            )
    return sorted(changes, key=lambda change: change.of_table)


def _why(judged: Mapping[str, Any]) -> str:
    """Why a verdict was given; of a claim that is judged by draws, its probability."""
    probability = judged.get("probability")
    said = f"probability {probability_text(probability)}" if probability is not None else ""
    return str(judged["reason"]) or said


def _verdicts(results: ResultSet) -> dict[Key, Mapping[str, Any]]:
    """Everything that was judged, by study, place and what it is about."""
    return {
        (study, *key): item
        for study in results.studies
        for key, item in _judged(results.claims[study])
        if item.get("verdict")
    }


def _judged(content: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    for name, claim in content["claims"].items():
        yield (name, ""), claim
    for item in [*content.get("headline", []), *content.get("numbers", [])]:
        yield (item["place"], ", ".join(filter(None, (item["row"], _title(item["quantity"]))))), item
    for contradiction in content.get("contradictions", []):
        for name, reading in contradiction["readings"].items():
            yield (CONTRADICTION, f"{contradiction['text']} ({name})"), reading


def _title(quantity: str) -> str:
    """A metric in words; other quantities are words."""
    return METRICS[quantity].title if quantity in METRICS else quantity.replace("_", " ")


def _claim_texts(results: ResultSet) -> dict[tuple[str, str], str]:
    return {
        (study, name): claim.get("text", "")
        for study, content in results.claims.items()
        for name, claim in content["claims"].items()
    }
