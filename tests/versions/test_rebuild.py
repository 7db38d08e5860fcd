"""Any table or figure of any committed revision, made again without training and byte for byte."""

from pathlib import Path

import pytest

from dvc_project import VersionedProject, first_version, tracked
from workflow_project import finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "tracked"]

STUDY, TABLE = "cnn-lstm-grid", "T1.1"
FILE = f"results/digits/tables/{STUDY}/{TABLE}.csv"
FIGURE = f"results/digits/figures/{STUDY}/G1.1.svg"


@pytest.fixture(scope="module")
def second_version(first_version: VersionedProject, tmp_path_factory: pytest.TempPathFactory) -> VersionedProject:
    """The project with fewer epochs, committed and pushed after v1."""
    project = first_version.copy(tmp_path_factory.mktemp("second") / "project")
    with project.params() as content:
        content["studies"][STUDY]["base"]["epochs"] = 1
    project.dvc("repro")
    project.commit("Fewer epochs")
    project.dvc("push")
    return project


def committed(project: VersionedProject, rev: str, file: str = FILE) -> str:
    return project.git("show", f"{rev}:{file}")


def test_a_table_of_a_revision_that_was_checked_out(second_version: VersionedProject, tmp_path: Path) -> None:
    project = second_version.copy(tmp_path / "project")
    assert committed(project, "v1") != committed(project, "main")
    project.git("checkout", "--quiet", "v1")
    project.dvc("checkout")
    assert project.plan().jobs == []
    (project.folder / FILE).unlink()
    assert project.run(FILE).counts == {"tabulate_cnn_lstm_grid": 1}
    assert (project.folder / FILE).read_text(encoding="utf-8") == committed(project, "v1")
    assert project.is_clean


def test_a_table_from_a_shallow_clone(first_version: VersionedProject, tmp_path: Path) -> None:
    """All that it is made from is there, and nothing of what DVC keeps."""
    clone = first_version.clone(tmp_path / "clone", "--depth", "1")
    target, *needed = clone.restudy("needs", f"{STUDY}/{TABLE}").text.split()
    assert target == FILE
    assert needed and all((clone.folder / file).is_file() for file in needed)
    assert not any((clone.folder / folder).exists() for folder in ("data", "results/digits/cells"))
    assert clone.run(FILE, "--force").counts == {"tabulate_cnn_lstm_grid": 1}
    assert (clone.folder / FILE).read_text(encoding="utf-8") == committed(first_version, "v1")


@pytest.mark.parametrize(("rev", "name", "file"), [("v1", TABLE, FILE), ("main", "G1.1", FIGURE)])
def test_the_command_does_the_whole_of_it(
    second_version: VersionedProject, tmp_path: Path, rev: str, name: str, file: str
) -> None:
    into = tmp_path / "rebuilt"
    before = second_version.git("status", "--porcelain")
    outcome = second_version.restudy("rebuild", f"{STUDY}/{name}", "--rev", rev, "--into", str(into))
    assert outcome.status == 0, outcome.text
    assert "Identical to the committed file" in outcome.text
    assert (into / file).read_text(encoding="utf-8") == committed(second_version, rev, file)
    assert not any((into / folder).exists() for folder in ("data", "results/digits/cells"))
    assert second_version.git("status", "--porcelain") == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-study/T1"], ["no study 'no-study'", "mlp-optimizers"]),
        ([f"{STUDY}/T9"], ["no table or figure 'T9'", TABLE]),
        ([f"{STUDY}/{TABLE}", "--rev", "v9"], ["--rev: 'v9'", "git log"]),
        ([f"{STUDY}/{TABLE}", "--into", "src"], ["--into: src", "not"]),
    ],
)
def test_a_mistake_is_one_line(first_version: VersionedProject, arguments: list[str], words: list[str]) -> None:
    outcome = first_version.restudy("rebuild", *arguments)
    assert outcome.status == 2
    (line,) = outcome.complaints
    assert all(word in line for word in words)
