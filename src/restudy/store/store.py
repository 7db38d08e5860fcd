"""The trial store: where a trial is worked on, apart from the paths that the workflow manages.

A workflow engine deletes a job's outputs before it runs the job again. What stands here stays.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from restudy.layout import TRIAL_FILES
from restudy.records import replacing
from restudy.store.hold import LEASE_SECONDS, Hold
from restudy.store.leftovers import remove_leftovers
from restudy.store.trial_files import check_trial, is_whole

# ioctl of Linux that lets two files share their blocks until one is changed.
FICLONE = 0x40049409


class Store:
    """Trials by the digest of their cell and their seed, under one folder, which several machines may share.

    Args:
        root: the folder.
        lease_seconds: after so long without a sign of life from another machine, its trial may be taken over;
            the same for all that use the store.
    """

    def __init__(self, root: Path, lease_seconds: float = LEASE_SECONDS) -> None:
        self.root = root
        self.lease_seconds = lease_seconds

    def folder(self, digest: str, seed: int) -> Path:
        """Where the trial is worked on."""
        return self.root / digest / f"seed{seed}"

    def hold(self, digest: str, seed: int) -> Hold:
        """The trial's hold, which one writer has at a time."""
        return Hold(self.folder(digest, seed).with_suffix(".lock"), self.lease_seconds)

    def is_held(self, digest: str, seed: int) -> bool:
        """Whether a process that lives, on whatever machine, works on the trial."""
        return self.hold(digest, seed).is_held()

    @contextmanager
    def writing(
        self, digest: str, seed: int, say: Callable[[str], None] = print, on_loss: Callable[[], None] | None = None
    ) -> Iterator[Path]:
        """The trial's folder, held by one writer at a time; others wait and say for whom.

        Args:
            digest: of the trial's cell.
            seed: the trial's.
            say: is given a line if someone else holds the trial.
            on_loss: is called, from another thread, when others took this process for dead and the trial over.
        """
        folder = self.folder(digest, seed)
        folder.mkdir(parents=True, exist_ok=True)
        with self.hold(digest, seed).taken(say, on_loss):
            remove_leftovers([folder])
            yield folder

    def take(self, digest: str, seed: int, trial: Path) -> None:
        """Take a finished trial from `trial` into the store, unless the store has it whole.

        Raises:
            DamageError: it is not whole; then the store is left as it is.
        """
        if not is_whole(self.folder(digest, seed), digest, seed):
            check_trial(trial, digest, seed)
            with self.writing(digest, seed, lambda line: print(f"{trial}: {line}", flush=True)) as folder:
                place(trial, folder)


def is_finished(folder: Path) -> bool:
    """Whether every file of a trial is there."""
    return all((folder / name).is_file() for name in TRIAL_FILES)


def place(source: Path, destination: Path, names: Iterable[str] = TRIAL_FILES) -> None:
    """Copy a trial's files, each in one step, sharing their blocks where the file system can."""
    for name in names:
        with replacing(destination / name) as temporary:
            _copy(source / name, temporary)


def _copy(source: Path, destination: Path) -> None:
    with source.open("rb") as reader, destination.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), FICLONE, reader.fileno())
        except OSError:
            shutil.copyfileobj(reader, writer)
            os.fsync(writer.fileno())
