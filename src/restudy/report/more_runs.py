"""What more runs would settle: claims against hours of training, the cheapest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from statistics import median
from typing import TYPE_CHECKING

from restudy.formats import duration
from restudy.judging.needs import Planner
from restudy.judging.scale import SETTLED
from restudy.plan.seeded import seeded_together
from restudy.report.strips import LENGTH

if TYPE_CHECKING:
    from restudy.report.studies import StudyContents

HEIGHT = 300


@dataclass(frozen=True)
class Settled:
    """A claim that more runs would settle.

    Attributes:
        study: the study's name.
        claim: its ID.
        verdict: what is said of it now.
        runs: of each of its settings.
        more: runs that are added for it, after those for the claims before it.
        takes: how long these take, one after another.
        whole: the same with all before it.
        corner: where the curve rises for it: from the left, and from the top after it.
    """

    study: str
    claim: str
    verdict: str
    runs: int
    more: int
    takes: str
    whole: str
    corner: tuple[int, int]


@dataclass(frozen=True)
class MoreRuns:
    """The curve.

    Attributes:
        now: claims that are settled already.
        claims: how many there are.
        settled: the others, the cheapest first.
        whole: how long all these runs take, one after another.
        start: where the curve begins, from the top.
    """

    now: int
    claims: int
    settled: list[Settled]
    whole: str
    start: int


def planner(studies: Sequence[StudyContents]) -> Planner:
    """Plans runs by what those took that there are."""
    spent: dict[str, list[float]] = {}
    for record in (record for study in studies for record in study.records):
        spent.setdefault(record.cell.name, []).append(record.seconds)
    seconds = {name: median(each) for name, each in spent.items()}
    return Planner(seconds, seeded_together(study.plan for study in studies))


def more_runs(studies: Sequence[StudyContents]) -> MoreRuns | None:
    """What is to be gained by further runs; None where there is nothing."""
    judged = [study for study in studies if study.comparable]
    steps = planner(judged).steps((need for study in judged for need in study.needs), inf)
    if not steps:
        return None
    verdicts = [claim.verdict for study in judged for claim in study.claims]
    now = sum(verdict in SETTLED for verdict in verdicts)
    whole = list(accumulate(step.seconds for step in steps))
    settled = [
        Settled(
            *(step.need.study, step.need.claim, step.need.verdict, step.need.runs, sum(step.added.values())),
            *(duration(step.seconds), duration(spent)),
            corner=(round(LENGTH * spent / whole[-1]) if whole[-1] else 0, _height(now + place, len(verdicts))),
        )
        for place, (step, spent) in enumerate(zip(steps, whole, strict=True), start=1)
    ]
    return MoreRuns(now, len(verdicts), settled, duration(whole[-1]), _height(now, len(verdicts)))


def _height(settled: int, claims: int) -> int:
    return round(HEIGHT * (1 - settled / claims))
