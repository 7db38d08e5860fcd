"""Choosing on test images against choosing on validation images."""

from math import isnan
from pathlib import Path

import numpy as np
import pytest

from restudy.judging.optimism import compare_protocols, overstatement
from restudy.statistics.contrasts import Runs
from restudy.statistics.posterior import Posterior
from restudy.statistics.resampling import Resamples, normal_weights
from restudy.statistics.search import expected_best
from results_fixture import leave_results, logits_of, small_plan

HELD_OUT = """
protocols:
  held_out: {choose_by: val_accuracy}
"""


def test_the_gap_is_between_the_two_choices(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT, (0, 1, 2))
    generator, images = np.random.default_rng(0), 200
    labels = [int(label) for label in generator.integers(10, size=images)]
    logits, accuracies = [], []
    for missed in (0.10, 0.12, 0.11, 0.5):
        wrong = [generator.random(images) < missed for _ in range(3)]
        logits.append([logits_of([(label + w) % 10 for label, w in zip(labels, row, strict=True)]) for row in wrong])
        accuracies.append([float(1 - row.mean()) for row in wrong])
    trials = {"test_accuracy": accuracies, "val_accuracy": [[0.8] * 3, [0.9] * 3, [0.85] * 3, [0.95] * 3]}
    evidence = leave_results(tmp_path, plan, trials=trials, labels=labels, logits=logits)
    names = [cell.name for cell in plan.cells]
    choices = {"held_out": {"chosen": {"study": {"cell": names[1]}}}}
    found = compare_protocols(evidence, choices, Posterior(Resamples(images, number=400)))["study"]
    means = [float(np.mean(each)) for each in accuracies[:3]]
    best = int(np.argmax(means))
    assert (found.chosen_on_test, found.chosen_on_validation) == (names[best], names[1])
    assert (found.reported, found.test_accuracy) == pytest.approx((means[best], means[1]))
    assert found.gap == pytest.approx(means[best] - means[1])
    assert 0 <= found.gap_interval.low <= found.gap <= found.gap_interval.high
    # The best of three looks better than it is.
    assert found.overstatement > 0
    assert found.expected_best == pytest.approx(expected_best([0.8, 0.9, 0.85]))


@pytest.mark.parametrize("spread", [0.0, 1.0], ids=["equal cells", "cells that differ as much as seeds"])
def test_the_overstatement_is_about_what_a_further_measurement_would_take_back(spread: float) -> None:
    generator, true, estimated = np.random.default_rng(3), 0.0, 0.0
    for turn in range(150):
        expected = generator.normal(0, spread, 12)
        values = expected[:, None] + generator.normal(0, 1, (12, 3))
        means = values.mean(axis=1)
        cells = [([(1.0, Runs(str(place), row))], 0.0) for place, row in enumerate(values)]
        true += means.max() - expected[means.argmax()]
        estimated += overstatement(means, Resamples(5, number=300, seed=turn).draws(cells, normal_weights))
    assert 0.7 < estimated / true < 1.3


def test_without_validation_there_is_nothing_to_compare(tmp_path: Path) -> None:
    evidence = leave_results(tmp_path, small_plan())
    assert compare_protocols(evidence, {"published": {"chosen": {}}}, Posterior(Resamples(10, number=10))) == {}


@pytest.mark.parametrize("seeds", [(0, 1), (0, 1, 2)])
def test_the_gap_s_interval_keeps_to_what_shares_can_be(tmp_path: Path, seeds: tuple[int, ...]) -> None:
    """Two seeds that differ much would reach hundreds of points."""
    plan, labels = small_plan(HELD_OUT, seeds), [place % 10 for place in range(50)]
    logits = [
        [logits_of([(label + (turn + place) % 2) % 10 for label in labels]) for turn in range(len(seeds))]
        for place in range(4)
    ]
    accuracies = [[float((turn + place) % 2 == 0) for turn in range(len(seeds))] for place in range(4)]
    trials = {"test_accuracy": accuracies, "val_accuracy": accuracies}
    evidence = leave_results(tmp_path, plan, trials=trials, labels=labels, logits=logits)
    choices = {"held_out": {"chosen": {"study": {"cell": plan.cells[0].name}}}}
    found = compare_protocols(evidence, choices, Posterior(Resamples(50, number=300)))["study"]
    assert 0 <= found.gap_interval.low <= found.gap_interval.high <= 1
    assert -1 <= found.overstatement <= 1


def test_one_seed_leaves_the_gap_without_an_interval(tmp_path: Path) -> None:
    plan = small_plan(HELD_OUT, (0,))
    accuracies = [[0.9], [0.8], [0.7], [0.6]]
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": accuracies, "val_accuracy": accuracies})
    choices = {"held_out": {"chosen": {"study": {"cell": plan.cells[1].name}}}}
    found = compare_protocols(evidence, choices, Posterior(Resamples(10, number=300)))["study"]
    assert found.gap == pytest.approx(0.1)
    assert all(map(isnan, found.gap_interval))
