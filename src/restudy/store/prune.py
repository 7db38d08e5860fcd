"""Taking what the plan no longer wants out of the versioned folders, so that equal params leave equal folders."""

import sys
from collections.abc import Iterable
from pathlib import Path

from restudy.checksums import DamageError
from restudy.layout import LAST_FILE, versioned_folders
from restudy.store.at_work import check_that_nothing_runs
from restudy.store.store import Store, is_finished
from restudy.store.trial_files import read_run


def prune(dataset: str, wanted: Iterable[Path], store: Store) -> dict[str, int]:
    """Remove every file of the versioned folders but those that a finished run of the plan leaves.

    Finished trials among them are taken into the store first, from where a plan that wants them again gets them; of
    those that are damaged it says so.

    Args:
        dataset: the data set's name.
        wanted: what a finished run leaves.
        store: the trial store.

    Returns:
        How many files were removed from which versioned folder.

    Raises:
        UserError: Snakemake is at work in this folder.
    """
    check_that_nothing_runs("prune")
    wanted = set(wanted)
    folders = list(map(str, versioned_folders(dataset)))
    unwanted = {folder: [file for file in _files(Path(folder)) if file not in wanted] for folder in folders}
    files = [file for found in unwanted.values() for file in found]
    _take_trials(files, store)
    for file in files:
        file.unlink()
    for folder in folders:
        _remove_empty(Path(folder))
    return {folder: len(found) for folder, found in unwanted.items() if found}


def _files(folder: Path) -> list[Path]:
    """The files and links under a folder."""
    return [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


def _take_trials(files: Iterable[Path], store: Store) -> None:
    for file in files:
        if file.name == LAST_FILE and is_finished(file.parent):
            try:
                record = read_run(file.parent)
                store.take(record["digest"], record["seed"], file.parent)
            except DamageError as error:
                print(f"restudy: not kept in the store: {error.finding}", file=sys.stderr)


def _remove_empty(folder: Path) -> None:
    """Remove empty folders; the versioned one itself stays, since DVC wants it there."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
