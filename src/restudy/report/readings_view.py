"""What a paper left out, as text for the page, the paper and a terminal: how well each alternative fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
OURS = "our settings"
# So many settings of an alternative are named.
MOST_NAMED = 3
# What an alternative infers that changes nothing but what a seed decides.
SEEDS = "seeds_vary"
BETTER, WORSE, ALIKE, UNKNOWN = "fits better", "fits worse", "fits alike", "nothing published"


@dataclass(frozen=True)
class ReadingView:
    """An alternative as text.

    Attributes:
        name: its name in params.yaml.
        title: in words.
        infers: the setting that the paper leaves out.
        why: why the paper could have meant it; empty where that is not said.
        settings: titles of the cells whose settings it changes, or the tables whose numbers it is about.
        runs: how many runs there are with it.
        inside: how many published numbers lie where a further run falls, with ours and with it, and of how many.
        training: gain of log density on training and validation numbers, in nats; empty where none was published.
        test: the same on test numbers.
        word: how it fits.
        claims: verdicts by it on each claim that was judged by it.
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
    claims: Mapping[str, str]


@dataclass(frozen=True)
class MultiverseRow:
    """A reading and what is said of each claim by it; empty where the claim was not judged by it."""

    title: str
    verdicts: list[str]


@dataclass(frozen=True)
class Multiverse:
    """The claims that were judged by other readings, and each reading's row, ours first."""

    claims: list[str]
    rows: list[MultiverseRow]

    @property
    def seen(self) -> set[str]:
        """The verdicts that there are."""
        return {verdict for row in self.rows for verdict in row.verdicts}

    @property
    def turned(self) -> list[str]:
        """The claims that one reading speaks for and another one against."""
        sides = zip(*([SIDES.get(verdict, 0) for verdict in row.verdicts] for row in self.rows), strict=True)
        return [key for key, found in zip(self.claims, sides, strict=True) if {1, -1} <= {*found}]


@dataclass(frozen=True)
class ReadingsView:
    """All of a study's alternatives.

    Attributes:
        each: the best first, without those that differ in what a seed decides.
        multiverse: what becomes of claims by them.
        sentences: which fit best, what nothing tells apart, which verdicts hang on them, and what none was tried of.
    """

    each: list[ReadingView]
    multiverse: Multiverse
    sentences: list[str]


def readings_view(plan: StudyPlan, paper: Paper, judged: Mapping[str, Any]) -> ReadingsView:
    """A study's alternatives; none where nothing was judged."""
    every = judged.get("alternatives", {}) | judged.get("measures", {})
    found = sorted(every.items(), key=lambda item: -_gain(item[1]))
    views = [_view(plan, paper, *item) for item in found]
    claims = _multiverse(views, paper, judged)
    # What chance does is no other reading; it has a part of its own.
    readings = [view for view, (_, content) in zip(views, found, strict=True) if content["infers"] != SEEDS]
    return ReadingsView(readings, claims, [*_fits(readings), *_hanging(claims), *_untried(paper, every)])


def _view(plan: StudyPlan, paper: Paper, name: str, content: Mapping[str, Any]) -> ReadingView:
    cells = {cell.name: cell for cell in plan.cells}
    inside, measure = content["inside"], paper.measures.get(name)
    parts = {row["part"] for row in content["numbers"] if row["gain"] is not None}
    bases = [cell_title(paper, cells[base]) for base in content["cells"]]
    more = [f"and {len(bases) - MOST_NAMED + 1} others"] if len(bases) > MOST_NAMED else []
    tables = [f"table {table}" for table in measure.tables] if measure else []
    return ReadingView(
        name=name,
        title=measure.title if measure else variant_title(paper, name),
        infers=setting(content["infers"]),
        why=measure.why if measure else paper.alternatives.get(name, ""),
        settings=tables or [*(bases[: MOST_NAMED - 1] if more else bases), *more],
        runs=content["runs"],
        inside=f"{inside['own']} → {inside['other']} of {inside['of']}" if inside["of"] else "",
        training=_nats(content["fit"]["training"]) if "training" in parts else "",
        test=_nats(content["fit"]["test"]) if "test" in parts else "",
        word=_word(content) if parts else UNKNOWN,
        claims=content["claims"],
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


def _multiverse(views: Sequence[ReadingView], paper: Paper, judged: Mapping[str, Any]) -> Multiverse:
    """What becomes of claims under every reading (a multiverse analysis, Steegen et al. 2016)."""
    tried = {key for view in views for key in view.claims}
    own = {key: judged["claims"][key]["verdict"] for key in paper.claims if key in tried}
    readings = [(OURS, own), *((view.title, view.claims) for view in views if view.claims)]
    return Multiverse([*own], [MultiverseRow(title, [said.get(key, "") for key in own]) for title, said in readings])


def _fits(views: Sequence[ReadingView]) -> Iterator[str]:
    for word, one, several in (
        (BETTER, "fits what the paper prints better than ours", "fit what the paper prints better than ours"),
        (WORSE, "fits worse", "fit worse"),
        (ALIKE, "cannot be told from ours", "cannot be told from ours"),
    ):
        those = [f"{view.title} ({view.training or view.test} nats)" for view in views if view.word == word]
        if those:
            found = f"{'; '.join(those)}: {one if len(those) == 1 else several}."
            yield found[:1].upper() + found[1:]


def _hanging(claims: Multiverse) -> Iterator[str]:
    if claims.claims:
        those = "1 claim that was" if len(claims.claims) == 1 else f"{len(claims.claims)} claims that were"
        yield f"Of {those} judged by other readings too, {_turned(claims.turned)}."


def _untried(paper: Paper, every: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What the paper leaves out, where there are alternatives, of which there is none."""
    tried = {content["infers"] for content in every.values()}
    names = [setting(key) for key in paper.inferred if key not in tried]
    if every and names:
        yield f"Inferred without an alternative: {'; '.join(names)}."


def _turned(names: Sequence[str]) -> str:
    if not names:
        return "no verdict turns round"
    *first, last = names
    return (
        f"the verdicts on {', '.join(first)} and {last} turn round" if first else f"the verdict on {last} turns round"
    )
