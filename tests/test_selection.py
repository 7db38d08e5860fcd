"""The choice of the best cell."""

from collections.abc import Sequence
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_fixture import leave_training_evidence
from restudy.layout import Results
from restudy.plan.plan import StudyPlan
from restudy.records import read_json
from restudy.selection import choose, groups, select
from results_fixture import GRID, small_plan

BY_LOSS = "protocols: {published: {choose_by: val_loss}}"
BY_VAL_ACCURACY = "protocols: {published: {choose_by: val_accuracy}}"
WITHIN_VARIANT = "choose_within: variant"
TWO_PROTOCOLS = """
protocols:
  published: {choose_by: best_test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""
EIGHTHS = st.integers(0, 8).map(lambda number: number / 8)


def values(plan: StudyPlan, *by_cell: Sequence[float | None]) -> dict[str, list[float | None]]:
    """A number of each cell in the plan's order, by seed; cells that are left out have NaN."""
    missing = [[nan] * len(plan.seeds)] * (len(plan.cells) - len(by_cell))
    return {cell.name: [*numbers] for cell, numbers in zip(plan.cells, [*by_cell, *missing], strict=True)}


def variant_of(plan: StudyPlan, name: str) -> str:
    return next(cell.variant for cell in plan.cells if cell.name == name)


def winner(plan: StudyPlan, *by_cell: Sequence[float | None]) -> str:
    """The variant that the published protocol chooses within the whole study."""
    chosen = choose(plan, "published", values(plan, *by_cell))["chosen"]
    return variant_of(plan, chosen["study"]["cell"])


def leave_metrics(folder: Path, plan: StudyPlan, metric: str, *by_cell: Sequence[float | None]) -> None:
    """What training leaves of each trial, as far as the choice reads it."""
    for cell, numbers in zip(plan.cells, by_cell, strict=True):
        for seed, number in zip(plan.seeds, numbers, strict=True):
            leave_training_evidence(folder, cell, seed, metrics={metric: None if number is nan else number})


def test_the_best_mean_over_seeds_wins_and_not_the_best_seed() -> None:
    plan = small_plan(seeds=(0, 1))
    assert winner(plan, [0.99, 0.50], [0.80, 0.80], [0.70, 0.75]) == "two"


@pytest.mark.parametrize(("criterion", "expected"), [(BY_LOSS, "three"), (BY_VAL_ACCURACY, "one")])
def test_a_low_loss_and_a_high_accuracy_are_good(criterion: str, expected: str) -> None:
    assert winner(small_plan(criterion), [0.9], [0.5], [0.1]) == expected


@pytest.mark.parametrize("criterion", [BY_LOSS, BY_VAL_ACCURACY])
def test_the_first_of_equals_wins(criterion: str) -> None:
    assert winner(small_plan(criterion), [0.5], [0.5], [0.5]) == "one"


@given(st.lists(st.tuples(EIGHTHS, EIGHTHS), min_size=3, max_size=3), st.sampled_from([BY_LOSS, BY_VAL_ACCURACY]))
def test_the_choice_is_numpy_s_first_extreme_of_means(numbers: list[tuple[float, float]], criterion: str) -> None:
    """Eighths add up without rounding, so that ties are ties for both."""
    plan = small_plan(criterion, (0, 1))
    means = np.mean(numbers, axis=1)
    place = np.argmin(means) if criterion == BY_LOSS else np.argmax(means)
    assert winner(plan, *numbers) == plan.cells[int(place)].variant


@pytest.mark.parametrize("criterion", [BY_LOSS, BY_VAL_ACCURACY])
@pytest.mark.parametrize("number", [None, nan, inf])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_cell_loses_if_one_of_its_trials_diverged(criterion: str, number: float | None, place: int) -> None:
    plan = small_plan(criterion, (0, 1))
    numbers: list[list[float | None]] = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
    numbers[place] = [0.9 if criterion == BY_VAL_ACCURACY else 0.1, number]
    assert winner(plan, *numbers) == ("two" if place == 0 else "one")


def test_where_all_diverged_none_is_chosen() -> None:
    plan = small_plan(BY_LOSS)
    chosen = choose(plan, "published", values(plan))["chosen"]["study"]
    assert (chosen["cell"], chosen["val_loss"]) == (None, None)
    assert set(chosen["without_number"].values()) == {1}


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([[0.9, 0.9, None], [0.8, 0.8, None], [0.99, None, None]], "one"),
        ([[None, 0.9, None], [0.1, None, 0.1], [None, 0.99, None]], "two"),
        ([[None] * 3, [0.1, None, None], [None] * 3], "two"),
        ([[0.9, 0.9, None], [0.1, 0.1, 0.1], [0.99, 0.99, None]], "two"),
        # With other numbers of runs shares count.
        ([[0.99, None], [0.1, 0.1, 0.1, None], [None]], "two"),
        ([[None], [0.9, None, None], [0.1, None, None]], "two"),
    ],
)
def test_the_fewest_diverged_runs_come_first_and_then_the_best_mean_of_the_others(
    numbers: list[list[float | None]], expected: str
) -> None:
    plan = small_plan(BY_VAL_ACCURACY, (0, 1, 2))
    assert winner(plan, *numbers) == expected
    chosen = choose(plan, "published", values(plan, *numbers))["chosen"]["study"]
    lacking = {cell.name: sum(value is None for value in row) for cell, row in zip(plan.cells, numbers, strict=False)}
    assert chosen["without_number"] == {name: number for name, number in lacking.items() if number}


