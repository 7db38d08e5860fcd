"""The record of an adopted trial, and its way into the store."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from existing_fixture import cell_of, leave_cell, two_cells
from restudy.adoption.adopted import adopted_record, take_adopted
from restudy.adoption.found import read_found
from restudy.adoption.matches import Match
from restudy.checksums import FILES
from restudy.layout import LAST_FILE, TRIAL_FILES
from restudy.plan.cells import Cell
from restudy.store.store import Store, is_finished
from restudy.store.trial_files import check_trial


@pytest.fixture
def cell(tmp_path: Path) -> Cell:
    return cell_of(two_cells(tmp_path), "sgd")


def match_of(cell: Cell, folder: Path, code: str, seed: int = 0, **record: Any) -> Match:
    source = read_found(leave_cell(cell, folder, code, seed, **record))
    assert source is not None
    return Match(cell, seed, source)


def test_the_record_names_digest_code_evidence_and_date(tmp_path: Path, cell: Cell) -> None:
    match, sample = (match_of(cell, tmp_path, "old", seed, host="there") for seed in (0, 1))
    record = adopted_record(match, sample)
    (entry,) = record.pop("adopted")
    assert datetime.fromisoformat(entry.pop("date")).tzinfo is not None
    assert entry == {
        "from_digest": match.source.digest,
        "from_code": "old",
        "code": cell.code,
        "data_proven": True,
        "verified_by": {"study": "small", "cell": cell.name, "seed": 1},
    }
    assert record == {
        "digest": cell.digest,
        "code": "old",
        "host": "there",
        "seed": 0,
        FILES: match.source.record[FILES],
    }


@pytest.mark.parametrize("proven", [True, False])
def test_a_second_adoption_keeps_the_first_and_proves_no_more(tmp_path: Path, cell: Cell, proven: bool) -> None:
    first = {"code": "old", "data_proven": proven}
    match = match_of(cell, tmp_path, "old", adopted=[first])
    earlier, later = adopted_record(match, match)["adopted"]
    assert earlier == first
    assert (later["from_code"], later["code"], later["data_proven"]) == ("old", cell.code, proven)


def test_the_trial_is_copied_with_its_new_record(tmp_path: Path, cell: Cell) -> None:
    match, store = match_of(cell, tmp_path, "old", content="bytes"), Store(tmp_path / "store")
    before = (match.source.place / LAST_FILE).read_text()
    take_adopted(store, match, {**match.source.record, "digest": cell.digest, "adopted": [1]})
    taken = store.folder(cell.digest, 0)
    assert is_finished(taken)
    assert not any((taken / name).is_symlink() for name in TRIAL_FILES)
    assert [(taken / name).read_text() for name in ("history.csv", "epochs.safetensors")] == [
        "history.csv bytes",
        "epochs.safetensors bytes",
    ]
    assert check_trial(taken, cell.digest, 0)["adopted"] == [1]
    assert (match.source.place / LAST_FILE).read_text() == before


def test_what_the_store_has_is_left(tmp_path: Path, cell: Cell) -> None:
    match, store = match_of(cell, tmp_path, "old"), Store(tmp_path / "store")
    for first in (True, False):
        take_adopted(store, match, {**match.source.record, "digest": cell.digest, "first": first})
    assert check_trial(store.folder(cell.digest, 0), cell.digest, 0)["first"]
