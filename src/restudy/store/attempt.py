"""What became of the last attempt to train a trial, for those who look at the store while or after it runs."""

import os
import platform
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from restudy.records import write_json

ATTEMPT_FILE = "attempt.json"
# Batch systems' names for their own number of a job.
JOB_VARIABLES = ("SLURM_JOB_ID", "LSB_JOBID", "PBS_JOBID", "JOB_ID")


@dataclass(frozen=True)
class Attempt:
    """One attempt; its file goes when the trial is finished or when training is told to stop.

    Attributes:
        started: when, ISO 8601 in UTC.
        host: the machine.
        pid: the process.
        job: the batch system's number of the job, or None.
        error: the traceback of what ended it; None while it runs, or if it ended without a word.
    """

    started: str
    host: str
    pid: int
    job: str | None
    error: str | None = None

    @property
    def where(self) -> str:
        """Machine, process and job."""
        job = f", job {self.job}" if self.job else ""
        return f"process {self.pid} on {self.host}{job}"


@contextmanager
def attempt(trial: Path) -> Iterator[None]:
    """Leave a file in the trial's folder while the block runs, and its error if it has one."""
    job = next((os.environ[name] for name in JOB_VARIABLES if name in os.environ), None)
    this = Attempt(datetime.now(UTC).isoformat(timespec="seconds"), platform.node(), os.getpid(), job)
    file = trial / ATTEMPT_FILE
    write_json(file, asdict(this))
    try:
        yield
    except Exception:
        # On a full disk there may be no room for it.
        with suppress(OSError):
            write_json(file, asdict(this) | {"error": traceback.format_exc()})
        raise
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    file.unlink(missing_ok=True)


def read_attempt(trial: Path) -> Attempt | None:
    """The attempt that goes on or went wrong; None where there is none or its file is damaged."""
    try:
        found: Attempt = TypeAdapter(Attempt).validate_json((trial / ATTEMPT_FILE).read_bytes(), strict=True)
        datetime.fromisoformat(found.started)
    except (FileNotFoundError, ValueError):
        return None
    return found