def test_a_cell_that_is_run_for_comparison_is_never_chosen() -> None:
    plan = small_plan()
    chosen = choose(plan, "published", values(plan, [0.1], [0.2], [0.3], [0.9]))["chosen"]["study"]
    assert variant_of(plan, chosen["cell"]) == "three"
    assert {variant_of(plan, name) for name in chosen["candidates"]} == {"one", "two", "three"}


def test_candidates_are_shown_with_their_means() -> None:
    plan = small_plan(seeds=(0, 1))
    chosen = choose(plan, "published", values(plan, [0.25, 0.75], [0.5, 1.0], [0.0, None]))["chosen"]["study"]
    assert list(chosen["candidates"].values()) == [0.5, 0.75, 0.0]
    assert list(chosen["without_number"].values()) == [1]
    assert chosen["test_accuracy"] == 0.75


def test_within_variants_each_has_its_own_choice() -> None:
    plan = small_plan(GRID + WITHIN_VARIANT)
    numbers = [[number] for number in (0.1, 0.2, 0.3, 0.6, 0.5, 0.4, 0.9, 0.8, 0.7, 0.7, 0.8, 0.95)]
    chosen = choose(plan, "published", values(plan, *numbers))["chosen"]
    assert {group: entry["cell"] for group, entry in chosen.items()} == {
        "one": plan.cells[3].name,
        "two": plan.cells[11].name,
    }
    assert {group: len(entry["candidates"]) for group, entry in chosen.items()} == {"one": 6, "two": 6}


def test_within_the_study_one_cell_is_chosen() -> None:
    assert list(groups(small_plan(GRID), "published")) == ["study"]
    assert list(groups(small_plan(GRID + WITHIN_VARIANT), "published")) == ["one", "two"]


def test_a_protocol_chooses_among_its_own_cells() -> None:
    plan = small_plan(TWO_PROTOCOLS)
    published, held_out = (groups(plan, protocol)["study"] for protocol in ("published", "held_out"))
    assert [cell.variant for cell in published] == [cell.variant for cell in held_out] == ["one", "two", "three"]
    assert not {cell.name for cell in published} & {cell.name for cell in held_out}


def selected(folder: Path, plan: StudyPlan) -> Any:
    """What `select` writes."""
    select(plan, Results(folder))
    return read_json(Results(folder).selection(plan.name))


def test_what_validation_decides_is_written_and_the_rest_left_open(tmp_path: Path) -> None:
    plan = small_plan(TWO_PROTOCOLS, (0, 1))
    best = plan.under("held_out")[1]
    numbers = [[0.9, 0.8] if cell is best else [0.1, 0.2] for cell in plan.cells]
    leave_metrics(tmp_path, plan, "val_accuracy", *numbers)
    written = selected(tmp_path, plan)
    assert (written["study"], written["dataset"], written["seeds"]) == ("small", "mnist", [0, 1])
    assert written["protocols"]["published"] == {
        "choose_by": "best_test_accuracy",
        "decided_on": "test images, after evaluation",
        "chosen": None,
    }
    held_out = written["protocols"]["held_out"]
    assert held_out["decided_on"] == "validation images"
    assert held_out["chosen"]["study"]["cell"] == best.name
    assert held_out["chosen"]["study"]["val_accuracy"] == pytest.approx(0.85)


def test_a_diverged_trial_s_file_has_no_number_and_the_cell_loses(tmp_path: Path) -> None:
    """JSON has no NaN: the file says null."""
    plan = small_plan(BY_LOSS)
    leave_metrics(tmp_path, plan, "val_loss", [nan], [0.5], [0.6], [0.1])
    chosen = selected(tmp_path, plan)["protocols"]["published"]["chosen"]["study"]
    assert variant_of(plan, chosen["cell"]) == "two"
    assert chosen["candidates"][plan.cells[0].name] is None


def test_equal_trials_leave_equal_bytes(tmp_path: Path) -> None:
    plan = small_plan(BY_LOSS)
    leave_metrics(tmp_path, plan, "val_loss", [0.1], [0.2], [0.3], [0.4])
    written = []
    for _ in range(2):
        selected(tmp_path, plan)
        written.append(Results(tmp_path).selection(plan.name).read_bytes())
    assert written[0] == written[1]
