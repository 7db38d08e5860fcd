"""Headline numbers: accuracies with intervals, and epochs to the target."""

from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from restudy.judging.headline import headline
from restudy.statistics.intervals import wilson
from results_fixture import CLASSES, Numbers, leave_results, small_plan


def chosen(cell: str) -> dict[str, Any]:
    return {"published": {"chosen": {"study": {"cell": cell}}}}


def test_several_seeds_give_a_mean_with_its_interval(tmp_path: Path) -> None:
    plan = small_plan("", (0, 1, 2))
    values = [0.5, 0.75, 0.625]
    trials: dict[str, Numbers] = {"test_accuracy": [values] * 4, "first_epoch_at_target": [[3, 4, 5]] * 4}
    numbers = headline(leave_results(tmp_path, plan, trials=trials), chosen(plan.cells[1].name))
    # Every image is alike in these logits, so seeds alone vary.
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert numbers["published"]["study"] == pytest.approx(
        {
            "test_accuracy": 0.625,
            "test_accuracy_low": expected.low,
            "test_accuracy_high": expected.high,
            "first_epoch_at_target": 4,
        }
    )


def test_one_seed_gives_its_network_s_interval(tmp_path: Path) -> None:
    plan = small_plan()
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": [[0.9]] * 4})
    numbers = headline(evidence, chosen(plan.cells[0].name))["published"]["study"]
    low, high = wilson(9, CLASSES, 0.95)
    assert (numbers["test_accuracy_low"], numbers["test_accuracy_high"]) == pytest.approx((low, high))


def test_limits_are_accuracies_and_what_is_missing_is_left_out(tmp_path: Path) -> None:
    plan = small_plan("", (0, 1))
    trials = {"test_accuracy": [[0.5, 1.0]] * 4, "first_epoch_at_target": [[3, nan]] * 4}
    numbers = headline(leave_results(tmp_path, plan, trials=trials), chosen(plan.cells[0].name))
    study = numbers["published"]["study"]
    assert sorted(study) == ["test_accuracy", "test_accuracy_high", "test_accuracy_low"]
    assert np.all((np.array(list(study.values())) >= 0) & (np.array(list(study.values())) <= 1))
