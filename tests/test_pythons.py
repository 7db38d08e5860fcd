"""The versions of Python that are supported: said in one line before anything is downloaded."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PRETENDER = """#!/bin/sh
exec {python} -c "import sys; sys.version_info = {version}; exec(sys.argv[1])" "$2"
"""


def supported(repository: Path) -> list[str]:
    """The Makefile's versions."""
    (versions,) = re.findall(r"^PYTHONS := (.*)$", (repository / "Makefile").read_text(), re.MULTILINE)
    return versions.split()


def make(repository: Path, folder: Path, version: tuple[int, int]) -> subprocess.CompletedProcess[str]:
    """`make report` with a Python that says it is of this version, in an empty folder."""
    python = folder / "python-of-mine"
    python.write_text(PRETENDER.format(python=sys.executable, version=(*version, 0, "final", 0)))
    python.chmod(0o755)
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        (folder / name).write_bytes((repository / name).read_bytes())
    command = ["make", "--no-print-directory", "report", f"PYTHON={python}"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def test_the_makefile_and_the_package_name_the_same_versions(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    minors = [int(version.removeprefix("3.")) for version in supported(repository)]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert project["requires-python"] == f">=3.{minors[0]},<3.{minors[-1] + 1}"


@pytest.mark.tried(
    "Clocks, copies and versions", "a Python that is not supported", "one line before anything is downloaded"
)
@pytest.mark.parametrize("version", [(2, 7), (3, 1), (3, 10), (3, 14), (4, 0)])
def test_another_python_is_refused_before_anything_is_made(
    repository: Path, tmp_path: Path, version: tuple[int, int]
) -> None:
    done = make(repository, tmp_path, version)
    assert done.returncode != 0
    assert done.stdout.splitlines() == []
    assert done.stderr.splitlines()[0] == (
        f"{tmp_path}/python-of-mine is Python {version[0]}.{version[1]}; "
        f"restudy runs on {' '.join(supported(repository))}: name one of them, such as PYTHON=python3.12"
    )
    assert not (tmp_path / ".venv").exists()


def test_a_supported_python_goes_on(repository: Path, tmp_path: Path) -> None:
    done = make(repository, tmp_path, (3, 13))
    assert "restudy runs on" not in done.stderr
    assert "-m venv .venv" in done.stdout
