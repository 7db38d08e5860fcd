"""Records with the SHA-256 of files and of themselves."""

import hashlib
import json
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from restudy.checksums import (
    FILES,
    OWN,
    DamageError,
    check,
    checksums,
    file_digest,
    read_record,
    sealed,
    sound_record,
    write_record,
)
from restudy.records import to_json

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
CONTENT = {"code": "abc", "numbers": [0.1, 1e-300, 3], "text": "Größe € 中文", "nothing": None}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files, one in a folder, and their record."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a b.csv").write_text("one")
    (tmp_path / "sub/b.json").write_text("two")
    files = [tmp_path / "a b.csv", tmp_path / "sub/b.json"]
    write_record(tmp_path / "record.json", CONTENT | {FILES: checksums(files, tmp_path)})
    return tmp_path


def test_file_digest_is_the_sha256_of_its_bytes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 9
    (tmp_path / "file").write_bytes(content)
    assert file_digest(tmp_path / "file") == hashlib.sha256(content).hexdigest()


def test_files_go_by_their_paths_in_the_folder(folder: Path) -> None:
    expected = {"a b.csv": hashlib.sha256(b"one").hexdigest(), "sub/b.json": hashlib.sha256(b"two").hexdigest()}
    assert read_record(folder / "record.json") == CONTENT | {FILES: expected}


def test_equal_contents_are_equal_bytes(tmp_path: Path) -> None:
    for name, content in (("one", CONTENT), ("two", dict(reversed(CONTENT.items()))), ("three", CONTENT | {OWN: "x"})):
        write_record(tmp_path / name, content)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes() == (tmp_path / "three").read_bytes()


@given(st.dictionaries(st.text(), PLAIN | st.lists(PLAIN) | st.tuples(PLAIN), max_size=4))
def test_what_is_written_is_read(content: dict[str, object]) -> None:
    """Lists for tuples, and null for what is not finite."""
    written = to_json(sealed(content))
    assert to_json(sealed(json.loads(written))) == written


def test_no_bit_of_a_record_changes_unseen(folder: Path) -> None:
    record = folder / "record.json"
    content, whole = record.read_bytes(), read_record(record)
    for place in range(len(content)):
        for bit in range(8):
            record.write_bytes(content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :])
            # 1e-300 and 1E-300 are the same.
            assert sound_record(record) in (None, whole)


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "missing"),
        (b"", "empty"),
        (b"{", "damaged: it is not JSON"),
        (b"\xff{}", "damaged: it is not JSON"),
        (b"[" * 100_000, "damaged: it is not JSON"),
        (b"[1]", "damaged: it differs from the sha256 in it"),
        (b"{}", "damaged: it differs from the sha256 in it"),
        (b'{"sha256": 1, "x": NaN}', "damaged: it differs from the sha256 in it"),
    ],
)
def test_a_damaged_record_is_one_line(folder: Path, content: bytes | None, wrong: str) -> None:
    record = folder / "record.json"
    record.unlink()
    if content is not None:
        record.write_bytes(content)
    with pytest.raises(DamageError) as raised:
        check([folder / "a b.csv"], record, folder)
    remedy = "run Snakemake as before" if content is None else f"rm {record} and run Snakemake as before"
    assert str(raised.value) == f"{record}: {wrong}; to make it again: {remedy}"
    assert raised.value.finding == f"{record}: {wrong}"


@pytest.mark.parametrize(
    ("content", "wrong"), [(None, "missing"), (b"", "empty"), (b"on", "damaged"), (b"One", "damaged")]
)
def test_a_damaged_file_is_one_line_with_a_command_for_a_shell(folder: Path, content: bytes | None, wrong: str) -> None:
    file, record = folder / "a b.csv", folder / "record.json"
    check([file, folder / "sub/b.json"], record, folder)
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DamageError) as raised:
        check([folder / "sub/b.json", file], record, folder)
    assert str(raised.value).startswith(f"{file}: {wrong}")
    assert (f"rm '{file}' and run Snakemake" in str(raised.value)) == (content is not None)
    assert "\n" not in str(raised.value)


def test_a_folder_in_its_place_is_said_to_be_one(folder: Path) -> None:
    (folder / "a b.csv").unlink()
    (folder / "a b.csv").mkdir()
    with pytest.raises(DamageError, match=r"a b\.csv: a folder, not a file; .* rm -r "):
        check([folder / "a b.csv"], folder / "record.json", folder)


def test_a_record_of_other_files_is_the_one_that_is_wrong(folder: Path) -> None:
    (folder / "another.csv").write_text("one")
    with pytest.raises(DamageError, match=r"record\.json: of something else: it has no SHA-256 of .*another\.csv; "):
        check([folder / "another.csv"], folder / "record.json", folder)


def test_infinite_numbers_are_null_in_records(tmp_path: Path) -> None:
    write_record(tmp_path / "record", {"loss": inf})
    assert read_record(tmp_path / "record") == {"loss": None}
