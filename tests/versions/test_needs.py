"""What a table or a figure is made from."""

from dataclasses import replace
from pathlib import Path

import pytest

from report_fixture import reported_paper, reported_plan
from restudy.errors import UserError
from restudy.plan.plan import Plan
from restudy.versions.needs import needs


@pytest.fixture
def plan(mnist_plan: Plan) -> Plan:
    """A plan of the study REPORTED alone."""
    return replace(mnist_plan, studies={"reported": reported_plan()})


def needed(plan: Plan, name: str, study: str = "reported") -> list[str]:
    return [str(path) for path in needs(plan, {"reported": reported_paper()}, study, name)]


def test_a_table_needs_what_was_evaluated_and_the_images_that_any_table_counts(plan: Plan) -> None:
    """All tables of a study are made together."""
    folder = "results/mnist/evaluation/reported"
    evaluated = [f"{folder}/{file}" for file in ("trials.csv", "epochs.csv", "predictions.safetensors")]
    counted = ["data/mnist/test.safetensors", "data/mnist/unpacked_by.json"]
    assert needed(plan, "T-grid") == ["results/mnist/tables/reported/T-grid.csv", *evaluated, *counted]


def test_without_such_a_table_no_images_are_needed(plan: Plan) -> None:
    paper = reported_paper()
    tables = {name: table for name, table in paper.tables.items() if name != "T-counts"}
    without = {"reported": paper.model_copy(update={"tables": tables})}
    assert not [path for path in needs(plan, without, "reported", "T-grid") if path.is_relative_to("data")]


def test_a_figure_needs_images_and_weights_too(plan: Plan) -> None:
    file, *others = needed(plan, "F-filters")
    assert file == "results/mnist/figures/reported/F-filters.svg"
    cell = reported_plan().cells[0].name
    assert f"results/mnist/cells/reported/{cell}/seed3/checkpoint.safetensors" in others
    assert {"data/mnist/train.safetensors", "data/mnist/test.safetensors", "data/mnist/unpacked_by.json"} <= set(others)


@pytest.mark.parametrize(
    ("name", "file"), [("T-counts.csv", "T-counts.csv"), ("F-counts.svg", "F-counts.svg"), ("quality", "quality.csv")]
)
def test_a_file_may_be_named_as_it_is_called(plan: Plan, name: str, file: str) -> None:
    assert Path(needed(plan, name)[0]).name == file


@pytest.mark.parametrize(
    ("study", "name", "words"),
    [
        ("report", "T-grid", "report/T-grid: no study 'report'"),
        (
            "reported",
            "T-gird",
            "reported/T-gird: study reported has no table or figure 'T-gird' (did you mean T-grid?)",
        ),
        ("reported", "F-heat.csv", "reported/F-heat.csv: study reported has no table or figure 'F-heat.csv'"),
    ],
)
def test_what_there_is_not_is_one_line(plan: Plan, study: str, name: str, words: str) -> None:
    with pytest.raises(UserError) as raised:
        needed(plan, name, study)
    assert str(raised.value).startswith(words)
    assert "\n" not in str(raised.value)
