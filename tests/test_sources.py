"""What sources say is the same from the source as from what an earlier process kept."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from restudy import sources
from restudy.sources import KEPT_IN, Source, distributions, read_own_sources, read_sources

CODE = '''"""A module."""

from restudy.models import cnn


class Network:
    """A network."""

    def layers(self, *, count: int = 2) -> list[str]:
        """Its layers."""
        return [f"{cnn.NAME} {index}" for index in range(count)]
'''
# One digest for all versions of Python that the package runs on: trials are named by it.
DIGEST = "a2ea8e7d3f9c102fd10d3e19d1392ad5f9760a004065de154511244bed5cbc63"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module, where Python may leave what it compiled."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "network.py").write_text(CODE)
    return tmp_path


def in_another_process(package: Path) -> dict[str, Source]:
    """What a process reads that has not read it before."""
    read_sources.cache_clear()
    return read_sources(package)


def test_a_module_is_read_from_its_source(package: Path) -> None:
    expected = Source(DIGEST, ["restudy.models", "restudy.models.cnn"])
    assert read_sources(package) == {"restudy.network": expected}


def digest_of(package: Path, code: str) -> str:
    """The digest of a module of this code."""
    (package / "network.py").write_text(code)
    return in_another_process(package)["restudy.network"].digest


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.replace("    ", "  "),
        lambda code: code.replace("\n", "\r\n"),
        lambda code: code.rstrip(),
        lambda code: code.replace("class", "# A comment.\nclass").replace("...", "...  # another"),
        lambda code: code.replace('"""Its layers."""', "'Its' \\\n        'layers.'  # a comment"),
        lambda code: code.replace("(self, *,", "(\n    self,\n    *,"),
        lambda code: "\ufeff" + code,
    ],
)
def test_what_an_editor_or_a_formatter_changes_decides_nothing(package: Path, change: Callable[[str], str]) -> None:
    assert digest_of(package, change(CODE)) == DIGEST


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code.replace("{cnn.NAME} {", "{cnn.NAME}  {"),
        lambda code: code.replace("{index}", "{index!r}"),
        lambda code: code.replace("{index}", "{index:>{count}}"),
        lambda code: code.replace("= 2", "= 2.0"),
        lambda code: code.replace("        return", "    return"),
        lambda code: code + "TEXT = 'a'\n",
    ],
)
def test_what_python_runs_decides(package: Path, change: Callable[[str], str]) -> None:
    assert digest_of(package, change(CODE)) != DIGEST


def test_what_was_kept_is_the_same_and_nothing_is_parsed(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = read_sources(package)
    monkeypatch.setattr(sources, "_read", None)
    assert in_another_process(package) == first


def test_an_edit_is_noticed(package: Path) -> None:
    before = read_sources(package)
    (package / "network.py").write_text(CODE.replace("= 2", "= 3"))
    after = in_another_process(package)
    assert after["restudy.network"].digest != before["restudy.network"].digest


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"reader": "another version", "sources": {}}'])
def test_a_broken_or_foreign_file_is_written_anew(package: Path, content: str) -> None:
    first = read_sources(package)
    whole = (package / KEPT_IN).read_text()
    (package / KEPT_IN).write_text(content)
    assert in_another_process(package) == first
    assert (package / KEPT_IN).read_text() == whole


def test_no_file_is_left_where_python_leaves_none(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    read_sources(package)
    assert not (package / KEPT_IN).exists()


def test_a_folder_that_cannot_be_written_to_is_no_mistake(package: Path) -> None:
    (package / "__pycache__").write_text("no folder")
    assert read_sources(package).keys() == {"restudy.network"}


def test_of_one_s_own_modules_all_imports_count_and_other_packages_have_public_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "custom").mkdir()
    (tmp_path / "custom/nets.py").write_text(
        "import json\nfrom . import layers\nfrom .sizes import WIDTH\nimport restudy.models\n\n"
        "def build():\n    import torch.nn\n    import no_such_package\n"
    )
    monkeypatch.chdir(tmp_path)
    (source,) = read_own_sources().values()
    assert {"custom.layers", "custom.sizes", "restudy.models", "torch.nn"} <= set(source.imports)
    assert distributions([source]) == {"torch": version("torch").partition("+")[0]}
