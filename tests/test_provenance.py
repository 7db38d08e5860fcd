"""Digests of what decides a trial's content."""

import hashlib
from pathlib import Path

import pytest

from restudy import provenance
from restudy.provenance import TRIAL_CODE, code_digest, digest, imported_modules
from restudy.sources import read_sources

PACKAGE = {
    "__init__.py": '"""A package."""\n',
    "trial.py": """\
'''A trial.'''
import os
from restudy.models import cnn

def run():
    '''Run it.'''
    return 1
""",
    "models/__init__.py": "",
    "models/cnn.py": """\
class CNN:
    async def go(self):
        from restudy.rows import read
        return read
""",
    "rows.py": "import restudy.arrays as arrays\n\ndef read():\n    return arrays\n",
    "arrays.py": "SIZE = 3\n",
    "report.py": "from restudy.trial import run\n",
}
CLOSURE = {
    "restudy",
    "restudy.trial",
    "restudy.models",
    "restudy.models.cnn",
    "restudy.rows",
    "restudy.arrays",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small package in the place of restudy's source."""
    for name, text in PACKAGE.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(provenance, "PACKAGE_FOLDER", tmp_path)
    return tmp_path


def test_digest_is_the_sha256_of_canonical_json() -> None:
    assert digest({"b": [1, 0.5], "a": None}) == hashlib.sha256(b'{"a":null,"b":[1,0.5]}').hexdigest()


def test_digest_tells_swapped_values_apart() -> None:
    assert digest({"width": 4, "depth": 2}) != digest({"width": 2, "depth": 4})


def test_digest_refuses_what_json_cannot_say() -> None:
    with pytest.raises(ValueError, match="JSON"):
        digest({"lr": float("nan")})


@pytest.mark.usefixtures("package")
def test_imports_are_followed_wherever_they_stand() -> None:
    assert imported_modules(["restudy.trial"]) == CLOSURE


@pytest.mark.usefixtures("package")
def test_modules_that_nothing_imports_are_left_out() -> None:
    assert imported_modules(["restudy.arrays"]) == {"restudy", "restudy.arrays"}


@pytest.mark.usefixtures("package")
def test_a_module_without_source_is_an_error() -> None:
    with pytest.raises(ImportError, match=r"restudy\.nowhere"):
        imported_modules(["restudy.nowhere"])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("__init__.py", "A package.", "Another docstring."),
        ("trial.py", "'''A trial.'''\n", ""),
        ("trial.py", "return 1", "return 1  # one"),
        ("trial.py", "    '''Run it.'''\n", ""),
        ("models/cnn.py", "class CNN:\n", 'class CNN:\n    """A network."""\n\n'),
        ("models/cnn.py", "(self):\n", '(self):\n        """Go."""\n'),
        ("report.py", "run", "run as other"),
    ],
)
def test_words_and_unreachable_modules_are_no_part_of_the_code(package: Path, file: str, old: str, new: str) -> None:
    before = code_digest(["restudy.trial"])
    _replace(package / file, old, new)
    assert code_digest(["restudy.trial"]) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("__init__.py", "\n", "\nVERSION = 2\n"),
        ("trial.py", "return 1", "return 2"),
        ("trial.py", "    '''Run it.'''\n", '    "one" + "two"\n'),
        ("models/__init__.py", "", "LAYERS = 2\n"),
        ("arrays.py", "SIZE = 3", "SIZE = 4"),
        ("rows.py", "read", "load"),
    ],
)
def test_a_change_of_code_changes_the_digest(package: Path, file: str, old: str, new: str) -> None:
    before = code_digest(["restudy.trial"])
    _replace(package / file, old, new)
    assert code_digest(["restudy.trial"]) != before


def test_code_that_moves_to_another_module_changes_the_digest(package: Path) -> None:
    before = code_digest(["restudy.trial"])
    _replace(package / "trial.py", "restudy.models", "restudy.networks")
    (package / "models").rename(package / "networks")
    read_sources.cache_clear()
    assert code_digest(["restudy.trial"]) != before


def test_trials_are_named_by_the_loop_and_no_block_of_others() -> None:
    code = imported_modules(TRIAL_CODE)
    assert {"restudy.training.loop", "restudy.training.early_stopping", "restudy.seeding", "restudy.models"} <= code
    assert [module for module in code if module.startswith("restudy.models.")] == []


def test_trials_are_not_named_by_what_only_moves_or_shows_them() -> None:
    parts = {module.split(".")[1] for module in imported_modules(TRIAL_CODE) if "." in module}
    blocks = {"models", "optimizers", "schedules", "losses", "augmentations", "datasets"}
    assert parts == {"records", "seeding", "data", "training", "blocks", "own_code", "signatures", "errors"} | blocks


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    read_sources.cache_clear()
