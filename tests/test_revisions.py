"""What Git holds of a revision."""

from pathlib import Path

import pytest

from compared_fixture import commit, git
from restudy.errors import UserError
from restudy.revisions import commit_of, committed_json, files_at, find_commit, present_commit


@pytest.fixture
def repository_of_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with commits v1 and v2, whose file differs between them and from the working copy."""
    monkeypatch.chdir(tmp_path)
    for text in ("one", "two ä"):
        (tmp_path / "kept").mkdir(exist_ok=True)
        (tmp_path / "kept" / "a file.txt").write_text(text, encoding="utf-8")
        commit(tmp_path, "v1" if text == "one" else "v2")
    (tmp_path / "kept" / "a file.txt").write_text("three", encoding="utf-8")
    return tmp_path


def test_a_tag_a_branch_and_a_short_hash_name_a_commit(repository_of_two: Path) -> None:
    whole = git(repository_of_two, "rev-parse", "v2")
    assert [find_commit(name) for name in ("v2", "main", whole[:10])] == [whole] * 3


@pytest.mark.parametrize("name", ["v3", "", "--all", "kept"])
def test_what_names_none_is_none_and_for_the_user_one_line(repository_of_two: Path, name: str) -> None:
    assert find_commit(name) is None
    with pytest.raises(
        UserError, match=r"^--rev: .* is no commit of this repository; `git log --oneline` lists commits$"
    ):
        commit_of(name, "--rev")


def test_files_are_those_of_the_commit(repository_of_two: Path) -> None:
    assert files_at("v1", ["kept"]) == {"kept/a file.txt": "one"}
    assert files_at("v2", ["kept/a file.txt", "nothing"]) == {"kept/a file.txt": "two ä"}
    assert files_at("v2", ["nothing"]) == {}


def test_without_a_repository_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert find_commit("HEAD") is None


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with settings and code, committed, and a result."""
    monkeypatch.chdir(tmp_path)
    for file, text in (("params.yaml", "seeds: [0]"), ("src/a.py", "A = 1"), ("results/a.json", '{"one": 1}')):
        path = tmp_path / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    commit(tmp_path, "v1")
    return tmp_path


def test_the_commit_that_is_checked_out(here: Path) -> None:
    assert present_commit() == git(here, "rev-parse", "HEAD")


@pytest.mark.parametrize("file", ["params.yaml", "src/a.py", "src/new.py", "workflow/rules/new.smk", "Snakefile"])
def test_none_where_settings_or_code_are_not_committed(here: Path, file: str) -> None:
    (here / file).parent.mkdir(parents=True, exist_ok=True)
    (here / file).write_text("other")
    assert present_commit() is None


def test_results_do_not_matter(here: Path) -> None:
    (here / "results/a.json").write_text("{}")
    assert present_commit() == git(here, "rev-parse", "HEAD")


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
