"""What is to be said of a claim, from what each run did and how much runs and images vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import isnan
from typing import TYPE_CHECKING

from restudy.judging.findings import Finding, Limit, Margin, Side
from restudy.judging.reasons import (
    BY_MARGINS,
    BY_RUNS,
    CERTAIN,
    FAILS,
    HOLDS,
    NEVER_BY_MARGINS,
    NEVER_BY_RUNS,
    NOT_WHOLE,
    NOTHING_ENDED,
    ONE_SEED,
    UNDECIDED,
)
from restudy.lazy import lazily
from restudy.quantity import Quantity
from restudy.statistics.contrasts import Contrast, contrast
from restudy.statistics.intervals import Interval
from restudy.statistics.paired import holm, mcnemar_by_seed, share_p
from restudy.statistics.planning import MOST_RUNS, runs_to_decide
from restudy.statistics.resampling import Resamples

if TYPE_CHECKING:
    import numpy as np
else:
    np = lazily("numpy")


@dataclass(frozen=True)
class DecidingMargin:
    """The difference that decides a claim.

    Attributes:
        among: how many differences the claim needs, of which this is the least surely above zero.
        first: what stands above, or keeps the limit.
        second: what stands below; None where there is a limit and one quantity.
        limit: the limit that it is the distance to; None for a difference of two quantities.
        estimate: its mean over runs.
        interval: an interval over seeds and images.
        mcnemar: exact p-values that two networks are right equally often, one for each seed; none where it is no
            difference of two test accuracies.
    """

    among: int
    first: Side
    second: Side | None
    limit: Limit | None
    estimate: float
    interval: Interval
    mcnemar: list[float]


@dataclass(frozen=True)
class Verdict:
    """What is said of a claim.

    Attributes:
        verdict: one of VERDICTS.
        reason: why, in words without numbers.
        p_value: two-sided p-value, adjusted over the study's claims (Holm); None where nothing was tested.
        share: the share of resamples of seeds and images in which it holds; None for the course of single runs.
        margin: the difference that decides it; None for the course of single runs.
        seeds_to_decide: how many seeds would decide it if nothing else changed; None where it is decided, or no
            number can be given.
    """

    verdict: str
    reason: str
    p_value: float | None = None
    share: float | None = None
    margin: DecidingMargin | None = None
    seeds_to_decide: int | None = None


@dataclass(frozen=True)
class Test:
    """A claim as a test: p-values of 'it does not hold' and of 'it holds', one-sided, and what decides.

    A claim holds if all of its margins are above zero, so it is shown by the least certain of them, without
    correction (intersection-union test, Berger 1982, Technometrics 24); it is refuted by any of them, so the surest
    is corrected for their number (Bonferroni).
    """

    finding: Finding
    confidence: float

    @cached_property
    def contrasts(self) -> list[tuple[Margin, Contrast]]:
        """The margins with their contrasts, without those of cells of which no run ended.

        None where a run that ended has no number, or the claim is about single runs.
        """
        margins = [margin for margin in self.finding.margins if margin.has_runs]
        if any(np.isnan(runs.values).any() for margin in margins for _, runs in margin.terms):
            return []
        return [(margin, contrast(margin.terms, margin.offset)) for margin in margins]

    @property
    def is_whole(self) -> bool:
        """Whether every margin can be judged."""
        return all(margin.has_runs for margin in self.finding.margins)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to judge it by, since runs diverged."""
        return not self.contrasts and not self.finding.holds

    @property
    def runs(self) -> int:
        """How many runs of each cell it is judged by: of the cell with the most."""
        counts = [len(runs.values) for margin, _ in self.contrasts for _, runs in margin.terms]
        return max(counts, default=len(self.finding.holds or {}))

    @cached_property
    def p_values(self) -> tuple[float, float]:
        """Of 'it does not hold' and of 'it holds'; NaN where differences have no spread, since there is one seed."""
        if not self.contrasts:
            return share_p(self.successes, self.runs)
        above = [known.p_above(margin.strict) for margin, known in self.contrasts]
        return max(above), min(1.0, len(above) * (1 - max(above)))

    @property
    def successes(self) -> int:
        """In how many seeds it holds."""
        return sum((self.finding.holds or {}).values())

    @property
    def p_value(self) -> float:
        """Two-sided."""
        return min(1.0, 2 * min(self.p_values))

    @property
    def leaning(self) -> str:
        """What it would be were it decided."""
        return HOLDS if self.p_values[0] <= self.p_values[1] else FAILS

    @property
    def is_certain(self) -> bool:
        """Whether nothing in it varies."""
        return bool(self.contrasts) and not any(
            isnan(each.seed_variance) or each.seed_variance + each.image_variance for _, each in self.contrasts
        )

    @property
    def is_testable(self) -> bool:
        """Whether anything can be said of further runs."""
        return not self.is_empty and not isnan(self.p_values[0])

    def deciding(self) -> DecidingMargin | None:
        """The margin that is least surely above zero."""
        if not self.contrasts:
            return None
        margin, known = max(self.contrasts, key=lambda item: _certainty(*item))
        return DecidingMargin(
            *(len(self.contrasts), margin.first, margin.second, margin.limit),
            *(known.estimate, known.interval(self.confidence).clipped(*margin.bounds), _mcnemar(margin)),
        )

    def share(self, resamples: Resamples) -> float | None:
        """The share of resamples in which it holds; only with several seeds, since it is of both."""
        if not self.contrasts or not self.is_testable:
            return None
        return resamples.share_above([(margin.terms, margin.offset) for margin, _ in self.contrasts])

    def seeds_to_decide(self, level: float) -> int | None:
        """How many seeds would decide it at a one-sided level."""
        if not self.contrasts:
            return _runs_for_share(self.successes / self.runs, level)
        above = [known for _, known in self.contrasts if known.estimate > 0]
        if len(above) == len(self.contrasts):
            needed = [runs_to_decide(known, self.runs, level) for known in above]
            return max(filter(None, needed)) if all(needed) else None
        below = [known for _, known in self.contrasts if known.estimate < 0]
        found = [runs_to_decide(known, self.runs, level / len(self.contrasts)) for known in below]
        return min((each for each in found if each), default=None)


