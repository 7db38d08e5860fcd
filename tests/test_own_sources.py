"""A command runs the code of the folder that it is given in, whoever's the environment is."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.tried("Clocks, copies and versions", "a worktree that shares another's environment", "its own code runs")
def test_the_code_of_this_folder_runs(tmp_path: Path) -> None:
    own = tmp_path / "src/restudy"
    own.mkdir(parents=True)
    (own / "__init__.py").touch()
    (own / "__main__.py").write_text("import sys; print('own code', *sys.argv[1:])")
    command = [sys.executable, "-c", "from restudy.cli import command; command()", "status", "--failed"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "own code status --failed\n"
