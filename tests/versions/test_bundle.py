"""A commit as one archive, and what is said where it cannot be made or was changed."""

import os
import subprocess
import tarfile
from pathlib import Path

import pytest
import yaml

from restudy.errors import UserError
from restudy.versions.bundle import SUMS, bundle, check_out_unpacked, is_unpacked
from tiny_studies import REPOSITORY

FILES = {"params.yaml": "seeds: [0]\n", "results/mnist/report/report.html": "<p>98.6</p>\n"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, and a file that is not in it."""
    folder = tmp_path / "project"
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    who = ("-c", "user.name=Test", "-c", "user.email=test@localhost")
    for command in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "All")):
        subprocess.run(["git", *who, *command], cwd=folder, check=True)
    (folder / "not-committed").touch()
    monkeypatch.chdir(folder)
    return folder


def unpacked(archive: Path, into: Path) -> Path:
    with tarfile.open(archive) as members:
        members.extractall(into, filter="data")
    return into / archive.name.removesuffix(".tar.gz")


def test_an_archive_holds_a_commit_and_its_sums(project: Path, tmp_path: Path) -> None:
    _, files = bundle(tmp_path / "mine.tar.gz", "HEAD")
    folder = unpacked(tmp_path / "mine.tar.gz", tmp_path)
    assert files == len(FILES)
    assert {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()} == {*FILES, str(SUMS)}
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", str(SUMS)], cwd=folder, check=True)


def test_the_same_commit_gives_the_same_archive(project: Path, tmp_path: Path) -> None:
    for place in ("one", "other"):
        (tmp_path / place).mkdir()
        bundle(tmp_path / place / "mine.zip", "HEAD")
    assert (tmp_path / "one/mine.zip").read_bytes() == (tmp_path / "other/mine.zip").read_bytes()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("mine.rar", "mine.rar: an archive's name ends with .tar.gz or .zip; name it so"),
        ("there.zip", "there.zip is there already; name a file that is not, or remove it"),
        ("nowhere/mine.zip", "nowhere/mine.zip cannot be written (No such file or directory); name another place"),
    ],
)
def test_what_cannot_be_written_is_refused(project: Path, name: str, says: str) -> None:
    Path("there.zip").touch()
    before = sorted(project.iterdir())
    with pytest.raises(UserError) as raised:
        bundle(Path(name), "HEAD")
    assert str(raised.value) == says
    assert sorted(project.iterdir()) == before


def test_an_unpacked_archive_is_a_repository_again(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle(tmp_path / "mine.tar.gz", "HEAD")
    assert not is_unpacked()
    monkeypatch.chdir(unpacked(tmp_path / "mine.tar.gz", tmp_path))
    assert is_unpacked()
    revision = check_out_unpacked(tmp_path / "copy")
    listed = ["git", "ls-tree", "-r", "--name-only", revision]
    said = subprocess.run(listed, cwd=tmp_path / "copy", check=True, capture_output=True, text=True).stdout
    assert said.split() == sorted(FILES)


@pytest.mark.parametrize("damage", [os.remove, lambda file: Path(file).write_text("99.6", encoding="utf-8")])
def test_what_is_not_as_it_was_packed_is_named(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: object
) -> None:
    bundle(tmp_path / "mine.tar.gz", "HEAD")
    monkeypatch.chdir(unpacked(tmp_path / "mine.tar.gz", tmp_path))
    assert callable(damage)
    damage("params.yaml")
    with pytest.raises(UserError, match=r"^params.yaml: not as SHA256SUMS says; `sha256sum "):
        check_out_unpacked(tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_citation_names_this_version_and_every_paper() -> None:
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    assert f'version = "{citation["version"]}"' in (REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")
    papers = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (REPOSITORY / "papers").glob("*.yaml")]
    assert {paper["source"]["title"] for paper in papers} == {source["title"] for source in citation["references"]}
