"""Odd checkouts, through the real programs: they work, or the last line says what to do."""

import subprocess
from pathlib import Path

import pytest

from dvc_project import VersionedProject, first_version
from restudy.ending import MARK
from workflow_project import Outcome, finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version"]

KIND = "Clocks, copies and versions"
TABLE = "cnn-lstm-grid/T1.1"
REBUILT = "Identical to the committed file"
TRUST = "if you trust this one: `"


def worked(outcome: Outcome, *words: str) -> None:
    """It ended well, and said this."""
    assert outcome.status == 0, outcome.text
    assert [word for word in words if word not in outcome.text] == [], outcome.text


def refused(outcome: Outcome) -> str:
    """It ended with one line and no traceback."""
    assert outcome.status != 0 and "Traceback" not in outcome.text, outcome.text
    (line,) = outcome.text.rstrip().splitlines()
    assert line.startswith(MARK)
    return line


@pytest.mark.tried(KIND, "a subfolder of a larger repository, in a detached worktree", "everything works")
def test_a_subfolder_in_a_worktree(first_version: VersionedProject, tmp_path: Path) -> None:
    whole = VersionedProject(tmp_path / "whole")
    whole.folder.mkdir()
    inner = first_version.copy(whole.folder / "inner")
    (inner.folder / ".git").rename(whole.folder / ".git")
    (whole.folder / "params.yaml").write_text("dataset: of another project\n", encoding="utf-8")
    whole.commit("A project beside others")
    whole.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"))
    project = VersionedProject(tmp_path / "tree/inner")
    project.dvc("pull", "--quiet")
    worked(project.restudy("status"), "total")
    worked(project.restudy("compare", "HEAD", "results/digits"), ".restudy/compared.html")
    worked(project.restudy("rebuild", TABLE), REBUILT)
    worked(project.dvc("status", "--quiet"))
    assert project.plan().jobs == []


@pytest.mark.tried(KIND, "a submodule, shallow and without symbolic links", "everything works")
def test_a_submodule(first_version: VersionedProject, tmp_path: Path) -> None:
    whole = VersionedProject(tmp_path / "whole")
    whole.folder.mkdir()
    whole.git("init", "--quiet")
    add = ("submodule", "--quiet", "add", "--depth", "1", first_version.folder.as_uri(), "inner")
    whole.git("-c", "protocol.file.allow=always", "-c", "core.symlinks=false", *add)
    project = VersionedProject(whole.folder / "inner")
    worked(project.restudy("rebuild", TABLE), REBUILT)


@pytest.mark.tried(KIND, "a folder of another user", "a line with Git's command, after which everything works")
def test_a_folder_of_another_owner(first_version: VersionedProject, tmp_path: Path) -> None:
    project = first_version.copy(tmp_path / "project")
    subprocess.run(["chown", "-R", "65534", str(project.folder)], check=True)
    settings = {"GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}
    rebuild = ("python", "-m", "restudy", "rebuild", TABLE)
    line = refused(project.call(*rebuild, **settings))
    said = line.partition(TRUST)[2].removesuffix("`")
    assert said == f"git config --global --add safe.directory {project.folder}"
    worked(project.call(*said.split(), **settings))
    worked(project.call(*rebuild, **settings), REBUILT)


@pytest.mark.tried(KIND, "a report in a folder of another user", "a line says that it names no commit, and why")
def test_a_report_that_cannot_name_its_commit(first_version: VersionedProject, tmp_path: Path) -> None:
    project = first_version.copy(tmp_path / "project")
    for file in ("results/digits/made_from/report.json", "results/digits/report/report.html"):
        (project.folder / file).unlink()
    assert "restudy:" not in project.plan().text
    outcome = project.call(*project.command("--dry-run"), GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    last = outcome.text.rstrip().splitlines()[-1]
    worked(outcome, f"{MARK}the report names no commit: ")
    assert TRUST in last and "rm -f results/digits/made_from/report.json" in last


@pytest.mark.tried(KIND, "a project that was moved", "everything works, also a table that was rebuilt before")
def test_a_moved_project(first_version: VersionedProject, tmp_path: Path) -> None:
    project = first_version.copy(tmp_path / "project")
    worked(project.restudy("rebuild", TABLE), REBUILT)
    moved = VersionedProject(project.folder.rename(tmp_path / "moved here"))
    worked(moved.restudy("rebuild", TABLE), REBUILT)
    assert moved.plan().jobs == []
    # Nothing was written where it was.
    assert not project.folder.exists()
