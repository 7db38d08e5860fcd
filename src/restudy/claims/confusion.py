"""The most frequent errors between classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.evidence.runs import error_runs, together, ways
from restudy.judging.classes import Label, check_error
from restudy.judging.findings import Finding, Margin, Observed, Side, by_margins, by_seed
from restudy.lazy import lazily
from restudy.papers.items import Claim, Misfit
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.quantity import Quantity

if TYPE_CHECKING:
    import numpy as np

    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper
else:
    np = lazily("numpy")

Pair = tuple[int, int]


class Confusion(Claim):
    """The most frequent errors are between these pairs of classes."""

    cells: list[str] = Field(min_length=1, description="The cells, their errors added up.")
    pairs: list[Annotated[list[Label], Field(min_length=2, max_length=2)]] = Field(
        min_length=1, description="Pairs of classes; directed ones are [label, prediction]."
    )
    directed: bool = Field(False, description="Whether 4 taken for 9 differs from 9 taken for 4.")

    def check(self, plan: StudyPlan, paper: Paper) -> None:
        """Each pair is of two classes of the data, and another one."""
        known = set[Pair]()
        for place, pair in enumerate(self.pairs):
            check_error(plan, pair[0], pair[1], "pairs", place)
            if self._pair(*pair) in known:
                raise Misfit(f"{pair} stands here already; name each pair once", "pairs", place)
            known.add(self._pair(*pair))

    def finding(self, evidence: Evidence) -> Finding:
        """Whether the pairs are more frequent than all others; leading ones and a rival stand beside them."""
        cells = [evidence.cell(name) for name in self.cells]
        pairs = {self._pair(*pair) for pair in self.pairs}
        seeds = [seed for seed in evidence.plan.seeds if all(seed in evidence.ended(cell) for cell in cells)]
        counts = {seed: self._counts(evidence, cells, seed) for seed in seeds}

        name = cells[0].name if len(cells) == 1 else ""
        shown = pairs | _leading(counts.values(), len(pairs)) | _leading(counts.values(), 1, pairs)
        observed = [
            Observed(name, self._quantity(pair), by_seed(evidence, cells, partial(_count, counts, pair)))
            for pair in sorted(shown)
        ]
        return by_margins(evidence, cells, observed, self._margins(evidence, cells, pairs))

    def _margins(self, evidence: Evidence, cells: list[Cell], pairs: set[Pair]) -> list[Margin]:
        """How many more errors there are in each named pair than in each other one."""
        classes = range(cells[0].settings["classes"])
        every = sorted({self._pair(label, taken) for label in classes for taken in classes if label != taken})
        runs = together(
            {pair: error_runs(evidence, cells, ways(pair, self.directed)) for pair in every},
            kind=f"errors {self.directed} {' '.join(cell.name for cell in cells)}",
        )
        return [
            Margin(
                *(Side("", self._quantity(pair)), Side("", self._quantity(other))),
                [(1.0, runs[pair]), (-1.0, runs[other])],
                part=str(pair),
            )
            for pair in sorted(pairs)
            for other in runs
            if other not in pairs
        ]

    def _pair(self, label: int, prediction: int) -> Pair:
        return (label, prediction) if self.directed else (min(label, prediction), max(label, prediction))

    def _quantity(self, pair: Pair) -> Quantity:
        return Quantity(label=pair[0], prediction=pair[1], directed=self.directed)

    def _counts(self, evidence: Evidence, cells: list[Cell], seed: int) -> Counter[Pair]:
        """Errors of each pair, all cells together."""
        total = np.sum([evidence.confusion(cell, seed) for cell in cells], axis=0)
        counts = Counter[Pair]()
        for (label, prediction), count in np.ndenumerate(total):
            if label != prediction:
                counts[self._pair(label, prediction)] += int(count)
        return counts


def _count(counts: Mapping[int, Counter[Pair]], pair: Pair, seed: int) -> float:
    return float(counts[seed][pair])


def _leading(counts: Iterable[Counter[Pair]], number: int, but: Collection[Pair] = ()) -> set[Pair]:
    """The most frequent pairs over all seeds, some left out."""
    total = Counter[Pair]()
    for of_seed in counts:
        total.update(of_seed)
    others = [pair for pair in total if pair not in but]
    return set(sorted(others, key=lambda pair: (-total[pair], pair))[:number])
