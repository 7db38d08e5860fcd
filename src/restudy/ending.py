"""What Snakemake's main process says last: why a run ended before its end, and that the same command goes on.

Snakemake shows a failed job's log amid much else, or with `--quiet` not at all, and its own failures with tracebacks.
"""

import atexit
import contextlib
import errno
import logging
import os
import signal
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import ParamSpec

from restudy.obstacles import GOES_ON, line_of, refused

MARK = "restudy: "
INTERRUPTED = "interrupted; the same command goes on: what is finished is kept, training after its last epoch"
STOPPED = "stopped before its end; the same command goes on"
MOST_LINES = 5
# Snakemake's, which prints the tracebacks of its own errors.
LOGGER = "snakemake.logging"
# Snakemake's error for results that may not be written; its message ends with a list of them.
PROTECTED = "ProtectedOutputException"

Tells = ParamSpec("Tells")


class Ending:
    """Collects what is to be said last, and says it when the process ends.

    Attributes:
        lines: without their mark, in order.
        folders: what the run writes to; those on a full disk are named, where an error or a log does not.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.folders: list[Path] = []
        self._watches = self._interrupted = False
        self._signals: int | None = None

    def watch(self) -> None:
        """Watch for Ctrl-C and for errors that nobody else puts into one line, from the first call on."""
        if self._watches:
            return
        self._watches = True
        # A log that cannot be written would else be a traceback for each line of it.
        logging.raiseExceptions = False
        logging.getLogger(LOGGER).addFilter(self._is_shown)
        sys.excepthook = self._unless_interrupted(sys.excepthook)
        self._note_interrupts()
        # What an interrupt leaves half made, such as an event loop, complains when it is taken away.
        sys.unraisablehook = self._unless_interrupted(sys.unraisablehook)
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
        atexit.register(self.say)

    def of_failed_jobs(self, logs: Mapping[str, Sequence[Path]]) -> None:
        """Tell of a run that did not come to its end, given the logs of each job that failed."""
        said = [line for files in logs.values() for line in _complaints(files)]
        said += refused(self.folders)
        silent = [f"{job} failed: see {', '.join(map(str, files)) or 'above'}" for job, files in logs.items()]
        self.lines += said or [f"{line}; {GOES_ON}" for line in silent] or [STOPPED]

    def _is_shown(self, record: logging.LogRecord) -> bool:
        """Whether Snakemake may show a record as it does."""
        if record.levelno >= logging.ERROR and self._was_interrupted():
            return False
        obstacle = _obstacle(sys.exc_info()[1]) if hasattr(record, "exception") else None
        if obstacle is None:
            return True
        named = obstacle.filename is not None
        self.lines += ([] if named else refused(self.folders)) or filter(None, [line_of(obstacle)])
        return False

    def _unless_interrupted(self, hook: Callable[Tells, object]) -> Callable[Tells, None]:
        """A hook that tells of an error, silent once Ctrl-C was pressed."""

        def tell(*error: Tells.args, **named: Tells.kwargs) -> None:
            if not self._was_interrupted():
                hook(*error, **named)

        return tell

    def _note_interrupts(self) -> None:
        """Let the interpreter write each signal into a pipe, so that Ctrl-C keeps its handlers.

        asyncio, in which Snakemake runs, takes an interrupt safely only where Python's own handler is in place; with
        another, Snakemake may wait for ever.
        """
        # Where it is ignored, as behind nohup, it stays so.
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
            return
        self._signals, into = os.pipe()
        for end in (self._signals, into):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(into, warn_on_full_buffer=False)

    def _was_interrupted(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            self._interrupted |= self._signals is not None and signal.SIGINT in os.read(self._signals, 4096)
        return self._interrupted

    def say(self) -> None:
        """Print what there is to say, each reason once."""
        # One file is enough of a full disk.
        by_reason = {line.rpartition(": ")[2]: line for line in reversed(self.lines)}
        lines = [INTERRUPTED] if self._was_interrupted() else list(reversed(by_reason.values()))
        more = len(lines) - MOST_LINES
        if more > 0:
            lines = [*lines[:MOST_LINES], f"and {more} more of the kind"]
        for line in lines:
            print(f"{MARK}{line}", file=sys.stderr, flush=True)


def _obstacle(error: BaseException | None) -> OSError | None:
    """What the machine refused, if that is behind an error; a file that is missing may mean much else."""
    while error:
        if type(error).__name__ == PROTECTED:
            return PermissionError(errno.EACCES, "", str(error).split()[-1])
        if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
            return error
        error = error.__cause__ or error.__context__
    return None


def _complaints(logs: Iterable[Path]) -> Iterator[str]:
    """The lines for the user in a job's logs."""
    for log in (log for log in logs if log.is_file()):
        text = log.read_text(encoding="utf-8", errors="replace")
        yield from (line.removeprefix(MARK) for line in text.splitlines() if line.startswith(MARK))


ENDING = Ending()