def _mcnemar(margin: Margin) -> list[float]:
    compared = margin.limit is None and all(
        side is not None and side.quantity == Quantity("test_accuracy") for side in (margin.first, margin.second)
    )
    if not compared:
        return []
    return mcnemar_by_seed(*(runs for _, runs in margin.terms))


def _certainty(margin: Margin, known: Contrast) -> float:
    p_value = known.p_above(margin.strict)
    return -known.estimate if isnan(p_value) else p_value


def _runs_for_share(share: float, level: float) -> int | None:
    """The fewest runs, with the same share of successes, whose share is surely above or below a half."""
    for runs in range(2, MOST_RUNS + 1):
        if min(share_p(round(share * runs), runs)) <= level:
            return runs
    return None


def judge_claims(findings: Mapping[str, Finding], resamples: Resamples, confidence: float) -> dict[str, Verdict]:
    """Verdicts of a study's claims, which are one family.

    Args:
        findings: claim to what the results say of it; published numbers and what is not comparable are not among
            them.
        resamples: what to draw with.
        confidence: of intervals; a true null is rejected in the rest of cases at most.
    """
    tests = {name: Test(finding, confidence) for name, finding in findings.items()}
    family = [name for name, test in tests.items() if test.is_testable and not test.is_certain]
    adjusted = dict(zip(family, holm([tests[name].p_value for name in family]), strict=True))
    # With one seed the family is not yet whole.
    level = (1 - confidence) / 2 / max(sum(not (test.is_certain or test.is_empty) for test in tests.values()), 1)
    return {name: _verdict(test, adjusted.get(name), level, resamples) for name, test in tests.items()}


def _verdict(test: Test, p_value: float | None, level: float, resamples: Resamples) -> Verdict:
    if test.is_empty:
        return Verdict(UNDECIDED, NOTHING_ENDED)
    if test.is_certain:
        return _held_back(test, Verdict(test.leaning, CERTAIN[test.leaning], margin=test.deciding()))
    if p_value is None:
        return Verdict(UNDECIDED, ONE_SEED, margin=test.deciding())
    verdict = test.leaning if p_value <= 1 - test.confidence else UNDECIDED
    reasons, never = (BY_MARGINS, NEVER_BY_MARGINS) if test.contrasts else (BY_RUNS, NEVER_BY_RUNS)
    found = Verdict(verdict, reasons[verdict], p_value, test.share(resamples), test.deciding())
    if verdict != UNDECIDED:
        return _held_back(test, found)
    seeds = test.seeds_to_decide(level)
    return replace(found, seeds_to_decide=seeds, reason=found.reason if seeds else never)


def _held_back(test: Test, found: Verdict) -> Verdict:
    """A claim that needs a cell of which no run ended may be refuted by the others, and is not shown by them."""
    if found.verdict != HOLDS or test.is_whole:
        return found
    return replace(found, verdict=UNDECIDED, reason=NOT_WHOLE)
