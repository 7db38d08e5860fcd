"""Mistakes of the user's through Snakemake: one clear line, nothing begun or left half done."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workflow_project import Outcome, Project, new_project

pytestmark = pytest.mark.slow


def _misspell_a_key(content: dict[str, Any]) -> None:
    content["seed"] = content.pop("seeds")


def _misspell_a_paper_s_key(content: dict[str, Any]) -> None:
    content["tittle"] = content.pop("title")


def _name_no_cell(content: dict[str, Any]) -> None:
    content["headline"][0]["cell"] = "sgdd"


def _misspell_a_model_argument(content: dict[str, Any]) -> None:
    content["studies"]["mlp-optimizers"]["base"]["model"]["hiden"] = [8]


@pytest.mark.parametrize(
    ("spoil", "line", "complaint"),
    [
        (_misspell_a_key, "seed:", "seed: unknown key (did you mean seeds?)"),
        (_misspell_a_model_argument, "        hiden:", "studies.mlp-optimizers.base.model.hiden: unknown key"),
    ],
)
def test_a_mistake_in_params_stops_everything_with_one_line(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], line: str, complaint: str
) -> None:
    project = new_project(tmp_path / "project")
    with project.params() as content:
        spoil(content)
    place = f"params.yaml:{_number(project.folder / 'params.yaml', line)}"
    _assert_refused(project, project.snakemake("--cores", "1"), f"{place}: {complaint}")


@pytest.mark.parametrize(
    ("spoil", "line", "complaint"),
    [
        (_misspell_a_paper_s_key, "tittle:", "tittle: unknown key (did you mean title?)"),
        (_name_no_cell, "- title: SGD", "headline.0: no cell 'sgdd' (did you mean sgd?)"),
    ],
)
def test_a_mistake_in_a_paper_does_too(
    tmp_path: Path, spoil: Callable[[dict[str, Any]], None], line: str, complaint: str
) -> None:
    project = new_project(tmp_path / "project")
    with project.paper("mlp-optimizers") as content:
        spoil(content)
    place = f"papers/mlp-optimizers.yaml:{_number(project.folder / 'papers/mlp-optimizers.yaml', line)}"
    _assert_refused(project, project.snakemake("--cores", "1"), f"{place}: {complaint}")


def test_a_paper_of_no_study_is_refused(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    with project.paper("mlp-optimisers") as content:
        content["title"] = "A paper"
    complaint = "papers/mlp-optimisers.yaml: params.yaml has no study 'mlp-optimisers' (did you mean mlp-optimizers?)"
    _assert_refused(project, project.snakemake("--cores", "1"), complaint)


def _number(path: Path, start: str) -> int:
    """The number of the one line that starts so."""
    lines = path.read_text(encoding="utf-8").splitlines()
    (found,) = [number for number, line in enumerate(lines, 1) if line.startswith(start)]
    return found


def test_a_mistake_on_the_command_line_is_named_so(tmp_path: Path) -> None:
    project = new_project(tmp_path / "project")
    outcome = project.snakemake("--cores", "1", "--config", "dataset=nonsense")
    _assert_refused(project, outcome, "--config: dataset: 'nonsense' is not known; allowed: digits, mnist")


def _assert_refused(project: Project, outcome: Outcome, complaint: str) -> None:
    """One line, no traceback, and nothing begun."""
    assert outcome.status != 0
    assert len(outcome.complaints) == 1, outcome.text
    assert outcome.complaints[0].startswith(f"restudy: {complaint}")
    assert "Traceback" not in outcome.text
    assert outcome.jobs == []
    assert project.files("data", "results", ".restudy") == []


@pytest.mark.parametrize(
    ("archives", "complaint"),
    [
        (
            [],
            "mirror {mirror}: no file train-images-idx3-ubyte.gz; give a folder that holds train-im",
        ),
        (["train-images-idx3-ubyte.gz"], "train-images-idx3-ubyte.gz from {mirror}/train-images-idx3-ubyte.gz: md5 "),
    ],
    ids=["empty", "damaged"],
)
def test_a_wrong_mirror_is_said_on_the_terminal_and_leaves_nothing(
    tmp_path: Path, archives: list[str], complaint: str
) -> None:
    project, mirror = new_project(tmp_path / "project"), tmp_path / "mirror"
    mirror.mkdir()
    for archive in archives:
        (mirror / archive).write_bytes(b"another content")
    arguments = ("data/mnist/train.safetensors", "--config", "dataset=mnist", f"mirror={mirror}")
    outcome = project.snakemake("--cores", "1", *arguments)
    assert outcome.status != 0
    assert [job.rule for job in outcome.jobs if job.rule != "download"] == []
    assert {line.startswith(f"restudy: {complaint.format(mirror=mirror)}") for line in outcome.complaints} == {True}
    assert "Traceback" not in outcome.text
    assert project.files("data") == []
