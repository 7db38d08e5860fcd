"""Real studies of which the truth is known: twelve networks on the embedded digits with 60 seeds each.

One seed is the paper, whose printed numbers make the claims; a few others are ours; the rest say what is true. The
numbers of all seeds are in digits.csv, which a study of this project left: an MLP with 32 or 96 hidden units and a CNN
of 8 and 16 maps with or without dropout, learning rates 0.001, 0.002 and 0.004, six epochs of Adam in batches of 32.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from tally import Outcome

from claims import Family, Judgement, by_t_tests
from restudy.judging.findings import Margin
from restudy.params.params import Limits
from restudy.quantity import Quantity

FILE = Path(__file__).with_name("digits.csv")
IMAGES = 257
# One image of 257.
LIMITS = Limits(margin=0.004, noticeable=0.02)
SEEDS = (3, 5, 10)
CLASSES = 10


class Digits:
    """All numbers, [cells, seeds] for each, and which seeds are the paper's, ours, and the truth's."""

    def __init__(self, generator: np.random.Generator, ours: int) -> None:
        frame = pd.read_csv(FILE).sort_values(["network", "lr", "seed"])
        self.networks = sorted(set(frame["network"]))
        self.rates = sorted(set(frame["lr"]))
        seeds = frame["seed"].nunique()
        self.numbers = {name: frame[name].to_numpy(float).reshape(-1, seeds) for name in frame.columns[3:]}
        order = generator.permutation(seeds)
        self.paper, self.ours, self.rest = int(order[0]), order[1 : ours + 1], order[ours + 1 :]

    def family(self, name: str, quantity: Quantity) -> Family:
        """Our runs of a number, whose means lie about a common one."""
        return Family(self.numbers[name][:, self.ours], quantity)

    def recalls(self, cell: int) -> tuple[Family, np.ndarray, np.ndarray]:
        """Recalls of a cell's digits: ours, the paper's and true ones."""
        all_recalls = np.stack([self.numbers[f"recall_{digit}"][cell] for digit in range(CLASSES)])
        family = Family(all_recalls[:, self.ours], Quantity(score="recall", label=0))
        return family, all_recalls[:, self.paper], all_recalls[:, self.rest].mean(axis=1)


def claims_of(digits: Digits, generator: np.random.Generator, seed: int) -> Iterator[Outcome]:
    """What the paper's single runs say, kind by kind."""
    judgement = Judgement(LIMITS, IMAGES, seed)
    cells = len(digits.networks) * len(digits.rates)

    def outcome(kind: str, margins: list[Margin], truth: float, margin: float) -> Outcome:
        return Outcome(kind, judgement.word(margins), by_t_tests(margins), truth, margin)

    for name, kind, matters in (
        ("test_accuracy", "order, accuracy", LIMITS.margin),
        ("test_loss", "order, loss", 0.004),
    ):
        family, values = digits.family(name, Quantity(name)), digits.numbers[name]
        true = values[:, digits.rest].mean(axis=1)
        low, high = sorted(generator.choice(cells, 2, replace=False), key=lambda cell: values[cell, digits.paper])
        yield outcome(kind, family.rises([low, high]), true[high] - true[low], matters)
    family, values = digits.family("test_accuracy", Quantity("test_accuracy")), digits.numbers["test_accuracy"]
    true, paper = values[:, digits.rest].mean(axis=1), values[:, digits.paper]
    for kind, among in (("best of 12", range(cells)), ("best of 3", _row(generator, digits))):
        best = max(among, key=lambda cell: paper[cell])
        rivals = [cell for cell in among if cell != best]
        truth = true[best] - max(true[cell] for cell in rivals)
        yield outcome(kind, family.best(best, among), truth, LIMITS.margin)
    cell = int(generator.integers(cells))
    limit = np.floor(100 * paper[cell]) / 100
    yield outcome("above a limit", family.exceeds(cell, limit), true[cell] - limit, 0.0)
    recalls, printed, true_recalls = digits.recalls(cell)
    best = int(printed.argmax())
    truth = true_recalls[best] - np.delete(true_recalls, best).max()
    yield outcome("best digit", recalls.best(best, range(CLASSES)), truth, LIMITS.margin)
    last = digits.numbers["best_test_epoch"][cell] == digits.numbers["best_test_epoch"].max()
    claimed = last == last[digits.paper]
    word = judgement.word_of_runs([bool(each) for each in claimed[digits.ours]])
    yield Outcome("single runs", word, "open", float(claimed[digits.rest].mean() - 0.5), 0.0)


def _row(generator: np.random.Generator, digits: Digits) -> list[int]:
    """The cells of one network."""
    first = int(generator.integers(len(digits.networks))) * len(digits.rates)
    return list(range(first, first + len(digits.rates)))


def repeat(repeats: int) -> Iterator[tuple[dict[str, object], Outcome]]:
    """Every claim of all repeats, with how many seeds were ours."""
    for seeds in SEEDS:
        generator = np.random.default_rng(seeds)
        for seed in range(repeats):
            digits = Digits(generator, seeds)
            for outcome in claims_of(digits, generator, seed):
                yield {"seeds": seeds}, outcome
