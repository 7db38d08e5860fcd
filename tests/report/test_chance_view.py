"""What chance does: how far runs lie apart where their seeds decide more, or less."""

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from restudy.evidence.material import Material
from restudy.papers.reading import parse_paper
from restudy.report.chance_view import ChanceRow, chance_rows
from results_fixture import leave_results, logits_of, of_paper, plan_study, study_content

STUDY = """
alternatives:
  split-varies:
    infers: seeds_vary
    cells: [two]
    settings: {split: parted, seeds_vary: [weights, order, split]}
  split-alone: {infers: seeds_vary, cells: [one, two], settings: {seeds_vary: [split]}}
  order-alone: {infers: seeds_vary, cells: [one], settings: {seeds_vary: [order]}}
inferred: {seeds_vary: The paper ran once.}
"""
SEEDS = (0, 1, 2, 3)
# One, two, three, extra; two with more than its seeds changed; one and two by the split; one by the order.
SPREADS = [0.01, 0.02, 0.01, 0.01, 0.03, 0.004, 0.008, 0.002]


@pytest.fixture
def rows(tmp_path: Path) -> list[ChanceRow]:
    changes = STUDY.replace("split: parted, ", "batch_size: 16, ")
    content = study_content(changes)
    content["titles"] |= {"split-alone": "The split alone", "order-alone": "The order alone"}
    plan = plan_study(f"base: {{split: parted}}\n{changes}", seeds=SEEDS)
    accuracies = [[0.9 + spread * step for step in (-1, 0, 0.4, 1)] for spread in SPREADS]
    labels = [0, 1] * 50
    leave_results(
        tmp_path,
        plan,
        trials={"test_accuracy": accuracies},
        labels=labels,
        logits=[[logits_of(labels)] * len(SEEDS) for _ in plan.cells],
    )
    return chance_rows(Material.of(plan, parse_paper(of_paper(content), plan), tmp_path))


def test_each_setting_that_was_run_with_other_sources_alone_comes_with_ours_first(rows: list[ChanceRow]) -> None:
    """An alternative that changes something else too is another setting, and no matter of chance."""
    assert [(row.setting, row.reading, row.varies) for row in rows] == [
        ("One", "our settings", "weights, order of images"),
        ("One", "The split alone", "split"),
        ("One", "The order alone", "order of images"),
        ("Two", "our settings", "weights, order of images"),
        ("Two", "The split alone", "split"),
    ]


def test_spreads_come_with_their_chi_square_interval(rows: list[ChanceRow]) -> None:
    for row, spread in zip(rows, (0.01, 0.004, 0.002, 0.02, 0.008), strict=True):
        values = 0.9 + spread * np.array([-1, 0, 0.4, 1])
        assert row.runs == 4
        assert row.accuracy.replace("\u00a0", " ") == f"{100 * values.mean():.2f} ± {100 * values.std(ddof=1):.2f} %"
        known = stats.chi2(3)
        limits = [100 * values.std(ddof=1) * np.sqrt(3 / known.ppf(tail)) for tail in (0.975, 0.025)]
        assert row.spread == f"{limits[0]:.2f}–{limits[1]:.2f} points"


def test_a_further_run_falls_about_ours(rows: list[ChanceRow]) -> None:
    for row in rows:
        low, high = (float(part) for part in row.further.replace("\u00a0", "").removesuffix("%").split("–"))
        mean = float(row.accuracy.partition(" ")[0])
        assert low < mean < high
