"""A plan as if the paper had meant an alternative."""

from restudy.plan.readings import Reading, base_of
from results_fixture import plan_study

PLAN = plan_study(
    "alternatives:\n"
    "  large: {infers: batch_size, cells: [one, two], settings: {batch_size: 16}}\n"
    "  slow: {infers: epochs, cells: [one], settings: {epochs: 5}}\n"
)


def test_names_mean_the_cells_that_were_run_with_it_and_all_others_what_they_meant() -> None:
    reading = Reading.of(PLAN, "large")
    assert [reading.cell(name).settings["batch_size"] for name in ("one", "two", "three", "extra")] == [16, 16, 8, 8]
    assert reading.cell("one") == reading.cell("one-large")
    assert reading.cell("one").protocols == ("published",)
    assert reading.instead == {PLAN.cell(name).name: PLAN.cell(f"{name}-large").name for name in ("one", "two")}


def test_it_has_as_many_cells_as_the_study_and_those_of_other_alternatives() -> None:
    reading = Reading.of(PLAN, "large")
    assert [cell.variant for cell in reading.under("published")] == ["one", "two", "three", "extra"]
    assert [cell.alternative for cell in reading.cells] == ["large", "large", "", "", "slow"]


def test_an_alternative_s_base_has_its_variant_and_grid() -> None:
    assert base_of(PLAN, PLAN.cell("two-large")) == PLAN.cell("two")
