"""The plan that a command speaks of: that of --config, else the last run's, else that of params.yaml."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

DIGITS = {"dataset": "digits", "seeds": [0], "studies": {"mlp-optimizers": {"base": {"epochs": 5}}}}
SHOWN = '--config dataset=digits \'seeds=[0]\' \'studies={"mlp-optimizers": {"base": {"epochs": 5}}}\''


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """A folder with the settings that the project ships, before any run."""
    (tmp_path / "params.yaml").write_bytes((repository / "params.yaml").read_bytes())
    return tmp_path


def status(project: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """`restudy status`."""
    command = [sys.executable, "-m", "restudy", "status", *options]
    return subprocess.run(command, cwd=project, capture_output=True, text=True)


def leave_last_run(project: Path, content: str) -> None:
    """What a run leaves of its command line."""
    (project / ".restudy").mkdir()
    (project / ".restudy/last_run.json").write_text(content)


def test_without_a_run_it_is_the_file_s(project: Path) -> None:
    done = status(project)
    assert done.stdout.startswith("mnist, seeds 0–24\n")
    assert done.stderr == ""


def test_after_a_run_it_is_the_last_run_s_and_says_so(project: Path) -> None:
    leave_last_run(project, json.dumps(DIGITS))
    done = status(project)
    assert done.stdout.startswith("digits, seed 0\n")
    assert done.stderr == f"as in the last run: {SHOWN}\n\n"


def test_options_come_before_the_last_run(project: Path) -> None:
    leave_last_run(project, json.dumps(DIGITS))
    done = status(project, "--config", "dataset=mnist", "--config", "seeds=[4, 5]", "--config", "only=dropout-cnn")
    assert done.stdout.startswith("mnist, seeds 4, 5\n")
    assert [line.split()[0] for line in done.stdout.splitlines()[3:]] == ["dropout-cnn", "total"]
    assert done.stderr == ""


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", "null", "\xff"])
def test_a_damaged_record_of_the_last_run_is_as_none(project: Path, content: str) -> None:
    leave_last_run(project, content)
    done = status(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mnist")


def test_a_last_run_that_no_longer_fits_is_one_line(project: Path) -> None:
    leave_last_run(project, '{"only": "mlp-optimisers"}')
    done = status(project)
    assert (done.returncode, done.stdout) == (2, "")
    line = done.stderr.splitlines()[-1]
    assert line.startswith("restudy: --config: only: there is no study 'mlp-optimisers' (did you mean mlp-optimizers?)")


def test_weights_are_those_that_the_file_asks_for_as_dvc_s_stage_runs_it(project: Path) -> None:
    """What was run by hand before, such as a quick look on the digits, is no part of it."""
    leave_last_run(project, json.dumps(DIGITS))
    done = subprocess.run([sys.executable, "-m", "restudy", "weights"], cwd=project, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    leave = json.dumps({"dataset": "no such data"})
    (project / ".restudy/last_run.json").write_text(leave)
    again = subprocess.run([sys.executable, "-m", "restudy", "weights"], cwd=project, capture_output=True, text=True)
    assert (again.returncode, again.stderr) == (0, "")
