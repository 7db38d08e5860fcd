"""Taking what the plan no longer wants out of the versioned folders, so that equal params leave equal folders."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from restudy.errors import UserError
from restudy.plan.plan import Plan
from restudy.records import read_json
from restudy.steps import versioned_files
from restudy.training.store import LAST_FILE, Store, is_finished

LOCKS = Path(".snakemake/locks")


def prune(plan: Plan, store: Store) -> dict[str, int]:
    """Remove every file of the versioned folders that no finished run of the plan leaves.

    Finished trials among them are taken into the store first, from where a plan that wants them again gets them.

    Returns:
        How many files were removed from which versioned folder.

    Raises:
        UserError: Snakemake is at work in this folder.
    """
    _check_that_nothing_runs()
    wanted = set(map(Path, versioned_files(plan)))
    folders = sorted({_versioned_folder(file) for file in wanted})
    unwanted = [file for folder in folders for file in _files(folder) if file not in wanted]
    _take_trials(unwanted, store)
    for file in unwanted:
        file.unlink()
    for folder in folders:
        _remove_empty(folder)
    return dict(Counter(str(_versioned_folder(file)) for file in unwanted))


def _check_that_nothing_runs() -> None:
    if LOCKS.is_dir() and any(LOCKS.iterdir()):
        raise UserError(
            f"prune: {LOCKS} is not empty: Snakemake is at work in this folder, or was killed; "
            "wait for it, or take the lock away with: snakemake --unlock"
        )


def _versioned_folder(file: Path) -> Path:
    """data/DATASET or results/DATASET/KIND."""
    return Path(*file.parts[: 2 if file.parts[0] == "data" else 3])


def _files(folder: Path) -> list[Path]:
    """The files and links under a folder."""
    return [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]


def _take_trials(files: Iterable[Path], store: Store) -> None:
    for file in files:
        if file.name == LAST_FILE and is_finished(file.parent):
            seed = int(file.parent.name.removeprefix("seed"))
            store.take(read_json(file)["digest"], seed, file.parent)


def _remove_empty(folder: Path) -> None:
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
