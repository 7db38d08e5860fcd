"""Temporary files that a killed process left beside what it was writing."""

import os
import time
from collections.abc import Iterable
from pathlib import Path

from restudy.records import HOST, TEMPORARY

# A file is written within moments, so one of another machine that is so old has no writer any more.
SECONDS_ON_ANOTHER_MACHINE = 24 * 3600


def remove_leftovers(folders: Iterable[Path]) -> list[Path]:
    """Remove the temporary files under some folders whose writers are gone, and say which."""
    removed = []
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for path in (Path(parent) / name for name in names if name.startswith(".")):
                if _is_left_over(path):
                    path.unlink(missing_ok=True)
                    removed.append(path)
    return removed


def _is_left_over(path: Path) -> bool:
    writer = TEMPORARY.fullmatch(path.name)
    if writer is None:
        return False
    if writer["host"] == HOST:
        return not _lives(int(writer["process"]))
    try:
        return time.time() - path.lstat().st_mtime > SECONDS_ON_ANOTHER_MACHINE
    except FileNotFoundError:
        return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # Another user's.
        return True
    return True
