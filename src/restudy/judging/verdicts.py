"""What is to be said of a claim and of each of its parts, from draws of what further runs would show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import nan
from typing import TYPE_CHECKING

from restudy.judging.findings import Finding, Margin, Side
from restudy.judging.grounds import Effect, Part, Verdict
from restudy.judging.scale import (
    CERTAIN,
    FAILS,
    NOT_WHOLE,
    NOTHING_ENDED,
    ONE_SEED,
    OPEN,
    SETTLED,
    Chances,
    mattering,
    scale_of,
)
from restudy.lazy import lazily
from restudy.params.params import Statistics
from restudy.quantity import Quantity
from restudy.statistics.bootstrap import percentiles
from restudy.statistics.intervals import Interval
from restudy.statistics.paired import mcnemar_by_seed
from restudy.statistics.planning import runs_for_share, runs_to_tell
from restudy.statistics.posterior import Posterior, Sum
from restudy.statistics.shares import most_are, share_interval

if TYPE_CHECKING:
    import numpy as np

    from restudy.statistics.contrasts import Numbers
else:
    np = lazily("numpy")

DIGITS, SIGNIFICANT = 6, 4
UNKNOWN = Interval(nan, nan)


class Judge:
    """Judges claims of a study.

    Args:
        posterior: draws of its numbers.
        statistics: what verdicts are made with.
        images: how many test images there are.
    """

    def __init__(self, posterior: Posterior, statistics: Statistics, images: int) -> None:
        self.posterior, self.statistics, self.images = posterior, statistics, images
        self.limits = statistics.verdicts

    def verdict(self, finding: Finding) -> Verdict:
        """What is said of a claim that is neither a published number nor without comparison."""
        if finding.courses:
            return self._of_courses(finding)
        margins = [margin for margin in finding.margins if margin.has_runs]
        if not margins:
            return Verdict(OPEN, reason=NOTHING_ENDED)
        if any(np.isnan(runs.values).any() for margin in margins for _, runs in margin.terms):
            # A run that ended lacks the number, such as an epoch that it never reached: it does not hold in that run.
            if not finding.holds:
                return Verdict(OPEN, reason=NOTHING_ENDED)
            reason = ONE_SEED if len(finding.holds) == 1 else ""
            return Verdict(**vars(self._share(finding.holds, margins[0].first)), reason=reason)
        found = self._of_margins(finding, margins)
        whole_claim = len(margins) == len(finding.margins)
        return found if whole_claim or found.verdict == FAILS else replace(found, verdict=OPEN, reason=NOT_WHOLE)

    def _of_courses(self, finding: Finding) -> Verdict:
        if not finding.holds:
            return Verdict(OPEN, reason=NOTHING_ENDED)
        parts = [self._share(course.holds, course.side) for course in finding.courses]
        whole = self._share(finding.holds, finding.courses[0].side)
        reason = ONE_SEED if len(finding.holds) == 1 else ""
        return Verdict(**vars(whole), reason=reason, parts=parts if len(parts) > 1 else [])

    def _share(self, holds: Mapping[int, bool], side: Side) -> Part:
        """Of single runs: whether it is so in most."""
        successes, runs = sum(holds.values()), len(holds)
        so = most_are(successes, runs)
        interval = share_interval(successes, runs, self.statistics.confidence)
        effect = Effect(1, side, None, None, successes / runs, _rounded(interval))
        if runs == 1:
            return Part(OPEN, runs=(successes, runs), effect=effect, is_share=True)
        verdict = Chances.of_share(so).verdict(self.limits)
        seeds = None if verdict in CERTAIN else runs_for_share(successes / runs, runs, self.limits.certain)
        return Part(verdict, round(so, DIGITS), None, (successes, runs), effect, is_share=True, seeds_to_decide=seeds)

    def _of_margins(self, finding: Finding, margins: Sequence[Margin]) -> Verdict:
        seeds = list(finding.holds or {})
        names = list(dict.fromkeys(margin.part for margin in margins))
        parts = [self._part([margin for margin in margins if margin.part == name], seeds) for name in names]
        whole = self._part(margins, seeds)
        is_certain = all(runs.exact for margin in margins for _, runs in margin.terms)
        reason = CERTAIN.get(whole.verdict, "") if is_certain else ONE_SEED if whole.probability is None else ""
        return Verdict(**vars(whole), reason=reason, parts=parts if len(parts) > 1 else [])

    def _part(self, margins: Sequence[Margin], seeds: Iterable[int]) -> Part:
        """Of margins that are to be above zero together."""
        shown = [all(margin.holds(seed) for margin in margins) for seed in seeds]
        runs = (sum(shown), len(shown))
        sums = [Sum(margin.terms, margin.offset, margin.limit is not None) for margin in margins]
        drawn = self.posterior.sums(sums)
        if drawn is None:
            least = min(margins, key=_estimate)
            return Part(OPEN, runs=runs, effect=self._effect(margins, least, _estimate(least)))
        # A limit that is itself allowed is kept by what equals it.
        drawn = drawn + np.where([margin.strict for margin in margins], 0.0, np.finfo(float).tiny)
        sizes = np.array([mattering(margin, self.limits, self.images) for margin in margins])
        chances = _chances(margins, drawn, sizes)
        verdict = chances.verdict(self.limits)
        place = int(np.argmin((drawn > 0).mean(axis=0)))
        elsewhere = self.posterior.on_new_images(sums, drawn)
        intervals = [self._interval(margins[place], each[:, place]) for each in (drawn, elsewhere) if each is not None]
        return Part(
            verdict,
            round(chances.so, DIGITS),
            None if elsewhere is None else round(_chances(margins, elsewhere, sizes).so, DIGITS),
            runs,
            self._effect(margins, margins[place], float(np.median(drawn[:, place])), *intervals),
            seeds_to_decide=self._seeds(margins[place], drawn[:, place], sizes[place], verdict),
        )

    def _interval(self, margin: Margin, drawn: Numbers) -> Interval:
        return _rounded(percentiles(drawn, self.statistics.confidence).clipped(*margin.bounds))

    def _effect(
        self,
        margins: Sequence[Margin],
        margin: Margin,
        estimate: float,
        interval: Interval = UNKNOWN,
        on_new_images: Interval | None = None,
    ) -> Effect:
        kinds = [self.posterior.kind(runs) for _, runs in margin.terms if not runs.exact and len(runs.values)]
        spreads = {name for kind in kinds for name in kind.names}
        alone = {kind.names[place] for kind in kinds for place in kind.unlike}
        return Effect(
            *(len(margins), margin.first, margin.second, margin.limit),
            estimate=_significant(estimate),
            interval=interval,
            scale=_significant(scale_of(margin, self.limits, self.images)),
            on_new_images=on_new_images,
            spreads=sorted(spreads),
            own_spread=sorted(alone),
            mcnemar=_mcnemar(margin),
        )

    def _seeds(self, margin: Margin, drawn: Numbers, size: float, verdict: str) -> int | None:
        runs = max(len(runs.values) for _, runs in margin.terms)
        low, high = np.quantile(drawn, (0.16, 0.84))
        if verdict in SETTLED or high == low:
            return None
        variance = float((high - low) / 2) ** 2 * runs
        found = runs_to_tell(float(np.median(drawn)), variance, float(size), self.limits.certain, self.limits.leaning)
        return found if found is None or found > runs else runs + 1


def _estimate(margin: Margin) -> float:
    return margin.offset + sum(factor * float(runs.values.mean()) for factor, runs in margin.terms)


def _chances(margins: Sequence[Margin], drawn: Numbers, sizes: Numbers) -> Chances:
    """Of all margins together; those about the same kinds of numbers are drawn together."""
    groups: dict[frozenset[str], list[int]] = {}
    for place, margin in enumerate(margins):
        groups.setdefault(frozenset(runs.kind for _, runs in margin.terms), []).append(place)
    return Chances.together([Chances.of(drawn[:, places], sizes[places]) for places in groups.values()])


def _mcnemar(margin: Margin) -> list[float]:
    sides = (margin.first, margin.second)
    compared = margin.limit is None and all(side and side.quantity == Quantity("test_accuracy") for side in sides)
    compared = compared and all(runs.effects is not None for _, runs in margin.terms)
    return mcnemar_by_seed(*(runs for _, runs in margin.terms)) if compared else []


def _rounded(interval: Interval) -> Interval:
    return Interval(*map(_significant, interval))


def _significant(value: float) -> float:
    """To digits that a processor's order of sums cannot reach: images are drawn with seven."""
    return float(f"{value:.{SIGNIFICANT}g}")
