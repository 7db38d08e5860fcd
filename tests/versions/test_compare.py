"""Two sets of results side by side, and the command that compares them."""

import subprocess
import sys
from pathlib import Path

import pytest

from compared_fixture import STUDY, commit, compared, git, judged, layer_table, leave, results
from restudy.versions.changed_numbers import Status
from restudy.versions.compare import TableChange, compare


def test_equal_sets_differ_in_nothing() -> None:
    same = compare(results(), results("new"))
    assert same.is_empty
    assert same.counts == {Status.SAME: 3}


def test_all_that_changed_is_there() -> None:
    found = compared()
    assert not found.is_empty
    assert [change.key for change in found.params or []] == [f"studies.{STUDY}.lr", f"papers.{STUDY}.tables.T1.title"]
    assert [number.place for number in found.numbers_with(Status.BEYOND)] == ["headline"]
    assert [change.place for change in found.flips] == ["A1", "headline"]
    assert found.one_sided == []
    assert found.tables == [TableChange(STUDY, "T2", "added")]


def test_a_table_without_means_is_compared_as_a_whole() -> None:
    old, new = (results(tables={(STUDY, "T3"): layer_table(layer)}) for layer in ("Linear", "Conv2d"))
    assert compare(old, new).tables == [TableChange(STUDY, "T3", "other content")]
    assert compare(new, results(tables={})).tables == [TableChange(STUDY, "T3", "removed")]


def restudy(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "restudy", "compare", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose results were committed as v1, and differ since."""
    leave(tmp_path, results())
    commit(tmp_path, "v1")
    leave(tmp_path, results(claims={STUDY: judged("open", 0.8)}))
    return tmp_path


@pytest.mark.slow
def test_the_command_writes_equal_pages_of_a_revision_and_a_folder(project: Path) -> None:
    pages = []
    for _ in range(2):
        done = restudy(project, "v1", "results/mnist")
        assert done.returncode == 0, done.stderr
        pages.append((project / ".restudy/compared.html").read_bytes())
    assert pages[0] == pages[1]
    assert f"v1 ({git(project, 'rev-parse', 'v1')[:12]}) → results/mnist, mnist" in done.stdout
    assert "One is [best]." in done.stdout
    assert done.stdout.splitlines()[-1] == ".restudy/compared.html"


def test_a_mistake_is_one_line_and_leaves_no_page(project: Path) -> None:
    done = restudy(project, "v1", "v9", "--output", "page.html")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("restudy: compare: 'v9' is neither a folder nor a commit")
    assert not (project / "page.html").exists()
