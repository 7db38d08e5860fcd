"""Sets of results, read from a folder or a revision, and what is said where there is none."""

from pathlib import Path

import pytest

from compared_fixture import STUDY, commit, git, leave, results
from restudy.errors import UserError
from restudy.versions.result_set import read_pair, read_results


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with results, committed as v1; its folder is the present one."""
    folder = tmp_path / "project"
    leave(folder, results())
    commit(folder, "v1")
    monkeypatch.chdir(folder)
    return folder


def test_a_folder_and_a_revision_of_it_hold_the_same(project: Path) -> None:
    folder, revision = read_results("results/mnist"), read_results("v1")
    short = git(project, "rev-parse", "v1")[:12]
    assert (folder.name, revision.name) == ("results/mnist", f"v1 ({short})")
    expected = results()
    for found in (folder, revision):
        assert found == results(name=found.name)
        assert found.studies == [STUDY]
        assert found.tables == expected.tables


def test_a_revision_is_read_and_not_the_files_that_lie_here(project: Path) -> None:
    leave(project, results(tables={}, claims={"other": {"claims": {}}}))
    assert read_results("v1").studies == [STUDY]


def test_results_without_params_beside_them_have_none(tmp_path: Path) -> None:
    assert read_results(str(leave(tmp_path, results(params=None)))).params is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("v9", ["'v9'", "neither a folder nor a commit", "git log"]),
        ("results", ["results has no results", "claims/*.json", "results/mnist"]),
        ("empty", ["empty (", "has no results of mnist", "git log --oneline -- results/mnist/claims"]),
        ("nothing", ["nothing has no params.yaml"]),
    ],
)
def test_a_mistake_is_one_line(project: Path, name: str, words: list[str]) -> None:
    git(project, "rm", "--quiet", "-r", "results/mnist/claims")
    commit(project, "empty")
    git(project, "rm", "--quiet", "params.yaml")
    commit(project, "nothing")
    leave(project, results())
    with pytest.raises(UserError) as raised:
        read_results(name)
    message = str(raised.value)
    assert all(word in message for word in words), message
    assert "\n" not in message


def test_two_data_sets_are_not_compared(project: Path) -> None:
    leave(project, results(dataset="digits", params=None))
    with pytest.raises(UserError, match="v1 has results of mnist and results/digits of digits"):
        read_pair("v1", "results/digits")


def test_a_broken_file_is_named(project: Path) -> None:
    (project / "results/mnist/claims/small.json").write_text("{", encoding="utf-8")
    with pytest.raises(UserError, match=r"^compare: results/mnist: claims/small.json is not JSON: "):
        read_results("results/mnist")
