"""What is said of a claim and of each of its parts, and what that rests on."""

from __future__ import annotations

from dataclasses import dataclass, field

from restudy.judging.findings import Limit, Side
from restudy.statistics.intervals import Interval


@dataclass(frozen=True)
class Effect:
    """The difference that decides, the least probable of those that are needed; or the share of runs.

    Attributes:
        among: how many differences are needed.
        first: what stands above, or keeps the limit.
        second: what stands below; None where there is a limit and one quantity.
        limit: the limit that it is the distance to; None for a difference of two quantities.
        estimate: what it is over further runs, as likely more as less; the share of runs in which it is so.
        interval: where it lies over further runs on the same test images.
        scale: the smallest difference of such quantities that matters, more than 0; 1 for a share of runs.
        on_new_images: where it lies over further runs and test images; None where it is not measured on images.
        spreads: the numbers by whose spreads theirs is moderated, by name.
        own_spread: those among them that go by their own runs, since theirs is so large.
        mcnemar: exact p-values that two networks are right equally often, one for each seed; none where it is no
            difference of two test accuracies.
    """

    among: int
    first: Side
    second: Side | None
    limit: Limit | None
    estimate: float
    interval: Interval
    scale: float = 1.0
    on_new_images: Interval | None = None
    spreads: list[str] = field(default_factory=list)
    own_spread: list[str] = field(default_factory=list)
    mcnemar: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A part of a claim, or all of it.

    Attributes:
        verdict: one of VERDICTS.
        probability: that it is so over further runs on the same test images; None where that cannot be said.
        probability_on_new_images: the same over further runs and test images.
        runs: how many runs show it, and of how many.
        effect: what it turns on.
        is_share: whether that is a share of runs.
        seeds_to_decide: how many seeds would decide it if nothing else changed; None where it is decided, or too many.
    """

    verdict: str
    probability: float | None = None
    probability_on_new_images: float | None = None
    runs: tuple[int, int] = (0, 0)
    effect: Effect | None = None
    is_share: bool = False
    seeds_to_decide: int | None = None


@dataclass(frozen=True)
class Verdict(Part):
    """What is said of a claim.

    Attributes:
        reason: why, where the probability does not say it.
        parts: its parts; none where it has but one.
    """

    reason: str = ""
    parts: list[Part] = field(default_factory=list)
