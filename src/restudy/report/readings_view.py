"""What a paper left out, as text for the page, the paper and a terminal: how well each alternative fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from restudy.formats import MINUS
from restudy.judging.scale import FAILS, HOLDS, LEANS_FALSE, LEANS_TRUE, NOT_COMPARABLE, OPEN, TIED
from restudy.papers.paper import Paper
from restudy.papers.titles import cell_title, setting, variant_title
from restudy.plan.plan import StudyPlan

# Nats by which one reading must be ahead, which is about 20 to 1.
WORTH = 3.0
# Which way a verdict points.
SIDES = {HOLDS: 1, LEANS_TRUE: 1, TIED: 0, OPEN: 0, LEANS_FALSE: -1, FAILS: -1, NOT_COMPARABLE: 0}
BETTER, WORSE, ALIKE, UNKNOWN = "fits better", "fits worse", "fits alike", "nothing published"


@dataclass(frozen=True)
class ReadingView:
    """An alternative as text.

    Attributes:
        name: its name in params.yaml.
        title: in words.
        infers: the setting that the paper leaves out.
        why: why the paper could have meant it; empty where that is not said.
        settings: titles of the cells whose settings it changes.
        runs: how many runs there are with it.
        inside: how many published numbers lie where a further run falls, with ours and with it, and of how many.
        training: gain of log density on training and validation numbers, in nats; empty where none was published.
        test: the same on test numbers.
        word: how it fits.
        claims: each claim that was judged by it, with our verdict and its own.
    """

    name: str
    title: str
    infers: str
    why: str
    settings: list[str]
    runs: int
    inside: str
    training: str
    test: str
    word: str
    claims: list[tuple[str, str, str]]

    @property
    def changed(self) -> list[tuple[str, str, str]]:
        """The claims of which the verdict is another."""
        return [claim for claim in self.claims if claim[1] != claim[2]]

    @property
    def same(self) -> list[str]:
        """The claims of which the verdict is the same."""
        return [name for name, own, other in self.claims if own == other]


def readings_view(plan: StudyPlan, paper: Paper, judged: Mapping[str, Any]) -> list[ReadingView]:
    """A study's alternatives, the best first; none where nothing was judged."""
    found = sorted(judged.get("alternatives", {}).items(), key=lambda item: -_gain(item[1]))
    return [_view(plan, paper, judged, *item) for item in found]


def _view(
    plan: StudyPlan, paper: Paper, judged: Mapping[str, Any], name: str, content: Mapping[str, Any]
) -> ReadingView:
    cells = {cell.name: cell for cell in plan.cells}
    inside = content["inside"]
    parts = {row["part"] for row in content["numbers"] if row["gain"] is not None}
    return ReadingView(
        name=name,
        title=variant_title(paper, name),
        infers=setting(content["infers"]),
        why=paper.alternatives.get(name, ""),
        settings=[cell_title(paper, cells[base]) for base in content["cells"]],
        runs=content["runs"],
        inside=f"{inside['own']} → {inside['other']} of {inside['of']}" if inside["of"] else "",
        training=_nats(content["fit"]["training"]) if "training" in parts else "",
        test=_nats(content["fit"]["test"]) if "test" in parts else "",
        word=_word(content) if parts else UNKNOWN,
        claims=[(key, judged["claims"][key]["verdict"], verdict) for key, verdict in content["claims"].items()],
    )


def _gain(content: Mapping[str, Any]) -> float:
    """By training numbers where there are some, so that test numbers are left to judge by."""
    training = any(row["part"] == "training" and row["gain"] is not None for row in content["numbers"])
    return float(content["fit"]["training" if training else "test"])


def _word(content: Mapping[str, Any]) -> str:
    gain = _gain(content)
    return BETTER if gain >= WORTH else WORSE if gain <= -WORTH else ALIKE


def _nats(gain: float) -> str:
    return f"{gain:+.1f}".replace("-", MINUS)


def readings_sentences(views: Sequence[ReadingView]) -> list[str]:
    """Which readings fit best, and what nothing tells apart."""
    found = []
    for word, one, several in (
        (BETTER, "fits what the paper prints better than ours", "fit what the paper prints better than ours"),
        (WORSE, "fits worse", "fit worse"),
        (ALIKE, "cannot be told from ours", "cannot be told from ours"),
    ):
        those = [f"{view.title} ({view.training or view.test} nats)" for view in views if view.word == word]
        if those:
            found.append(f"{'; '.join(those)}: {one if len(those) == 1 else several}.")
    turned = sorted({key for view in views for key, own, other in view.claims if {SIDES[own], SIDES[other]} == {1, -1}})
    tried = {key for view in views for key, _, _ in view.claims}
    if tried:
        hang = f"the verdict on {', '.join(turned)} turns round" if turned else "no verdict turns round"
        found.append(f"Of {len(tried)} claims that were judged by other readings too, {hang}.")
    return [each[:1].upper() + each[1:] for each in found]
