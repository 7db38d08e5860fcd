"""Training cannot see the test images: no job that makes or chooses a trial can reach their file.

Proved on the files of the planned jobs: what a job reads, what made that, and so on. `unpack` writes the
training and the test images, so the proof follows files and not jobs.
"""

from collections.abc import Iterable
from pathlib import Path

import pytest

from tiny_studies import repository_papers, repository_params
from workflow_project import Job, Project, new_project

pytestmark = pytest.mark.slow

BLIND = ("split", "train", "select")
SIGHTED = ("excerpt", "evaluate", "measure", "judge", "report", "typeset")
# Taken out of a job's inputs, and put back with one more.
SPLIT = '        train=ancient("data/{dataset}/train.safetensors"),\n    output:\n        "data/{dataset}/splits'
TRAIN_IMAGES = "ancient(images_to_learn),"
TEST_IMAGES = "data/{dataset}/test.safetensors"


def all_inputs(job: Job, jobs: Iterable[Job]) -> set[str]:
    """The files that a job reads, the files that the jobs which make them read, and so on."""
    makers = {file: maker for maker in jobs for file in maker.outputs}
    found: set[str] = set()
    pending = list(job.inputs)
    while pending:
        file = pending.pop()
        if file not in found:
            found.add(file)
            pending += makers[file].inputs if file in makers else ()
    return found


def seeing(jobs: list[Job], test_file: str) -> set[str]:
    """The rules of which a job has the test images among all its inputs or names their file."""
    return {job.rule for job in jobs if test_file in all_inputs(job, jobs) or test_file in job.command}


def planned(project: Project, *arguments: str) -> list[Job]:
    return project.plan("--printshellcmds", *arguments).jobs


@pytest.fixture(scope="module", params=["mnist", "digits"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Job], str]:
    """The jobs of the repository's own params where nothing has run yet, and the file of the test images."""
    project = new_project(tmp_path_factory.mktemp("whole") / "project", repository_params(), repository_papers())
    jobs = planned(project, "--config", f"dataset={request.param}")
    return jobs, TEST_IMAGES.format(dataset=request.param)


def test_only_what_follows_evaluation_reaches_the_test_images(whole: tuple[list[Job], str]) -> None:
    jobs, test_file = whole
    rules = {job.rule for job in jobs}
    presenting = {rule for rule in rules if rule.startswith(("tabulate_", "draw_"))}
    assert len(presenting) == 2 * len(repository_params()["studies"])
    # `unpack` writes the file, so its command names it.
    assert seeing(jobs, test_file) == {"unpack", *SIGHTED, "all"} | presenting
    assert rules >= {*BLIND, *SIGHTED}


def test_only_one_job_makes_the_test_images(whole: tuple[list[Job], str]) -> None:
    jobs, test_file = whole
    assert [job.rule for job in jobs if test_file in job.outputs] == ["unpack"]


@pytest.mark.parametrize(
    ("file", "old", "new", "leaks"),
    [
        (
            "train.smk",
            TRAIN_IMAGES,
            f'{TRAIN_IMAGES} ancient("{TEST_IMAGES}"),',
            {"train", "select"},
        ),
        (
            "data.smk",
            SPLIT,
            SPLIT.replace("    output", f'        peek="{TEST_IMAGES}",\n    output'),
            {"split", "train", "select"},
        ),
        (
            "select.smk",
            'wanted=wanted("select/{study}"),',
            'wanted=wanted("select/{study}"), peek="results/{dataset}/evaluation/{study}/trials.csv",',
            {"select"},
        ),
        (
            "train.smk",
            "--images {params.images:q}",
            "--images data/{wildcards.dataset}/test.safetensors",
            {"train"},
        ),
    ],
    ids=["train takes it", "split takes it", "select takes the evaluation", "train names it"],
)
def test_a_leak_is_found(tmp_path: Path, file: str, old: str, new: str, leaks: set[str]) -> None:
    """The proof fails for rules that let the test images through."""
    project = new_project(tmp_path / "project")
    project.edit(f"workflow/rules/{file}", old, new)
    assert seeing(planned(project), "data/digits/test.safetensors") & set(BLIND) == leaks
