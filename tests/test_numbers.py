"""Published numbers against the interval of a further run."""

from math import nan
from pathlib import Path

import numpy as np
import pytest

from restudy.claims.numbers import PublishedNumber, decimals_of, judge_number, table_numbers
from restudy.statistics.contrasts import Runs
from results_fixture import leave_results, plan_study

# Mean 0.990, SD 0.001: a further run falls within 4.97 SD of three, and within 1.96 SD of very many.
THREE = [0.989, 0.990, 0.991]


def verdict(published: float, values: list[float], decimals: int = 4, **rest: str) -> tuple[str, int | None]:
    number = PublishedNumber("T", "", "test_accuracy", "a", published, decimals, Runs("a", np.array(values)), **rest)
    found = judge_number(number)
    return found.verdict, found.seeds_to_decide


@pytest.mark.parametrize("published", [0.990, 0.9882, 0.9919])
def test_within_the_spread_it_holds(published: float) -> None:
    assert verdict(published, THREE) == ("holds", None)


@pytest.mark.parametrize("published", [0.9849, 0.9951, 0.5])
def test_beyond_a_further_run_it_does_not_hold(published: float) -> None:
    assert verdict(published, THREE) == ("does not hold", None)


@pytest.mark.parametrize("published", [0.9865, 0.9935])
def test_between_them_more_seeds_would_tell(published: float) -> None:
    found, seeds = verdict(published, THREE)
    assert found == "undecided"
    assert seeds is not None
    assert 3 < seeds < 20


def test_a_coarsely_printed_number_is_compared_coarsely() -> None:
    assert verdict(0.9849, THREE)[0] == "does not hold"
    assert verdict(0.9849, THREE, decimals=3)[0] == "undecided"
    assert verdict(0.9849, THREE, decimals=2)[0] == "holds"


def test_one_run_says_nothing_of_further_ones() -> None:
    assert verdict(0.5, [0.99]) == ("undecided", None)
    assert verdict(0.5, [nan, nan]) == ("undecided", None)


def test_runs_without_the_number_are_left_out() -> None:
    assert verdict(0.990, [*THREE, nan]) == ("holds", None)


def test_what_the_paper_leaves_out_is_said() -> None:
    assert verdict(0.5, THREE, not_comparable="the optimizer") == ("not comparable", None)


@pytest.mark.parametrize(("published", "expected"), [(131210, "holds"), (131211, "does not hold")])
def test_what_does_not_vary_is_the_same_or_not(published: int, expected: str) -> None:
    runs = Runs("a", np.array([131210.0]), exact=True)
    number = PublishedNumber("T", "", "trainable_parameters", "a", published, 0, runs)
    assert judge_number(number).verdict == expected


@pytest.mark.parametrize(
    ("values", "quantity", "decimals"),
    [
        ([0.988], "test_accuracy", 4),
        ([0.0746, 0.1], "last_train_loss", 4),
        ([12.664], "train_total_loss", 3),
        ([22.0, 8.0], "first_epoch_at_target", 0),
        ([0.98, 1.0], "precision", 2),
        ([], "test_loss", 0),
    ],
)
def test_decimals_are_those_of_the_longest_number(values: list[float], quantity: str, decimals: int) -> None:
    assert decimals_of(values, quantity) == decimals


TABLES = """
variants:
  one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}
  two: {title: Two, settings: {model: {name: mlp, hidden: [2]}}}
grid:
  batch_size: [32, 8]
  optimizer.lr: [0.1, 0.01]
tables:
  G:
    kind: grid
    title: A grid
    variant: two
    rows: batch_size
    columns: optimizer.lr
    metric: test_accuracy
    published: [[0.11, 0.12], [0.13, 0.14]]
  S:
    kind: summary
    title: A summary
    not_comparable: {two: its optimizer}
    cells:
      - &one {variant: one, grid: {batch_size: 32, optimizer.lr: 0.1}}
      - {variant: two, grid: {batch_size: 8, optimizer.lr: 0.1}}
    columns: [test_loss, test_errors]
    published: [[0.5, null], [0.25, 7]]
  E: {kind: epochs, title: Epochs, cell: *one, columns: [val_loss], published: {1: [0.5], 2: [null], 3: [0.25]}}
  P: {kind: parts, title: Parts, cell: *one, published: {test: {accuracy: 0.9}}, published_average_accuracy: 0.91}
  R:
    kind: class_report
    title: Report
    cell: *one
    published: {'4': [0.98, 0.97, null, 6], accuracy: [null, null, 0.9, 60]}
  C: {kind: class_counts, title: Counts, part: test, published: [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]}
"""


def test_every_number_of_every_table_is_found_with_its_cell(tmp_path: Path) -> None:
    plan = plan_study(TABLES, (0, 1))
    places = range(len(plan.cells))
    evidence = leave_results(
        tmp_path,
        plan,
        trials={"test_accuracy": [[place / 10, place / 10] for place in places]},
        epochs={"val_loss": [[[0.5, 0.4, 0.3], [0.5]] for _ in places]},
    )
    numbers = {(each.place, each.row, each.quantity): each for each in table_numbers(evidence)}
    assert len(numbers) == 4 + 3 + 2 + 2 + 2 + 10
    grid = [each for each in numbers.values() if each.place == "G"]
    assert [(each.published, each.runs.values[0]) for each in grid] == [
        (0.11, 0.4),
        (0.12, 0.5),
        (0.13, 0.6),
        (0.14, 0.7),
    ]
    assert numbers["S", "Two", "test_errors"].not_comparable == "its optimizer"
    assert numbers["S", "One", "test_loss"].not_comparable is None
    third = numbers["E", "epoch 3", "val_loss"].runs.values
    assert third[0] == 0.3
    assert np.isnan(third[1])
    assert numbers["R", "class 4", "recall"].runs.values.tolist() == [1, 1]
    assert [judge_number(each).verdict for each in numbers.values() if each.place == "C"] == [
        *["holds"] * 9,
        "does not hold",
    ]
