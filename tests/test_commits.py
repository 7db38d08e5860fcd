"""Which commit a folder's code and settings are of."""

import subprocess
from pathlib import Path

import pytest

from restudy.commits import committed_json, present_commit

WHO = ("-c", "user.name=A", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")


def git(*arguments: str) -> str:
    return subprocess.run(("git", *WHO, *arguments), capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with settings and code, committed, and a result."""
    monkeypatch.chdir(tmp_path)
    git("init", "--quiet")
    for file, text in (("params.yaml", "seeds: [0]"), ("src/a.py", "A = 1"), ("results/a.json", '{"one": 1}')):
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git("add", "--all")
    git("commit", "--quiet", "--message", "all")
    return tmp_path


def test_the_commit_that_is_checked_out(here: Path) -> None:
    assert present_commit() == git("rev-parse", "HEAD")


@pytest.mark.parametrize("file", ["params.yaml", "src/a.py", "src/new.py", "workflow/rules/new.smk", "Snakefile"])
def test_none_where_settings_or_code_are_not_committed(here: Path, file: str) -> None:
    (here / file).parent.mkdir(parents=True, exist_ok=True)
    (here / file).write_text("other")
    assert present_commit() is None


def test_results_do_not_matter(here: Path) -> None:
    (here / "results/a.json").write_text("{}")
    assert present_commit() == git("rev-parse", "HEAD")


def test_none_outside_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert present_commit() is None
    assert committed_json(Path("results/a.json")) is None


def test_none_in_a_folder_that_another_repository_ignores(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / ".gitignore").write_text("copy/\n")
    (here / "copy").mkdir()
    (here / "copy/params.yaml").write_text("seeds: [0]")
    monkeypatch.chdir(here / "copy")
    assert present_commit() is None


def test_none_without_git(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(here))
    assert present_commit() is None


def test_what_was_committed(here: Path) -> None:
    (here / "results/a.json").unlink()
    assert committed_json(Path("results/a.json")) == {"one": 1}
    assert committed_json(Path("results/b.json")) is None
