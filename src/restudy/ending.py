"""What Snakemake's main process says last: why a run ended before its end, and that the same command goes on.

Snakemake shows a failed job's log amid much else, or with `--quiet` not at all, and its own failures with tracebacks.
"""

import atexit
import errno
import logging
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType, TracebackType

from restudy.obstacles import GOES_ON, line_of, refused

MARK = "restudy: "
INTERRUPTED = "interrupted; the same command goes on: what is finished is kept, training after its last epoch"
STOPPED = "stopped before its end; the same command goes on"
MOST_LINES = 5
# Snakemake's, which prints the tracebacks of its own errors.
LOGGER = "snakemake.logging"
# Snakemake's error for results that may not be written; its message ends with a list of them.
PROTECTED = "ProtectedOutputException"


class Ending:
    """Collects what is to be said last, and says it when the process ends.

    Attributes:
        lines: without their mark, in order.
        folders: what the run writes to; those on a full disk are named, where an error or a log does not.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.folders: list[Path] = []
        self._watches = self._was_interrupted = False

    def watch(self) -> None:
        """Watch for Ctrl-C and for errors that nobody else puts into one line, from the first call on."""
        if self._watches:
            return
        self._watches = True
        # A log that cannot be written would else be a traceback for each line of it.
        logging.raiseExceptions = False
        logging.getLogger(LOGGER).addFilter(self._is_shown)
        sys.excepthook = self._keep_quiet(sys.excepthook)
        # Where it is ignored, as behind nohup, it stays so.
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)
        atexit.register(self.say)

    def of_failed_jobs(self, logs: Mapping[str, Sequence[Path]]) -> None:
        """Tell of a run that did not come to its end, given the logs of each job that failed."""
        said = [line for files in logs.values() for line in _complaints(files)]
        said += refused(self.folders)
        silent = [f"{job} failed: see {', '.join(map(str, files)) or 'above'}" for job, files in logs.items()]
        self.lines += said or [f"{line}; {GOES_ON}" for line in silent] or [STOPPED]

    def _is_shown(self, record: logging.LogRecord) -> bool:
        """Whether Snakemake may show an error as it does."""
        obstacle = _obstacle(sys.exc_info()[1]) if hasattr(record, "exception") else None
        if obstacle is None:
            return True
        named = obstacle.filename is not None
        self.lines += ([] if named else refused(self.folders)) or filter(None, [line_of(obstacle)])
        return False

    def _keep_quiet(
        self, before: Callable[[type[BaseException], BaseException, TracebackType | None], object]
    ) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
        def hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
            if not isinstance(error, KeyboardInterrupt):
                before(kind, error, traceback)

        return hook

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self._was_interrupted = True
        raise KeyboardInterrupt

    def say(self) -> None:
        """Print what there is to say, each reason once."""
        # One file is enough of a full disk.
        by_reason = {line.rpartition(": ")[2]: line for line in reversed(self.lines)}
        lines = [INTERRUPTED] if self._was_interrupted else list(reversed(by_reason.values()))
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
