"""Claims of one's own, which no work published, and claims about a data set."""

from pathlib import Path
from typing import Any

import pytest

from restudy.evidence.material import Material
from restudy.judging.judge import judge_study
from restudy.papers.paper import Paper
from restudy.papers.reading import parse_paper
from restudy.plan.plan import StudyPlan
from results_fixture import leave_results, parsed, plan_study

HYPOTHESIS = """
claims:
  H1: {kind: order, text: Wider is better., metrics: [test_accuracy], ascending: [one, three]}
  H2: {kind: threshold, text: Half is right., metric: test_accuracy, cells: [two], at_least: 0.5}
"""
ACCURACIES = [[0.5], [0.6], [0.9], [0.1]]


def judged(folder: Path, plan: StudyPlan, paper: Paper) -> dict[str, Any]:
    evidence = leave_results(folder, plan, trials={"test_accuracy": ACCURACIES, "test_errors": [[1.0]] * 4})
    return judge_study(Material(evidence, paper))


@pytest.mark.parametrize("dataset", ["digits", "mnist"])
def test_hypotheses_are_judged_on_any_data(tmp_path: Path, dataset: str) -> None:
    plan = plan_study(dataset=dataset)
    found = judged(tmp_path, plan, parse_paper(parsed(HYPOTHESIS), plan))
    assert found["not_judged"] is None
    assert {name: claim["holds"] for name, claim in found["claims"].items()} == {"H1": {0: True}, "H2": {0: True}}
    assert all(claim["verdict"] for claim in found["claims"].values())


@pytest.mark.parametrize(("dataset", "is_judged"), [("digits", False), ("mnist", True)])
def test_claims_of_a_work_are_judged_on_its_data_alone(tmp_path: Path, dataset: str, is_judged: bool) -> None:
    plan = plan_study(dataset=dataset)
    found = judged(tmp_path, plan, parse_paper(parsed(HYPOTHESIS) | {"dataset": "mnist"}, plan))
    assert (found["not_judged"] is None) == is_judged
    assert all(("verdict" in claim) == is_judged for claim in found["claims"].values())
    assert found["claims"]["H1"]["holds"] == {0: True}
