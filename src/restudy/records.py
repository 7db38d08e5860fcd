"""Files that are either whole or absent, and equal bytes for equal content."""

import csv
import io
import json
import math
import os
import platform
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Temporary names say who writes, so that what a killed process left can be told from what another one is writing.
HOST = f"{zlib.crc32(platform.node().encode()):08x}"
TEMPORARY = re.compile(r"\..*\.(?P<process>\d+)-(?P<host>[0-9a-f]{8})-[0-9a-f]{8}", re.DOTALL)
# Beginnings of text that a spreadsheet takes for a formula, and of text that would be read back as a marked one.
FORMULA = re.compile(r"'*[=+\-@\t\r]")
MARKED = re.compile(r"'+[=+\-@\t\r]")
# Of the name itself, since names have an end.
NAME_LENGTH = 40


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`, a file with the umask's rights; rename it to `path` on success.

    Raises:
        OSError: it cannot be written; the error names `path`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f".{path.name[:NAME_LENGTH]}.{os.getpid()}-{HOST}-{os.urandom(4).hex()}"
    try:
        with _naming(path, temporary):
            temporary.touch(exist_ok=False)
            yield temporary
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _naming(path: Path, temporary: Path) -> Iterator[None]:
    """Let errors of the system name the file that is meant; those of writing name none."""
    try:
        yield
    except OSError as error:
        if error.errno is not None and error.filename in (None, str(temporary), temporary):
            error.filename, error.filename2 = str(path), None
        raise


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 in one step."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


def write_text_if_changed(path: Path, text: str) -> None:
    """Write `text` to `path`, leaving the file and its time alone where it holds that already."""
    if not path.is_file() or path.read_bytes() != text.encode():
        write_text(path, text)


def to_json(value: Any, sort: bool = True) -> str:
    """Indented JSON with floats in full and, if asked, sorted keys; what is not finite becomes null."""
    return json.dumps(_finite(value), sort_keys=sort, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    return value


def write_json(path: Path, value: Any) -> None:
    """Write `value` as the JSON of `to_json`."""
    write_text(path, to_json(value))


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """CSV with floats in full (`repr`), None as an empty field, and text that no spreadsheet takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(map(no_formula, columns))
    for row in rows:
        writer.writerow(["" if row[name] is None else no_formula(row[name]) for name in columns])
    return buffer.getvalue()


def no_formula(value: Any) -> Any:
    """A field of a CSV, a quotation mark before text that a spreadsheet would run, as OWASP advises."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) and not _is_number(value) else value


def without_mark(value: Any) -> Any:
    """The value that `no_formula` made a field of."""
    return value[1:] if isinstance(value, str) and MARKED.match(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_csv(path: Path, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> None:
    """Write rows as the CSV of `to_csv`."""
    write_text(path, to_csv(rows, columns))


def read_numbers(path: Path) -> list[dict[str, Any]]:
    """The rows of a CSV of numbers; those without a point or an exponent are whole, an empty field is None."""
    with path.open(encoding="utf-8", newline="") as stream:
        return [{name: _number(text) for name, text in row.items()} for row in csv.DictReader(stream)]


def _number(text: str) -> float | int | None:
    if text == "":
        return None
    return int(text) if text.isdecimal() else float(text)
