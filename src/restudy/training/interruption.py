"""SIGTERM, by which schedulers preempt a job and end one that is out of time."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# What a shell reports of a process that the signal ended.
TERMINATED = 128 + signal.SIGTERM


class ToldToLeave(BaseException):
    """No error, and nothing that code which handles errors may swallow."""


@contextmanager
def leaving_when_told() -> Iterator[None]:
    """Within the block SIGTERM raises ToldToLeave; behind it, all being given back, the process ends.

    For the main thread of a process that has nothing else to do.
    """
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    except ToldToLeave:
        sys.stdout.flush()
        sys.stderr.flush()
        # To take down an interpreter with torch in it is the work of a second, which a busy machine makes five.
        os._exit(TERMINATED)
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: FrameType | None) -> None:
    # A second signal shall not disturb the leaving.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise ToldToLeave


def leave() -> None:
    """Tell this process to leave, from any thread."""
    os.kill(os.getpid(), signal.SIGTERM)
