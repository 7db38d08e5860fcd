"""Simulated studies of which the truth is known: how often each word is given, and how often it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from tally import Outcome

from claims import Family, Judgement, Numbers, by_t_tests
from restudy.formats import Unit
from restudy.judging.numbers import PublishedNumber, judge_number
from restudy.params.params import Limits
from restudy.quantity import Quantity

ACCURACY = Quantity("test_accuracy")
LIMITS = Limits()
IMAGES = 10_000
# A run's SD: 0.15 points, one and a half times the smallest difference that matters.
RUN_SD = 0.0015
# How far true means scatter, in SDs of a run.
SCATTERS = {"equal": 0.0, "near": 1.0, "far": 4.0}
UNEQUAL = 0.5
HEAVY_DF = 4
CELLS, SEEDS = (2, 4, 12), (3, 5, 10, 20)
SPREADS = ("equal", "unequal", "heavy")
OFFSETS = {
    "right": 0.0,
    "1 SD off": RUN_SD,
    "2 SD off": 2 * RUN_SD,
    "3 SD off": 3 * RUN_SD,
    "0.2 points off": 0.002,
    "0.5 points off": 0.005,
}


@dataclass(frozen=True)
class Study:
    """One study, run by its paper once and by us several times.

    Attributes:
        true: each cell's mean, [cells].
        paper: what the paper printed, [cells].
        ours: [cells, seeds].
    """

    true: Numbers
    paper: Numbers
    ours: Numbers


def draw(generator: np.random.Generator, cells: int, seeds: int, scatter: float, spreads: str) -> Study:
    """A study whose cells scatter so much, with spreads that are equal, unequal, or of heavy tails."""
    true = 0.99 + scatter * RUN_SD * generator.standard_normal(cells)
    spread = RUN_SD * np.exp(UNEQUAL * generator.standard_normal(cells) * (spreads == "unequal"))
    noise = generator.standard_normal((cells, seeds + 1))
    if spreads == "heavy":
        noise = generator.standard_t(HEAVY_DF, (cells, seeds + 1)) / np.sqrt(HEAVY_DF / (HEAVY_DF - 2))
    values = true[:, None] + spread[:, None] * noise
    return Study(true, values[:, 0], values[:, 1:])


def claims_of(study: Study, generator: np.random.Generator, seed: int, with_paper: bool) -> Iterator[Outcome]:
    """An order of two cells and the best of all, as the paper's single runs say."""
    cells = len(study.true)
    values = np.concatenate([study.ours, study.paper[:, None]], axis=1) if with_paper else study.ours
    family, judgement = Family(values, ACCURACY), Judgement(LIMITS, IMAGES, seed)
    low, high = sorted(generator.choice(cells, 2, replace=False), key=lambda cell: study.paper[cell])
    best = int(study.paper.argmax())
    for kind, margins, truth in (
        ("order", family.rises([low, high]), study.true[high] - study.true[low]),
        ("best", family.best(best, range(cells)), study.true[best] - np.delete(study.true, best).max()),
    ):
        yield Outcome(kind, judgement.word(margins), by_t_tests(margins), float(truth), LIMITS.margin)


def simulate(repeats: int) -> Iterator[tuple[dict[str, object], Outcome]]:
    """Every claim of all studies, with where it belongs."""
    for (cells, seeds), scatter, spreads in product(product(CELLS, SEEDS), SCATTERS, SPREADS):
        generator = np.random.default_rng([cells, seeds, *map(ord, scatter + spreads)])
        for seed in range(repeats):
            study = draw(generator, cells, seeds, SCATTERS[scatter], spreads)
            place = {"cells": cells, "seeds": seeds, "scatter": scatter, "spreads": spreads}
            for with_paper in (False, True):
                for outcome in claims_of(study, generator, seed, with_paper):
                    yield {**place, "paper counts": with_paper}, outcome


def simulate_numbers(repeats: int) -> Iterator[tuple[dict[str, object], str]]:
    """The word on a published number that is right, or off by so much, of 12 cells whose spreads differ."""
    for seeds, name in product((2, *SEEDS), OFFSETS):
        generator = np.random.default_rng([seeds, *map(ord, name)])
        for seed in range(repeats):
            study = draw(generator, 12, seeds, SCATTERS["far"], "unequal")
            runs, judgement = Family(study.ours, ACCURACY).runs[0], Judgement(LIMITS, IMAGES, seed)
            published = round(float(study.paper[0] + OFFSETS[name]), 4)
            number = PublishedNumber("", "test_accuracy", Unit.SHARE, "a", published, 4, runs)
            found = judge_number(number, judgement.posterior, judgement.statistics)
            yield {"seeds": seeds, "published": name}, found.verdict
