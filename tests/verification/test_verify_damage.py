"""Each kind of file that a run leaves, damaged in each way: `restudy verify` names it, and no other."""

from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path

import pytest

from damage import DAMAGES, KEPT, KINDS, OTHER_DAMAGES, RECORDS, Damage, inflict, mend
from finished_run import DATA, RESULTS, Run, run, whole_run
from verified_run import found, verified

__all__ = ["run", "whole_run"]

Property = Callable[[str, object], None]


def what_is_found(run: Run, whole: Run, damage: Damage, kinds: list[str]) -> dict[str, list[tuple[str, str]]]:
    """The findings for each kind, damaged one after the other."""
    findings = {}
    for kind in kinds:
        file = inflict(run, damage, kind, whole)
        findings[kind] = found(run, whole)
        mend(run, file, whole)
    return findings


def paths(whole: Run, kinds: list[str]) -> dict[str, str]:
    return {kind: KINDS[kind].file(whole) for kind in kinds}


@pytest.mark.tried(
    "Damaged files",
    "`restudy verify`: each kind of file: missing, empty, cut in half, one bit flipped, another one's",
    "exactly that file is named, exit status 1",
)
@pytest.mark.parametrize("damage", DAMAGES)
def test_exactly_the_damaged_file_is_named(run: Run, whole_run: Run, damage: str, record_property: Property) -> None:
    words = dict.fromkeys(KEPT, "missing" if damage == "missing" else "damaged")
    if damage == "foreign":
        words |= dict.fromkeys(RECORDS, "foreign")
    wanted = {kind: [(words[kind], file)] for kind, file in paths(whole_run, KEPT).items()}
    assert what_is_found(run, whole_run, DAMAGES[damage], KEPT) == wanted
    record_property("times", len(KEPT))


@pytest.mark.tried(
    "Damaged files",
    "`restudy verify`: files of odd bytes: no UTF-8, no JSON, a record of something else, tensors whose header lies",
    "exactly that file is named, exit status 1",
)
@pytest.mark.parametrize("damage", OTHER_DAMAGES)
def test_what_is_no_text_no_record_or_no_tensors_is_named_too(
    run: Run, whole_run: Run, damage: str, record_property: Property
) -> None:
    pattern, change = OTHER_DAMAGES[damage]
    files = {kind: file for kind, file in paths(whole_run, KEPT).items() if fnmatch(file, pattern)}
    wanted = {kind: [("damaged", file)] for kind, file in files.items()}
    assert what_is_found(run, whole_run, change, [*files]) == wanted
    record_property("times", len(files))


@pytest.mark.tried(
    "Damaged files", "`restudy verify`: a folder in a file's place, a disk that does not read", "it is named"
)
def test_what_cannot_be_read_is_named(run: Run, whole_run: Run) -> None:
    folder, unreadable = (run.folder / KINDS[kind].file(whole_run) for kind in ("table", "checkpoint"))
    for file in (folder, unreadable):
        file.unlink()
    folder.mkdir()
    # Its first page is no one's: the kernel says that there is an error of the device.
    unreadable.symlink_to("/proc/self/mem")
    told = {finding.file: finding.wrong for finding in verified(run, whole_run).findings}
    assert told == {
        folder.relative_to(run.folder): "a folder, not a file",
        unreadable.relative_to(run.folder): "it cannot be read: Input/output error",
    }


@pytest.mark.tried("Damaged files", "`restudy verify`: whole folders of a finished run lost", "each is named")
def test_lost_folders_are_named(run: Run, whole_run: Run) -> None:
    """By what later steps' records say, also where the folder's own record is gone; a trial is elsewhere then."""
    cell = run.cell()
    trial, step = f"{RESULTS}/cells/{cell.study}/{cell.name}/seed0", f"{RESULTS}/made_from/select/{cell.study}.json"
    for file in [*(run.folder / trial).iterdir(), run.folder / step]:
        file.unlink()
    (run.folder / f"{RESULTS}/selection/{cell.study}.json").unlink()
    for file in (run.folder / DATA / "splits").iterdir():
        file.unlink()
    splits = [("missing", str(Path(DATA) / f"splits/{name}.safetensors")) for name in sorted(whole_run.plan.splits)]
    assert found(run, whole_run) == [*splits, ("missing", step)]
