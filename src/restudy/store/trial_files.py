"""A finished trial's files and the record of them, run.json, by which each is known to be whole."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, DamageError, check_against, checksums, read_record, write_record
from restudy.layout import LAST_FILE, TRIAL_FILES

OTHERS = tuple(name for name in TRIAL_FILES if name != LAST_FILE)


def write_run(folder: Path, digest: str, seed: int, record: Mapping[str, Any]) -> None:
    """Write run.json: whose trial it is, what is recorded of it, and the SHA-256 of its other files, which are there.

    Args:
        folder: the trial's.
        digest: of its cell.
        seed: its seed.
        record: times, surroundings and the like.
    """
    files = checksums((folder / name for name in OTHERS), folder)
    write_record(folder / LAST_FILE, {**record, "digest": digest, "seed": seed, FILES: files})


def check_trial(folder: Path, digest: str, seed: int, names: Iterable[str] = OTHERS) -> dict[str, Any]:
    """Compare a trial's files of these names with run.json, and return what that records.

    Raises:
        DamageError: one of them is not there or damaged, or run.json is, or is another trial's.
    """
    file = folder / LAST_FILE
    record = read_record(file)
    if (record.get("digest"), record.get("seed")) != (digest, seed):
        raise DamageError(file, "of another trial")
    check_against(record, (folder / name for name in names if name != LAST_FILE), file, folder)
    return record


def read_run(folder: Path) -> dict[str, Any]:
    """What run.json records of the trial in a folder seedN, of whichever cell.

    Raises:
        DamageError: it is not there or damaged, or is another seed's.
    """
    record = read_record(folder / LAST_FILE)
    if "digest" not in record or folder.name != f"seed{record.get('seed')}":
        raise DamageError(folder / LAST_FILE, "of another trial")
    return record


def is_whole(folder: Path, digest: str, seed: int) -> bool:
    """Whether every file of a trial is there as it was made."""
    try:
        check_trial(folder, digest, seed)
    except DamageError:
        return False
    return True
