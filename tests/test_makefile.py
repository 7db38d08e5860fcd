"""The Makefile's environment: made once, and again where the folder was moved or copied."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

# Makes environments without downloads.
PYTHON = f"""#!/bin/sh
[ "$2" = venv ] && exec {sys.executable} "$@" --without-pip
exec {sys.executable} "$@"
"""


@dataclass(frozen=True)
class Folder:
    """A project's folder as far as its environment goes."""

    path: Path

    def make(self) -> str:
        """Make the environment, without packages, and return what was said."""
        tools = self.path.parent / "tools"
        return self._run("make", ".venv/.ready", f"PYTHON={tools / 'python'}", PYTHONPATH=str(tools))

    @property
    def prefix(self) -> Path:
        """Where the environment's Python takes itself to be."""
        return Path(self._run(".venv/bin/python", "-c", "import sys; print(sys.prefix)").strip())

    def _run(self, *command: str, **variables: str) -> str:
        environment = {"PATH": "/usr/bin:/bin", **variables}
        return subprocess.run(
            command, cwd=self.path, env=environment, capture_output=True, text=True, check=True
        ).stdout


UP_TO_DATE = "is up to date"


@pytest.fixture
def made(repository: Path, tmp_path: Path) -> Folder:
    """A folder whose environment is ready, beside a Python and a pip that fetch nothing."""
    folder, tools = tmp_path / "project", tmp_path / "tools"
    for place in (folder, tools):
        place.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy2(repository / name, folder)
    (tools / "python").write_text(PYTHON)
    (tools / "python").chmod(0o755)
    (tools / "pip.py").touch()
    Folder(folder).make()
    assert UP_TO_DATE in Folder(folder).make()
    return Folder(folder)


@pytest.mark.tried("Clocks, copies and versions", "a folder that was moved, with its environment", "it is made again")
def test_a_moved_folder_gets_an_environment_of_its_own(made: Folder) -> None:
    (made.path / ".venv/bin/snakemake").touch()
    moved = Folder(made.path.rename(made.path.parent / "moved to here"))
    assert f".venv was made as {made.path}/.venv" in moved.make()
    # What names the old place is gone.
    assert not (moved.path / ".venv/bin/snakemake").exists()
    assert moved.prefix == moved.path / ".venv"
    assert UP_TO_DATE in moved.make()


def test_a_copy_gets_one_and_a_link_to_another_s_stays(made: Folder) -> None:
    copy = Folder(made.path.parent / "copy")
    shutil.copytree(made.path, copy.path, symlinks=True)
    assert "it is made again" in copy.make()
    shutil.rmtree(copy.path / ".venv")
    (copy.path / ".venv").symlink_to(made.path / ".venv")
    assert UP_TO_DATE in copy.make()
    assert UP_TO_DATE in made.make()


def test_one_whose_python_went_is_made_again(made: Folder) -> None:
    (made.path / ".venv/bin/python").unlink()
    assert "it is made again" in made.make()
