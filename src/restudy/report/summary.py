"""What came out, in sentences: of all studies together and of each. Every number comes from what was judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from restudy.datasets import dataset_named
from restudy.formats import duration, how_many
from restudy.judging.luck import luck
from restudy.judging.needs import MOST_RUNS, Need
from restudy.judging.scale import FAILS, HOLDS, LEANS_FALSE, LEANS_TRUE, NOT_COMPARABLE, OPEN, TIED, UNSETTLED
from restudy.papers.titles import setting
from restudy.report.claim_view import ClaimView, luck_text, misses_text
from restudy.report.more_runs import planner
from restudy.report.trial_records import cost, devices

if TYPE_CHECKING:
    from restudy.plan.cells import Cell
    from restudy.report.studies import StudyContents

# Of one, and of several.
WORDS = {
    HOLDS: ("holds", "hold"),
    LEANS_TRUE: ("leans true", "lean true"),
    TIED: ("is tied", "are tied"),
    OPEN: ("is open", "are open"),
    LEANS_FALSE: ("leans false", "lean false"),
    FAILS: ("does not hold", "do not hold"),
    NOT_COMPARABLE: ("cannot be compared", "cannot be compared"),
}
# So many claims are named that more runs would settle.
MOST_NAMED = 6
NOT_JUDGED = "Nothing is judged, since the papers used another data set."


@dataclass(frozen=True)
class Said:
    """Words about one thing of a study, which may be linked.

    Attributes:
        study: the study's name.
        anchor: the part of the page, below the study's name.
        name: what is linked.
        words: what is said of it.
    """

    study: str
    anchor: str
    name: str
    words: str

    def __str__(self) -> str:
        return f"{self.name} {self.words}"


@dataclass(frozen=True)
class Summary:
    """What was run, what came out again, what did not, what luck does not explain, and what more runs would settle."""

    ran: list[str]
    reproduced: list[str]
    failed: list[Said]
    differs: list[str]
    misses: list[Said]
    unsettled: list[str]
    settled_by: list[Said]


class Difference(NamedTuple):
    """A table with more misses than luck explains, how many there are, and which."""

    table: str
    short: str
    words: str


def summary(studies: Sequence[StudyContents]) -> Summary:
    """What is to be said of all studies together."""
    judged = [study for study in studies if study.comparable]
    claims = [(study, claim) for study in judged for claim in study.claims]
    needs = [(study, need) for study in judged for need in study.needs]
    near = sorted((pair for pair in needs if pair[1].runs <= MOST_RUNS), key=lambda pair: _seconds(*pair))
    misses = [
        Said(study.name, f"table-{each.table}", f"{study.title}, table {each.table}:", f"{each.short}.")
        for study in judged
        for each in study.differences
    ]
    return Summary(
        ran=_ran(studies),
        reproduced=_reproduced(judged, [claim for _, claim in claims]),
        failed=[
            Said(study.name, claim.identifier, claim.identifier, f"{claim.verdict}{_probably(claim)}: {claim.text}")
            for verdict in (FAILS, LEANS_FALSE)
            for study, claim in claims
            if claim.verdict == verdict
        ],
        differs=_differs(judged, len(misses)),
        misses=misses,
        unsettled=_unsettled([claim for _, claim in claims], len(near)),
        settled_by=[
            Said(study.name, need.claim, need.claim, _need_text(study, need)) for study, need in near[:MOST_NAMED]
        ],
    )


def _probably(claim: ClaimView) -> str:
    return f" ({claim.probability})" if claim.probability else ""


def _ran(studies: Sequence[StudyContents]) -> list[str]:
    plan, records = studies[0].plan, [record for study in studies for record in study.records]
    published = sum(study.paper.source is not None for study in studies)
    what = how_many(len(studies), "study", "studies") if published < len(studies) else _published(published)
    cells = [cell for study in studies for cell in study.plan.cells]
    return [
        f"{what} run {'again ' if published else ''}on {dataset_named(plan.dataset).title}.",
        f"{len(cells)} settings, {_runs(cells)}: {len(records):,} runs, {duration(cost(records).seconds)} of training "
        f"one after another, on {', '.join(devices(records))}.",
    ]


def _published(studies: int) -> str:
    return f"{how_many(studies, 'published study was', 'published studies were')}"


def _runs(cells: Iterable[Cell]) -> str:
    least, *_, most = sorted([len(cell.seeds) for cell in cells] * 2)
    return f"{least} to {most} runs each" if least < most else f"{how_many(most, 'run', 'runs').lower()} each"


def _reproduced(studies: Sequence[StudyContents], claims: Sequence[ClaimView]) -> list[str]:
    if not studies:
        return [NOT_JUDGED]
    return [*_headlines(studies), *([f"Of {_tally(claims)}."] if claims else [])]


def _headlines(studies: Iterable[StudyContents]) -> list[str]:
    views = [headline for study in studies for headline in study.headlines]
    if not views:
        return []
    others = [view for view in views if view.verdict == FAILS]
    inside = sum(bool(view.interval) for view in views) - len(others)
    found = f"{inside} of {len(views)} headline numbers lie where further runs of ours would fall."
    return [found, *(f"{view.title} does not: published {view.published}, ours {view.reproduced}." for view in others)]


def _tally(claims: Sequence[ClaimView], *, named: bool = False) -> str:
    """'8 claims 2 hold (A3, A6), 1 leans true (A7) and 5 are open'."""
    parts = []
    for verdict, words in WORDS.items():
        those = [claim.identifier for claim in claims if claim.verdict == verdict]
        if those:
            which = f" ({', '.join(those)})" if named else ""
            parts.append(f"{len(those)} {words[len(those) > 1]}{which}")
    return f"{_some(len(claims), 'claim')} {_listed(parts)}"


def _some(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' if number != 1 else ''}"


def _listed(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last


def _differs(studies: Sequence[StudyContents], tables: int) -> list[str]:
    numbers = [number for study in studies for number in study.judged["numbers"]]
    found = luck(numbers, studies[0].plan.statistics.confidence) if studies else None
    if not found:
        return []
    where = how_many(tables, "table has", "tables have")
    unstated = sum(len(study.paper.inferred) for study in studies)
    return [
        f"Of the published numbers that vary between runs {luck_text(found)}.",
        f"{where} more misses than luck explains{':' if tables else '.'}",
        *(
            [f"The papers leave out {_some(unstated, 'setting')}; each study lists what was inferred, and why."]
            if unstated
            else []
        ),
    ]


def _unsettled(claims: Sequence[ClaimView], near: int) -> list[str]:
    openly = [claim for claim in claims if claim.verdict in UNSETTLED]
    if not openly:
        return []
    far = len(openly) - near
    return [
        f"{how_many(len(openly), 'claim is', 'claims are')} not settled by these runs.",
        f"Up to {MOST_RUNS} runs of each setting would settle {near} of them"
        + (f"; the other {far} need more runs or other test images." if far else "."),
    ]


def _need_text(study: StudyContents, need: Need) -> str:
    return f"about {need.runs} runs, {duration(_seconds(study, need))} of training more"


def _seconds(study: StudyContents, need: Need) -> float:
    """What the runs that would settle a claim take beyond ours, one after another."""
    return planner([study]).alone(need).seconds


def differences(study: StudyContents) -> list[Difference]:
    """The tables of a study with more misses than luck explains."""
    found = [(name, luck_text(each), misses_text(each)) for name, each in study.table_luck.items()]
    return [Difference(*each) for each in found if each[2]]


def study_sentences(study: StudyContents) -> list[str]:
    """What is to be said of a study, in a few sentences."""
    spent = cost(study.records)
    settings = how_many(study.cells, "setting", "settings")
    found = [f"{settings}, {_runs(study.plan.cells)}: {spent.trials} runs, {duration(spent.seconds)} of training."]
    if not study.comparable:
        return [*found, NOT_JUDGED]
    found += _headlines([study])
    if study.claims:
        found.append(f"Of {_tally(study.claims, named=True)}.")
    return [*found, *_luck_sentences(study), *_settling(study)]


def _luck_sentences(study: StudyContents) -> list[str]:
    numbers = luck(study.judged["numbers"], study.plan.statistics.confidence)
    if not numbers:
        return []
    tables = [each.table for each in study.differences]
    found = [f"Of the numbers in its tables that vary between runs {luck_text(numbers)}."]
    found += [f"Luck does not explain the misses in {_listed(tables)}."] if tables else []
    unstated = [setting(key) for key in study.paper.inferred]
    are = "are" if len(unstated) > 1 else "is"
    return [*found, *([f"The paper does not say all: {_listed(unstated)} {are} inferred."] if unstated else [])]


def _settling(study: StudyContents) -> list[str]:
    near = sorted((need for need in study.needs if need.runs <= MOST_RUNS), key=lambda need: need.runs)
    named = [f"{need.claim} ({_need_text(study, need)})" for need in near]
    return [f"More runs of each setting would settle {_listed(named)}."] if named else []
