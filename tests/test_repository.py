"""Odd checkouts, as commands that read commits meet them: they work, or one line says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from compared_fixture import commit, git, leave, results
from restudy.errors import UserError
from restudy.repository import place, refusal, why_no_commit
from restudy.versions.rebuild import rebuild
from restudy.versions.result_set import read_results

Odd = Callable[[Path, Path], Path]
LATER = results(claims={"small": {"claims": {}}})


def whole(here: Path, odd: Path) -> Path:
    """Two versions of a project, in a repository of their own."""
    leave(here, results())
    commit(here, "v1")
    leave(here, LATER)
    commit(here, "v2")
    return here


def subfolder(here: Path, odd: Path) -> Path:
    (here / "inner").mkdir(parents=True)
    (here / "params.yaml").write_text("dataset: of another project\n")
    whole(here / "inner", odd)
    (here / "inner/.git").rename(here / ".git")
    git(here, "add", "--all")
    git(here, "commit", "--quiet", "--message", "Inner")
    return here / "inner"


def worktree(here: Path, odd: Path) -> Path:
    git(whole(here, odd), "worktree", "add", "--quiet", str(odd))
    return odd


def submodule(here: Path, odd: Path) -> Path:
    whole(here, odd)
    odd.mkdir()
    git(odd, "init", "--quiet")
    git(odd, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(here), "inner")
    return odd / "inner"


def detached(here: Path, odd: Path) -> Path:
    git(whole(here, odd), "checkout", "--quiet", "--detach")
    return here


def without_links(here: Path, odd: Path) -> Path:
    git(whole(here, odd), "clone", "--quiet", "--config", "core.symlinks=false", ".", str(odd))
    return odd


def shallow(here: Path, odd: Path) -> Path:
    git(whole(here, odd), "clone", "--quiet", "--depth", "1", here.as_uri(), str(odd))
    return odd


def moved(here: Path, odd: Path) -> Path:
    return whole(here, odd).rename(odd)


@pytest.mark.tried("Clocks, copies and versions", "a commit in an odd checkout", "its results are read")
@pytest.mark.parametrize("odd", [subfolder, worktree, submodule, detached, without_links, shallow, moved])
def test_a_commit_of_an_odd_checkout_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, odd: Odd) -> None:
    folder = odd(tmp_path / "here", tmp_path / "odd")
    monkeypatch.chdir(folder)
    found = read_results("HEAD")
    assert found == results(name=found.name, claims=LATER.claims)
    assert place().root / place().inside == folder


def unborn(here: Path, odd: Path) -> Path:
    leave(here, results())
    git(here, "init", "--quiet")
    return here


def no_repository(here: Path, odd: Path) -> Path:
    leave(here, results())
    return here


def no_git(here: Path, odd: Path) -> Path:
    whole(here, odd)
    return here


def lost(here: Path, odd: Path) -> Path:
    worktree(here, odd)
    here.rename(here.parent / "elsewhere")
    return odd


def damaged(here: Path, odd: Path) -> Path:
    (whole(here, odd) / ".git/config").write_text("[")
    return here


WHY = {
    "shallow": (shallow, "HEAD~1", {}, ["a shallow clone; `git fetch --unshallow --tags` gets all commits"]),
    "unborn": (unborn, "HEAD", {}, ["no commit yet", "`git add --all && git commit`"]),
    "none": (no_repository, "HEAD", {}, ["{folder} is in no Git repository", "give the command in a clone"]),
    "no git": (no_git, "HEAD", {"PATH": "/nowhere"}, ["Git cannot be started", "install it"]),
    "lost": (lost, "HEAD", {}, ["here/.git/worktrees/odd, which is not there", "`git worktree repair {folder}`"]),
    "damaged": (damaged, "HEAD", {}, ["bad config", ".git/config"]),
    "owner": (
        whole,
        "HEAD",
        {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"},
        ["another user; if you trust this one: `git config --global --add safe.directory {folder}`"],
    ),
}


@pytest.mark.tried("Clocks, copies and versions", "a commit that Git does not give", "one line that says what to do")
@pytest.mark.parametrize("name", WHY)
def test_where_git_gives_no_commit_one_line_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    odd, rev, variables, words = WHY[name]
    folder = odd(tmp_path / "here", tmp_path / "odd")
    monkeypatch.chdir(folder)
    for variable, value in (variables | {"GIT_CEILING_DIRECTORIES": str(tmp_path)}).items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(UserError, match=f"^compare: '{rev}' is neither a folder nor a commit") as raised:
        read_results(rev)
    assert [word for word in words if word.format(folder=folder) not in str(raised.value)] == []
    assert "\n" not in str(raised.value)


def test_what_git_refuses_is_told_from_what_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(whole(tmp_path / "here", tmp_path))
    assert refusal() is None
    assert why_no_commit() == " of this repository; `git log --oneline` lists commits"
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    refused = refusal()
    assert refused and refused.is_there
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    refused = refusal()
    assert refused and not refused.is_there


def test_a_commit_from_before_the_project_was_in_a_subfolder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(subfolder(tmp_path / "here", tmp_path))
    with pytest.raises(UserError, match=r"^--rev: commit \w+ has no inner/params.yaml; name a commit that has it$"):
        rebuild("small", "T1", "v1", None)
