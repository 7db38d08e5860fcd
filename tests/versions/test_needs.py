"""What a table or a figure is made from."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from report_fixture import reported_paper, reported_plan
from restudy.errors import UserError
from restudy.layout import Results
from restudy.plan.plan import Plan
from restudy.versions.needs import needs


@pytest.fixture
def plan(mnist_plan: Plan) -> Plan:
    """A plan of the study REPORTED alone."""
    return replace(mnist_plan, studies={"reported": reported_plan()})


def needed(plan: Plan, name: str, study: str = "reported") -> list[str]:
    return [str(path) for path in needs(plan, {"reported": reported_paper()}, study, name)]


@pytest.mark.parametrize(
    ("name", "file"), [("T-grid", "tables/reported/T-grid.csv"), ("F-filters", "figures/reported/F-filters.svg")]
)
def test_a_table_and_a_figure_need_the_study_s_evidence_and_its_numbers(plan: Plan, name: str, file: str) -> None:
    """All tables and all figures of a study are made together; neither data nor weights are among what they need."""
    results, study = Results.of("mnist"), reported_plan()
    evidence = [results.images(study.excerpt)]
    for cell, seed in product(study.cells, study.seeds):
        evidence.append(results.training_evidence("reported", cell.name, seed))
        evidence.append(results.test_evidence("reported", cell.name, seed, cell.evaluation))
    numbers = [f"results/mnist/evaluation/reported/{each}.csv" for each in ("trials", "epochs")]
    found = needed(plan, name)
    assert found[0] == f"results/mnist/{file}"
    assert sorted(found[1:]) == sorted([*map(str, evidence), *numbers])


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
