"""A variant that diverges, through the real workflow: finished, said to have diverged, and no harm to the others."""

import html
import json

import pandas as pd
import pytest

from restudy.layout import TRIAL_FILES
from workflow_project import Outcome, Project, finished

pytestmark = pytest.mark.slow
__all__ = ["finished"]

STUDY, SEEDS = "mlp-optimizers", (0, 1)


def sgd_of(project: Project) -> str:
    """The name of the present SGD's cell; that of the usual learning rate lies beside it."""
    return project.planned_cell(STUDY, "sgd").name


@pytest.fixture(scope="module")
def diverged(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Outcome]:
    """A project whose SGD has a learning rate of 10,000, and what its run did."""
    project = finished.copy(tmp_path_factory.mktemp("diverged") / "project")
    with project.params() as content:
        content["studies"][STUDY]["variants"]["sgd"]["settings"]["optimizer"]["lr"] = 1e4
    return project, project.run()


@pytest.mark.tried(
    "Diverged and degenerate networks", "SGD with a learning rate of 10,000, through Snakemake", "the run ends well"
)
def test_its_trials_are_finished_and_the_run_ends_well(diverged: tuple[Project, Outcome]) -> None:
    project, outcome = diverged
    assert outcome.trained == {STUDY: {"sgd", "sgd-held-out"}}
    for seed in SEEDS:
        folder = project.folder / f"results/digits/cells/{STUDY}/{sgd_of(project)}/seed{seed}"
        assert {path.name for path in folder.iterdir()} == set(TRIAL_FILES)
        assert json.loads((folder / "metrics.json").read_text())["diverged_in_epoch"] == 1
    log = project.folder / f"logs/digits/train/{STUDY}/{sgd_of(project)}.log"
    assert "seed 0: diverged in epoch 1 (step " in log.read_text()


@pytest.mark.tried(
    "Diverged and degenerate networks", "SGD with a learning rate of 10,000: a second run", "nothing is trained again"
)
def test_it_is_not_trained_again_and_status_says_so(diverged: tuple[Project, Outcome]) -> None:
    project, _ = diverged
    assert project.plan().jobs == []
    status = project.call("python", "-m", "restudy", "status")
    assert f"{STUDY}/{sgd_of(project)}/seed0 diverged in epoch 1" in status.text


@pytest.mark.tried("Diverged and degenerate networks", "SGD with a learning rate of 10,000: its numbers", "none counts")
def test_no_number_of_it_is_an_accuracy(diverged: tuple[Project, Outcome]) -> None:
    results = diverged[0].folder / "results/digits"
    trials = pd.read_csv(results / f"evaluation/{STUDY}/trials.csv")
    lost = trials[trials["variant"] == "sgd"]
    assert list(lost["diverged_in_epoch"]) == [1] * len(lost)
    assert lost[[name for name in lost if "accuracy" in name or "loss" in name]].isna().all(axis=None)
    assert trials[trials["variant"] == "adam"]["test_accuracy"].notna().all()
    assert json.loads((results / f"metrics/{STUDY}.json").read_text())["diverged_runs"] == {"sgd": 2, "sgd-held-out": 2}


@pytest.mark.tried(
    "Diverged and degenerate networks",
    "SGD with a learning rate of 10,000: the report",
    "all other parts are there, and it is named",
)
def test_the_report_is_whole_and_names_it(finished: Project, diverged: tuple[Project, Outcome]) -> None:
    project, _ = diverged
    assert [path.relative_to(project.folder) for path in project.files("results/digits/figures")] == [
        path.relative_to(finished.folder) for path in finished.files("results/digits/figures")
    ]
    page = html.unescape((project.folder / "results/digits/report/report.html").read_text())
    assert "2 of 2 runs of SGD diverged (in epoch 1)" in page
    verdicts = json.loads((project.folder / "results/digits/report/verdicts.json").read_text())
    lost = verdicts["studies"][STUDY]["diverged"]
    assert {cell.rpartition("-")[0] for cell in lost} == {"sgd", "sgd-held-out"}
    assert verdicts["studies"]["cnn-lstm-grid"]["diverged"] == {}
