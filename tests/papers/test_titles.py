"""Names of settings, cells and studies as text."""

from restudy.papers import titles
from restudy.papers.paper import Paper
from results_fixture import GRID, paper_of, plan_study, small_paper, small_plan

HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""


def test_settings_are_in_words() -> None:
    assert titles.setting("optimizer.lr") == "learning rate"
    assert titles.setting("model.pool_size") == "model pool size"


def test_a_cell_is_named_by_variant_grid_and_protocol() -> None:
    plan, paper = small_plan(GRID), small_paper(GRID)
    assert titles.cell_title(paper, plan.cells[7]) == "Two, batch size 32, learning rate 0.01"
    assert titles.title_of(paper, plan, plan.cells[7].name) == "Two, batch size 32, learning rate 0.01"
    both = plan_study(HELD_OUT)
    paper = paper_of(both, HELD_OUT)
    assert {titles.cell_title(paper, cell) for cell in both.under("held_out")} == {
        "One, held out",
        "Two, held out",
        "Three, held out",
    }
    assert [titles.cell_title(paper, cell) for cell in both.under("published")] == ["One", "Two", "Three", "Extra"]


def test_a_cell_of_an_alternative_is_named_by_it_as_well() -> None:
    text = "alternatives: {large: {infers: batch_size, cells: [two-bs32-lr0.01], settings: {epochs: 5}}}\n"
    plan = plan_study(GRID + text)
    (cell,) = [cell for cell in plan.cells if cell.alternative]
    named = "Two, batch size 32, learning rate 0.01"
    assert titles.cell_title(Paper(titles={"two": "Two"}), cell) == f"{named}, large"
    assert titles.cell_title(Paper(titles={"two": "Two", "large": "batches of 16"}), cell) == f"{named}, batches of 16"


def test_without_a_title_a_variant_and_a_study_have_their_own_names() -> None:
    plan, paper = small_plan(), Paper(titles={"one": "The first"})
    assert [titles.cell_title(paper, cell) for cell in plan.cells[:2]] == ["The first", "two"]
    assert titles.study_title(paper, plan) == "small"
    assert titles.study_title(Paper(title="A study"), plan) == "A study"
