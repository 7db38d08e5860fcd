"""The cells that tables and figures of every study are of."""

from pathlib import Path

from restudy.evidence import featured
from results_fixture import GRID, Numbers, leave_results, small_paper, small_plan

HEADLINE = """
headline:
  - {title: One, cell: one-bs8-lr0.01, metric: test_accuracy, published: 0.9}
"""
WIDE = GRID.replace("[0.1, 0.01, 0.02]", "[0.1, 0.01, 0.02, 0.3]")


def test_a_small_study_is_shown_whole(tmp_path: Path) -> None:
    evidence = leave_results(tmp_path, small_plan())
    assert featured.shown(evidence, small_paper()) == list(evidence.plan.cells)


def test_of_a_large_grid_the_chosen_and_the_headline_s_cells_are_shown(tmp_path: Path) -> None:
    plan = small_plan(WIDE + HEADLINE)
    accuracies = [[0.5 + place / 100] for place in range(16)]
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": accuracies})
    assert [cell.name.rpartition("-")[0] for cell in featured.shown(evidence, small_paper(WIDE + HEADLINE))] == [
        "one-bs8-lr0.01",
        "two-bs8-lr0.3",
    ]


def test_each_variant_s_best_is_compared(tmp_path: Path) -> None:
    accuracies = [[0.5], [0.9], [0.6], [0.5], [0.5], [0.5], [0.7], [0.5], [0.8], [0.5], [0.5], [0.5]]
    evidence = leave_results(tmp_path, small_plan(GRID), trials={"test_accuracy": accuracies})
    places = [evidence.plan.cells.index(cell) for cell in featured.compared(evidence)]
    assert places == [1, 8]


def test_protocols_choices_stand_once_and_never_what_is_for_comparison(tmp_path: Path) -> None:
    both = "protocols: {published: {choose_by: test_accuracy}, held_out: {choose_by: val_loss}}"
    numbers: dict[str, Numbers] = {"test_accuracy": [[0.5], [0.8], [0.6], [0.9]], "val_loss": [[3], [2], [1], [0.5]]}
    evidence = leave_results(tmp_path, small_plan(both), trials=numbers)
    assert [cell.variant for cell in featured.chosen(evidence)] == ["two", "three"]
