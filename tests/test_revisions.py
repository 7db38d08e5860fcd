"""What Git holds of a revision."""

from pathlib import Path

import pytest

from compared_fixture import commit, git
from restudy.errors import UserError
from restudy.revisions import commit_of, files_at, find_commit


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
    with pytest.raises(UserError, match=r"^--rev: .* is no commit of this repository; `git log --oneline` lists them$"):
        commit_of(name, "--rev")


def test_files_are_those_of_the_commit(repository_of_two: Path) -> None:
    assert files_at("v1", ["kept"]) == {"kept/a file.txt": "one"}
    assert files_at("v2", ["kept/a file.txt", "nothing"]) == {"kept/a file.txt": "two ä"}
    assert files_at("v2", ["nothing"]) == {}


def test_without_a_repository_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert find_commit("HEAD") is None
