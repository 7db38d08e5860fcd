"""SHA-256 of files, kept in records: who reads a file compares it first, and who finds it damaged says so in one line.

A record is a JSON file. It has the SHA-256 of files under `files`, by their paths in some folder, and that of all the
rest of itself under `sha256`.
"""

import hashlib
import json
import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from restudy.errors import UserError
from restudy.records import to_json, write_text

FILES, OWN = "files", "sha256"


class DamageError(UserError):
    """A file is not there, or is not what it was when it was made.

    Attributes:
        file: which.
        wrong: what is wrong with it.
        finding: both, for those who can go on without it.
    """

    def __init__(self, file: Path, wrong: str) -> None:
        self.file, self.wrong = file, wrong
        self.finding = f"{file}: {wrong}"
        removal = f"rm {'-r ' * file.is_dir()}{shlex.quote(str(file))} and " if file.exists() else ""
        super().__init__(f"{self.finding}; to make it again: {removal}run Snakemake as before")


def file_digest(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def checksums(files: Iterable[Path], root: Path) -> dict[str, str]:
    """The SHA-256 of files by their paths relative to `root`."""
    return {file.relative_to(root).as_posix(): file_digest(file) for file in files}


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """A record's content with its own SHA-256."""
    rest = {key: value for key, value in content.items() if key != OWN}
    return {**rest, OWN: _own(rest)}


def _own(rest: Mapping[str, Any]) -> str:
    return hashlib.sha256(to_json(rest).encode()).hexdigest()


def write_record(path: Path, content: Mapping[str, Any]) -> None:
    """Write a record with its own SHA-256."""
    write_text(path, to_json(sealed(content)))


def read_record(path: Path) -> dict[str, Any]:
    """A record's content, without its own SHA-256.

    Raises:
        DamageError: it is not there, or damaged.
    """
    content = _parsed(path)
    if not isinstance(content, dict) or content.pop(OWN, None) != _own(content):
        raise DamageError(path, _wrong(path, f"damaged: it differs from the {OWN} in it"))
    return content


def sound_record(path: Path) -> dict[str, Any] | None:
    """A record's content, or None where it is not there or damaged."""
    try:
        return read_record(path)
    except DamageError:
        return None


def _parsed(path: Path) -> Any:
    if not path.is_file():
        raise DamageError(path, _wrong(path, ""))
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise DamageError(path, _wrong(path, "damaged: it is not JSON")) from None


def check(files: Iterable[Path], record: Path, root: Path) -> dict[str, Any]:
    """Compare files with their SHA-256 in a record, where they go by their paths relative to `root`.

    Returns:
        The record's content.

    Raises:
        DamageError: one of them is not there or another one, or the record is.
    """
    content = read_record(record)
    check_against(content, files, record, root)
    return content


def check_against(content: Mapping[str, Any], files: Iterable[Path], record: Path, root: Path) -> None:
    """The same with the content of a record that was read before."""
    known = content.get(FILES, {})
    for file in files:
        expected = known.get(file.relative_to(root).as_posix())
        actual = file_digest(file) if file.is_file() else None
        if actual and not expected:
            raise DamageError(record, f"of something else: it has no SHA-256 of {file}")
        if actual != expected or not actual:
            raise DamageError(file, _wrong(file, f"damaged: it differs from its SHA-256 in {record}"))


def _wrong(path: Path, otherwise: str) -> str:
    """What is wrong with a file: what one sees at once, or else `otherwise`."""
    if not path.is_file():
        return "a folder, not a file" if path.is_dir() else "missing"
    return otherwise if path.stat().st_size else "empty"
