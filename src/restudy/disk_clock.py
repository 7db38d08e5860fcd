"""The clock that files have their times from: on a network disk a server's, which may differ from this machine's."""

import os
import tempfile
import time
from pathlib import Path


def disk_time_ns(folder: Path) -> int:
    """The present time by the clock of a folder's disk, nanoseconds since 1970.

    By this machine's clock where nothing may be written, or the folder isn't there.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as new:
            return os.fstat(new.fileno()).st_mtime_ns
    except OSError:
        return time.time_ns()
