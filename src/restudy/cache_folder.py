"""Where programs keep their caches for one whose home takes no files, as on some clusters and in some containers."""

import os
import sys
import tempfile
from pathlib import Path

from restudy.obstacles import line_of

CACHE = "XDG_CACHE_HOME"
INSTEAD = Path(".restudy/cache")


def use_a_writable_cache() -> None:
    """Let this process and its children use a folder of the project if the user's takes no files.

    Ends the process with one line where that takes none either.
    """
    try:
        _try(Path(os.environ.get(CACHE) or Path.home() / ".cache"))
        return
    except (OSError, RuntimeError):
        folder = INSTEAD.absolute()
    try:
        _try(folder)
    except OSError as error:
        sys.exit(f"restudy: {line_of(error)}")
    os.environ[CACHE] = str(folder)
    # It looks elsewhere for its settings, and warns in each job's log.
    os.environ.setdefault("MPLCONFIGDIR", str(folder / "matplotlib"))


def _try(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.TemporaryFile(dir=folder).close()
