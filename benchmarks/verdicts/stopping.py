"""Simulated studies that go on until a claim is settled: how often the word that they end with is wrong."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from simulated import ACCURACY, CELLS, IMAGES, LIMITS, SCATTERS, SPREADS, Study, draw
from tally import CERTAIN, Outcome

from claims import Family, Judgement, by_t_tests
from restudy.judging.needs import MOST_RUNS
from restudy.judging.scale import TIED

FIRST_LOOK = 3
EACH_RUN, AS_PLANNED = "after every run", "as `restudy decide` plans"


def simulate_stopping(repeats: int) -> Iterator[tuple[dict[str, Any], Outcome]]:
    """The last word on an order and on a best of all, and how many runs of each setting it took."""
    for cells, scatter, spreads, looks in product(CELLS, SCATTERS, SPREADS, (AS_PLANNED, EACH_RUN)):
        generator = np.random.default_rng([cells, *map(ord, scatter + spreads)])
        for seed in range(repeats):
            study = draw(generator, cells, MOST_RUNS, SCATTERS[scatter], spreads)
            low, high = sorted(generator.choice(cells, 2, replace=False), key=lambda cell: study.paper[cell])
            best = int(study.paper.argmax())
            others = [cell for cell in range(cells) if cell != best]
            for kind, pairs in (("order", [(high, low)]), ("best", [(best, other) for other in others])):
                outcome, runs = _go_on(study, kind, pairs, seed, looks)
                yield {"looks": looks, "cells": cells, "runs": runs}, outcome


def _go_on(study: Study, kind: str, pairs: list[tuple[int, int]], seed: int, looks: str) -> tuple[Outcome, int]:
    """Judge, add runs and judge again, until the claim is settled or cannot be by so many runs."""
    truth = float(min(study.true[one] - study.true[other] for one, other in pairs))
    runs = FIRST_LOOK
    while True:
        family = Family(study.ours[:, :runs], ACCURACY)
        margins = [family.above(one, other) for one, other in pairs]
        verdict = Judgement(LIMITS, IMAGES, seed).verdict(margins)
        needed = verdict.seeds_to_decide if looks == AS_PLANNED else runs + 1
        if verdict.verdict in (*CERTAIN, TIED) or needed is None or needed > MOST_RUNS:
            return Outcome(kind, verdict.verdict, by_t_tests(margins), truth, LIMITS.margin), runs
        runs = max(needed, runs + 1)
