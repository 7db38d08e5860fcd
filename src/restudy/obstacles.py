"""What a machine refuses, such as room on a disk or another user's folder, as one line that says what to do."""

import errno
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from restudy.errors import UserError

MAKE_WRITABLE = "make it yours (chown, chmod), or work in a copy of the project"
OUT_OF_THE_WAY = "move away what is in its place"
ADVICE = {
    errno.ENOSPC: "make room there",
    errno.EDQUOT: "make room there, or ask for a larger quota",
    errno.EFBIG: "raise the limit of file sizes (ulimit -f), or use another disk",
    errno.EROFS: "make it writable, or work in a copy of the project",
    errno.EACCES: MAKE_WRITABLE,
    errno.EPERM: MAKE_WRITABLE,
    errno.ENOENT: "put it back, or give the command that makes it",
    errno.ENOTDIR: OUT_OF_THE_WAY,
    errno.EISDIR: OUT_OF_THE_WAY,
    errno.EEXIST: OUT_OF_THE_WAY,
    errno.ENOTEMPTY: OUT_OF_THE_WAY,
    errno.ENAMETOOLONG: "choose a shorter name",
    errno.EMFILE: "raise the limit of open files (ulimit -n)",
    errno.ENFILE: "close other programs on this machine",
    errno.ENOMEM: "give it more memory",
    errno.EAGAIN: "raise the limit of processes (ulimit -u)",
    errno.EIO: "see to the disk",
    errno.ESTALE: "see to the network disk",
}
OTHERWISE = "see to that"
GOES_ON = "then the same command goes on"
STATUS = 2
# More than a full disk takes.
PROBE = b"\0" * (1 << 16)


def line_of(error: BaseException) -> str | None:
    """One line for a mistake of the user's or an obstacle of the machine's; None for any other error."""
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        file = os.fsdecode(error.filename) if isinstance(error.filename, bytes) else error.filename
        place = f"{file}: " if file is not None else ""
        return f"{place}{os.strerror(error.errno)}; {ADVICE.get(error.errno, OTHERWISE)}, {GOES_ON}"
    return None


@contextmanager
def told_in_one_line(others: Callable[[], Iterable[str]] = tuple) -> Iterator[None]:
    """End the process with status 2 and one line where the block fails for what `line_of` knows.

    Args:
        others: finds lines of further mistakes, where there is one of the user's.
    """
    try:
        yield
    except Exception as error:
        line = line_of(error)
        if line is None:
            raise
        lines = dict.fromkeys([line, *(others() if isinstance(error, UserError) else ())])
        # A log on the full disk that the line is about takes no line.
        with suppress(OSError):
            print("\n".join(f"restudy: {each}" for each in lines), file=sys.stderr, flush=True)
        sys.exit(STATUS)


def refused(folders: Iterable[Path]) -> list[str]:
    """A line for each reason why one of some folders takes no file; one that is not there yet goes by its parent."""
    errors = [error for folder in dict.fromkeys(map(_present, folders)) if (error := _refusal(folder))]
    # The others on a full disk are full too.
    reasons = {(error.errno, Path(error.filename).stat().st_dev): error for error in reversed(errors)}
    return [line for error in reasons.values() if (line := line_of(error))]


def check_writable(folders: Iterable[Path]) -> None:
    """Check that these folders take files.

    Raises:
        UserError: one does not.
    """
    for line in refused(folders):
        raise UserError(line)


def _present(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def _refusal(folder: Path) -> OSError | None:
    try:
        with tempfile.TemporaryFile(dir=folder) as stream:
            stream.write(PROBE)
    except OSError as error:
        error.filename = str(folder)
        return error
    return None
