"""Profiles: what each of them makes Snakemake plan, and that none of them gets in another's way."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from restudy.layout import LAST_FILE
from slurm_cluster import path_with_plugins
from workflow_project import CELLS, Project, finished, project, trained_mark

__all__ = ["finished", "project"]

PROFILES = "workflow/profiles"


def settings(repository: Path, profile: str) -> dict[str, Any]:
    """What a profile says, without what it does first."""
    folder = repository / ("profiles" if profile == "default" else PROFILES) / profile
    content: dict[str, Any] = yaml.safe_load((folder / "config.yaml").read_text("utf-8"))
    return {key: value for key, value in content.items() if not key.startswith("__")}


@pytest.mark.parametrize("profile", ["gpu", "slurm"])
def test_the_default_profile_says_nothing_that_another_one_says(repository: Path, profile: str) -> None:
    """Snakemake puts it over the one that is named."""
    assert set(settings(repository, "default")) & set(settings(repository, profile)) == set()


def untrained(project: Project) -> Project:
    """The finished project without what training left."""
    project.forget_training()
    return project


@pytest.mark.slow
@pytest.mark.parametrize("profile", ["gpu", "slurm"])
def test_a_profile_trains_every_cell_on_the_fastest_device(project: Project, profile: str) -> None:
    planning = project.command("--dry-run", "--profile", f"{PROFILES}/{profile}", "--printshellcmds")
    outcome = untrained(project).call(*planning, PYTHONPATH=path_with_plugins(project.environment))
    assert outcome.trained == {study: set(cells) for study, cells in CELLS.items()}
    assert all("--device auto" in command(job.command) for job in outcome.jobs if job.rule == "train")


def command(text: str) -> str:
    return " ".join(text.replace("\\", " ").split())


@pytest.mark.slow
def test_a_job_under_the_gpu_profile_may_train_its_seeds_side_by_side(project: Project) -> None:
    """With others on its GPU, if it has one; what comes out is what came out on cores."""
    before = results(project)
    project.edit(f"{PROFILES}/gpu/config.yaml", "  train: 1\n", "  train: 2\n")
    mark = trained_mark(project.planned_cell("mlp-optimizers", "sgd"))
    outcome = untrained(project).snakemake("--profile", f"{PROFILES}/gpu", mark, "-p")
    assert outcome.status == 0, outcome.text
    assert ["--cores 2 --jobs-per-gpu 4" in command(job.command) for job in outcome.jobs] == [True]
    after = results(project)
    assert after == {path: before[path] for path in after}


def results(project: Project) -> dict[Path, bytes]:
    files = project.files("results/digits/cells")
    return {path.relative_to(project.folder): path.read_bytes() for path in files if path.name != LAST_FILE}
