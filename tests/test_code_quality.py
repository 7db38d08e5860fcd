"""What a reader of the code counts on: formatters, linters and the type checker have nothing to say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

# requirements.lock describes the software of every rule; jobs run in the environment that Snakemake runs in.
ONE_ENVIRONMENT = "Specify a conda environment or container for each rule.:"


def check(repository: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment on the repository."""
    return subprocess.run([sys.executable, "-m", *command], cwd=repository, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        "ruff check .",
        "ruff format --check .",
        pytest.param("snakefmt --check Snakefile workflow", marks=pytest.mark.slow),
        pytest.param("mypy", marks=pytest.mark.slow),
    ],
)
def test_a_tool_has_nothing_to_say(repository: Path, command: str) -> None:
    done = check(repository, *command.split())
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_workflow_s_linter_asks_only_for_an_environment_of_each_rule(repository: Path) -> None:
    done = check(repository, "snakemake", "--lint")
    said = re.findall(r"^    \* (.*)$", done.stdout + done.stderr, re.MULTILINE)
    assert set(said) == {ONE_ENVIRONMENT}, done.stdout + done.stderr
