"""Rounds of run and decide for one night, through Snakemake."""

from pathlib import Path
from typing import Any

import pytest

from restudy.layout import Results
from restudy.params.params import read_params
from restudy.plan.plan import make_plan
from results_fixture import PARAMS, of_paper, of_run, parsed, study_content
from workflow_project import Outcome, Project, new_project

STUDY = """
title: Three small networks
dataset: digits
variants:
  small: {settings: {model: {name: mlp, hidden: [12]}}}
  larger: {settings: {model: {name: mlp, hidden: [14]}}}
  large: {settings: {model: {name: mlp, hidden: [18]}}}
claims:
  A1: {kind: order, text: The larger is better., metrics: [test_accuracy], ascending: [small, larger]}
  A2: {kind: order, text: The large one is better still., metrics: [test_accuracy], ascending: [larger, large]}
"""
NIGHT = ("--config", "until={hours: 1}")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A study of which two claims are open with three runs, and are soon trained."""
    content = study_content(STUDY)
    params = parsed(PARAMS) | {"dataset": "digits", "seeds": [0, 1, 2], "studies": {"small": of_run(content)}}
    params["defaults"] |= {"epochs": 4}
    return new_project(tmp_path_factory.mktemp("night") / "project", params, {"small": of_paper(content)})


def seeds(project: Project) -> dict[str, Any]:
    with project.params() as content:
        return {name: each.get("seeds") for name, each in content["studies"]["small"]["variants"].items()}


@pytest.fixture(scope="module")
def night(project: Project) -> Outcome:
    """A night that ends when nothing is left to settle."""
    return project.run(*NIGHT)


@pytest.mark.slow
def test_rounds_go_on_until_no_claim_is_settled_by_more_runs(project: Project, night: Outcome) -> None:
    rounds = night.text.count("Building DAG of jobs")
    written = night.text.count("Written to params.yaml: studies.small.variants.")
    assert rounds >= 2
    # Each round but the last one gives seeds.
    assert written == rounds - 1
    assert "Nothing to add: no claim is settled by as many hours of runs." in night.text
    assert max(len(found or []) for found in seeds(project).values()) > 3


@pytest.mark.slow
def test_what_is_left_is_a_finished_run_like_any_other(project: Project, night: Outcome) -> None:
    plan = make_plan(read_params(project.folder / "params.yaml", {}))
    results = Results(project.folder / "results/digits")
    trained = [
        results.training_evidence("small", cell.name, seed) for cell in plan.cells.values() for seed in cell.seeds
    ]
    assert [file for file in trained if not file.is_file()] == []
    assert project.plan().jobs == []


@pytest.mark.slow
def test_a_dry_run_says_what_would_be_added_and_writes_nothing(
    project: Project, night: Outcome, tmp_path: Path
) -> None:
    again = project.copy(tmp_path / "again")
    with again.params() as content:
        for variant in content["studies"]["small"]["variants"].values():
            variant.pop("seeds", None)
    again.run()
    before = (again.folder / "params.yaml").read_bytes()
    said = again.plan(*NIGHT).text
    assert "runs of each setting" in said
    assert "Written to" not in said
    assert (again.folder / "params.yaml").read_bytes() == before
