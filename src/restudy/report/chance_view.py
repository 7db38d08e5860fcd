"""What chance does: how far a setting's runs lie apart where their seeds decide more, or less, than ours.

A split for each run counts as one more source of variation, as Bouthillier et al. 2021 would have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

from scipy.stats import chi2

from restudy.evidence.material import Material
from restudy.evidence.runs import metric_runs
from restudy.formats import Unit, interval_text, mean_with_spread
from restudy.papers.titles import cell_title, variant_title
from restudy.params.settings import TrialSettings
from restudy.plan.cells import Cell
from restudy.plan.readings import Reading
from restudy.report.readings_view import OURS, SEEDS

METRIC = "test_accuracy"
SOURCE_TITLES = {"order": "order of images"}


@dataclass(frozen=True)
class ChanceRow:
    """Runs of one setting.

    Attributes:
        setting: its title.
        reading: whose it is: ours, or an alternative's title.
        varies: the sources of chance that differ between its runs, in words.
        runs: how many there are.
        accuracy: the mean of their test accuracies, with its standard deviation.
        spread: the interval of that deviation, by the chi-square distribution, in points; empty of one run.
        further: where a further run falls.
    """

    setting: str
    reading: str
    varies: str
    runs: int
    accuracy: str
    spread: str
    further: str


def chance_rows(material: Material) -> list[ChanceRow]:
    """Each setting that was run with other sources of chance: our runs, and those; none where nothing is like that."""
    tried = [name for name, each in material.plan.study.alternatives.items() if {*each.settings} == {SEEDS}]
    pairs = [(base, name, other) for name in tried for base, other in Reading.of(material.plan, name).instead.items()]
    return [
        row
        for base in dict.fromkeys(base for base, _, _ in pairs)
        for row in _of_setting(material, base, {name: other for of, name, other in pairs if of == base})
    ]


def _of_setting(material: Material, base: str, others: Mapping[str, str]) -> Iterator[ChanceRow]:
    cells = {cell.name: cell for cell in material.plan.cells}
    title = cell_title(material.paper, cells[base])
    yield _row(material, cells[base], title, OURS)
    for name, other in others.items():
        yield _row(material, cells[other], title, variant_title(material.paper, name))


def _row(material: Material, cell: Cell, title: str, reading: str) -> ChanceRow:
    runs, confidence = metric_runs(material.evidence, cell, METRIC), material.statistics.confidence
    varying = TrialSettings.model_validate(cell.settings).varying
    further = material.posterior.further_run(runs, confidence)
    return ChanceRow(
        setting=title,
        reading=reading,
        varies=", ".join(SOURCE_TITLES.get(source, source) for source in varying),
        runs=len(runs.values),
        accuracy=mean_with_spread([*runs.values], Unit.SHARE),
        spread=_spread(runs.values, confidence) if len(runs.values) > 1 else "",
        further=interval_text((further.low, further.high), Unit.SHARE),
    )


def _spread(values: Any, confidence: float) -> str:
    """The interval of the standard deviation of normal numbers."""
    freedom = len(values) - 1
    tails = chi2.ppf([(1 + confidence) / 2, (1 - confidence) / 2], freedom)
    low, high = (100 * sqrt(freedom * values.var(ddof=1) / tail) for tail in tails)
    return f"{low:.2f}–{high:.2f} points"
