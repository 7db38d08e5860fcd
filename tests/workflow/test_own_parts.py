"""Each part that the page in `custom/` shows, by one file, through the command line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from restudy.core_yaml import read_yaml
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan
from results_fixture import PARAMS, of_run, parsed, study_content
from workflow_project import write_yaml

EXAMPLE = re.compile(r"```python\n(.*?)```\s+(?:`(\w+): (\{.*?\})`)?", re.DOTALL)
STUDY = """
variants:
  one: {settings: {model: {name: mlp, hidden: [8]}}}
"""


def examples(repository: Path) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Name of a block to its source, the key that it stands under, and its settings."""
    text = (repository / "custom/README.md").read_text()
    found = [(source, key, parsed(settings)) for source, key, settings in EXAMPLE.findall(text)]
    return {settings["name"]: (source, key, settings) for source, key, settings in found}


NAMES = ["custom.wide", "custom.squeezenet", "custom.signs", "custom.noise"]


@pytest.fixture
def project(tmp_path: Path, repository: Path) -> Path:
    """A project with every example in a file of its own, and one variant for each."""
    content = parsed(PARAMS) | {"studies": {"small": of_run(study_content(STUDY))}}
    (tmp_path / "custom").mkdir()
    for name, (source, key, settings) in examples(repository).items():
        (tmp_path / name.replace(".", "/")).with_suffix(".py").write_text(source)
        variant = {"settings": {"model": {"name": "mlp", "hidden": [8]}, key: settings}}
        content["studies"]["small"]["variants"][name.removeprefix("custom.")] = variant
    write_yaml(tmp_path / "params.yaml", content)
    return tmp_path


def restudy(project: Path, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restudy", *map(str, words)]
    return subprocess.run(command, cwd=project, capture_output=True, text=True, check=False, env=os.environ)


def test_the_page_shows_one_of_each(repository: Path) -> None:
    assert list(examples(repository)) == NAMES


@pytest.mark.slow
def test_each_is_planned_and_trained_by_one_file(
    project: Path, train_file: Path, split_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    plan = make_plan(parse_params(read_yaml(Path("params.yaml")).content))
    for cell in plan.cells.values():
        folder = project / "results/cells" / cell.study / cell.name
        files = ["--images", train_file, "--split", split_file, "--store", project / "store"]
        files += ["--results", project / "results", "--cell", f"{cell.study}/{cell.name}"]
        given = {**cell.given, "split": {"train": 40, "val": 24, "seed": 0}}
        settings = ["--settings", json.dumps(given), "--digest", cell.digest]
        done = restudy(
            project, "train", *files, *settings, "--seed", "0", "--seed", "1", "--cores", "2", "--device", "cpu"
        )
        assert done.returncode == 0, done.stderr
        for seed in (0, 1):
            record = json.loads((folder / f"seed{seed}/run.json").read_text())
            assert (record["digest"], record["code"]) == (cell.digest, cell.code)
            assert json.loads((folder / f"seed{seed}/config.json").read_text()) == {**given, "seed": seed}
    assert len({cell.code for cell in plan.cells.values()}) == len(plan.cells)


@pytest.mark.slow
def test_the_schema_describes_them(project: Path) -> None:
    schema = restudy(project, "schema").stdout
    assert [name for name in NAMES if f'"const": "{name}"' not in schema] == []
    assert "Units of the hidden layer." in schema


@pytest.mark.slow
def test_a_wrong_argument_is_one_line_before_any_job(project: Path) -> None:
    text = (project / "params.yaml").read_text()
    (project / "params.yaml").write_text(text.replace("width: 1024", "width: 0"))
    done = restudy(project, "status")
    assert done.returncode == 2
    assert done.stderr == (
        "restudy: params.yaml:48: studies.small.variants.wide.settings.model.width: 0 is not allowed: "
        "Input should be greater than or equal to 1\n"
    )


@pytest.mark.slow
def test_a_wrong_argument_of_a_job_is_one_line(project: Path, train_file: Path, split_file: Path) -> None:
    files = [
        "--images",
        train_file,
        "--split",
        split_file,
        "--store",
        "store",
        "--results",
        "results",
        "--cell",
        "small/wild",
        "--device",
        "cpu",
    ]
    done = restudy(
        project, "train", *files, "--settings", '{"model": {"name": "custom.wild"}}', "--digest", "0", "--seed", "0"
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"restudy: --settings: .*\n", done.stderr)
