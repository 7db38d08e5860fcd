"""The side that asks: each job's own process. It imports nothing that takes time."""

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

SOCKET = "RESTUDY_WARM_STARTS"
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def asked(arguments: Sequence[str]) -> int | None:
    """Let the server do a job that has these arguments, and return its exit status; None where none could be asked."""
    place = os.environ.pop(SOCKET, None)
    if place is None:
        return None
    with socket.socket(socket.AF_UNIX) as connection, _kept_signals() as signals:
        try:
            connection.connect(place)
            _request(connection, arguments)
            job = _number(connection)
        except OSError:
            return None
        status = None if job is None else _awaited(connection, job, signals)
    if status is not None and status < 0:
        # As the job ended: by a signal, which may be one that nobody can handle.
        with suppress(OSError):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    return status


def _request(connection: socket.socket, arguments: Sequence[str]) -> None:
    """Say what to do, where, and with which files."""
    umask = os.umask(0o077)
    os.umask(umask)
    request = {
        "arguments": list(arguments),
        # pathlib would take as long to import as all the rest.
        "folder": os.getcwd(),  # noqa: PTH109
        "umask": umask,
        "environment": {**os.environ},
    }
    content = json.dumps(request).encode()
    socket.send_fds(connection, [len(content).to_bytes(4, "big")], [0, 1, 2])
    connection.sendall(content)


@contextmanager
def _kept_signals() -> Iterator[socket.socket]:
    """Give a stream of the signals that come meanwhile; those that nobody has read count when it ends."""
    read, write = socket.socketpair()
    with read, write:
        read.setblocking(False)
        write.setblocking(False)
        # Written by the interpreter itself, which calls a handler only between two steps of Python.
        before_fd = signal.set_wakeup_fd(write.fileno(), warn_on_full_buffer=False)
        before = {number: signal.signal(number, lambda *_: None) for number in PASSED_ON}
        yield read
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(before_fd)
        for unread in _kept(read):
            signal.raise_signal(unread)


def _kept(signals: socket.socket) -> bytes:
    with suppress(BlockingIOError):
        return signals.recv(4096)
    return b""


def _awaited(connection: socket.socket, job: int, signals: socket.socket) -> int | None:
    """Pass signals on to the job until it ends; None where the server dies."""
    while connection not in select.select([connection, signals], [], [])[0]:
        for number in _kept(signals):
            with suppress(ProcessLookupError):
                os.kill(job, number)
    status = _number(connection)
    if status is None:
        print("restudy: the process that starts jobs has died; this one starts anew", file=sys.stderr, flush=True)
    return status


def _number(connection: socket.socket) -> int | None:
    """A number that the server says; None where it has died."""
    content = b""
    while len(content) < 4:
        try:
            part = connection.recv(4 - len(content))
        except ConnectionError:
            return None
        if not part:
            return None
        content += part
    return int.from_bytes(content, "big", signed=True)
