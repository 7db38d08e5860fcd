"""A day with the repository's own params.yaml, whole, on digits: experiments, comparison, and back again."""

import pytest

from dvc_project import VersionedProject, shipped
from tiny_studies import repository_params
from workflow_project import Outcome

pytestmark = pytest.mark.slow

OPTIMIZERS = {"sgd", "momentum", "adam", "sgd-held-out", "momentum-held-out", "adam-held-out"}
# What lets the whole of it end within a minute or two; each replaces a number in a line of its own.
QUICK = {
    "dataset": "digits",
    "seeds": "[0]",
    "defaults.epochs": "1",
    "studies.cnn-lstm-grid.base.epochs": "1",
    "studies.batchnorm-cnn.base.epochs": "1",
    "studies.mlp-optimizers.base.epochs": "1",
}


def experiment(project: VersionedProject, changes: dict[str, str]) -> Outcome:
    options = [word for key, value in changes.items() for word in ("--set-param", f"{key}={value}")]
    return project.dvc("exp", "run", *options)


def changed_lines(project: VersionedProject, revision: str = "HEAD") -> tuple[list[str], list[str]]:
    """The lines of params.yaml that a commit has and the folder has not, and the other way round."""
    lines = project.git("diff", "--unified=0", revision, "--", "params.yaml").splitlines()
    taken, put = ([line[1:] for line in lines if line[0] == sign and line[:3] != 3 * sign] for sign in "-+")
    return taken, put


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[VersionedProject, Outcome]:
    """The shipped project after its first experiment, which is kept, and what that did."""
    project = shipped(tmp_path_factory.mktemp("day") / "project")
    outcome = experiment(project, QUICK)
    project.commit("Digits")
    return project, outcome


def test_the_first_experiment_runs_all_studies(day: tuple[VersionedProject, Outcome]) -> None:
    _, outcome = day
    studies = set(repository_params()["studies"])
    assert set(outcome.trained) == studies
    assert {job.wildcards["study"] for job in outcome.jobs if job.rule == "judge"} == studies


def test_it_changed_the_lines_that_were_set_and_no_other(day: tuple[VersionedProject, Outcome]) -> None:
    """Comments, indents and all that was not named stay."""
    taken, put = changed_lines(day[0], "HEAD~1")
    assert taken == [
        "dataset: mnist",
        "- 1",
        "- 2",
        "  epochs: 10",
        "      epochs: 25",
        "      epochs: 5",
        "      epochs: 25",
    ]
    assert put == ["dataset: digits", "  epochs: 1", *3 * ["      epochs: 1"]]


def test_a_change_its_numbers_and_the_way_back(day: tuple[VersionedProject, Outcome]) -> None:
    project, _ = day
    outcome = experiment(project, {"studies.mlp-optimizers.base.epochs": "2"})
    alternatives = repository_params()["studies"]["mlp-optimizers"]["alternatives"].items()
    others = {f"{cell}-{name}" for name, alternative in alternatives for cell in alternative["cells"]}
    assert outcome.trained == {"mlp-optimizers": OPTIMIZERS | others}
    assert changed_lines(project) == (["      epochs: 1"], ["      epochs: 2"])
    rows = project.dvc("metrics", "diff", "--md").text.splitlines()
    numbers = [row for row in rows if "results/" in row]
    assert any("published.study.test_accuracy" in row for row in numbers)
    assert all("results/digits/metrics/mlp-optimizers.json" in row for row in numbers)
    project.git("checkout", "--", ".")
    # Evidence of the experiment's cells, which no commit has.
    project.git("clean", "-d", "--force", "--quiet", "results")
    project.dvc("checkout")
    assert project.plan().jobs == []
    assert project.is_clean
