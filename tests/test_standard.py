"""What every study has without asking, where it fits."""

import pytest

from restudy.errors import UserError
from restudy.layout import figure_files, table_files
from restudy.plan.plan import Plan
from results_fixture import GRID, plan_study, small_plan

HEADLINE = "headline: [{title: One, cell: {variant: one}, metric: test_accuracy, published: 0.9}]\n"
SEARCHED = GRID + "protocols: {held_out: {choose_by: val_accuracy, note: a note}}\n"
MANY = """
variants:
  a: {title: A, settings: {model: {name: mlp, hidden: [1]}, batch_size: 8}}
  b: {title: B, settings: {model: {name: mlp, hidden: [2]}, batch_size: 8}}
  c: {title: C, settings: {model: {name: mlp, hidden: [1]}, batch_size: 16}}
  d: {title: D, settings: {model: {name: mlp, hidden: [2]}, batch_size: 16}}
"""


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ("", ["reliability"]),
        (HEADLINE, ["further-runs", "reliability"]),
        (GRID, ["reliability", "interaction"]),
        (SEARCHED, ["reliability", "search", "interaction"]),
        (MANY, ["reliability", "parallel"]),
    ],
    ids=["four variants of one setting", "headline", "grid", "grid on validation images", "variants of two settings"],
)
def test_a_study_has_the_figures_that_fit_it(changes: str, figures: list[str]) -> None:
    plan = small_plan(changes)
    assert list(plan.study.figures) == figures
    assert [file.rpartition("/")[2] for file in figure_files(plan) if file.endswith("svg")] == [
        f"{name}.svg" for name in figures
    ]


def test_a_study_has_tables_of_its_scores_and_comparisons() -> None:
    assert [file.rpartition("/")[2] for file in table_files(small_plan())] == ["quality.csv", "comparisons.csv"]


def test_one_variant_is_compared_with_none() -> None:
    plan = small_plan("variants: {one: {title: One, settings: {model: {name: mlp, hidden: [1]}}}}")
    assert list(plan.study.tables) == ["quality"]


def test_what_a_study_asks_for_itself_it_has_once() -> None:
    plan = small_plan("tables: {Q: {kind: quality, title: Mine, cells: [{variant: two}]}}")
    assert list(plan.study.tables) == ["Q", "comparisons"]


def test_a_name_of_another_kind_is_one_line() -> None:
    with pytest.raises(UserError) as caught:
        plan_study("figures: {reliability: {kind: samples, title: t, part: test}}")
    assert str(caught.value) == (
        "params.yaml: studies.small.figures.reliability: this name is kept for what every study has; "
        "give it another name, or the kind reliability"
    )


def test_cells_are_the_same_whatever_a_report_shows() -> None:
    asked = plan_study("figures: {R: {kind: reliability, title: t}}")
    assert [cell.digest for cell in asked.cells] == [cell.digest for cell in small_plan().cells]


def test_the_repository_s_studies(mnist_plan: Plan) -> None:
    figures = {name: set(study.study.figures) for name, study in mnist_plan.studies.items()}
    assert {"search", "interaction"} <= figures["cnn-lstm-grid"]
    assert "parallel" in figures["cnn-architectures"]
    assert all({"reliability", "further-runs"} <= names for names in figures.values())
