"""The side that asks: each job's own process. It imports nothing that takes time."""

import json
import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

SOCKET = "RESTUDY_WARM_STARTS"
PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2)


def asked(arguments: Sequence[str]) -> int | None:
    """Let the server do a job that has these arguments, and return its exit status; None where none could be asked."""
    place = os.environ.pop(SOCKET, None)
    if place is None:
        return None
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(place)
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
            job = _number(connection)
        except OSError:
            return None
        return None if job is None else _awaited(connection, job)


def _awaited(connection: socket.socket, job: int) -> int | None:
    """Pass signals on to the job until it ends."""

    def pass_on(number: int, frame: FrameType | None) -> None:
        with suppress(ProcessLookupError):
            os.kill(job, number)

    before = {number: signal.signal(number, pass_on) for number in PASSED_ON}
    status = _number(connection)
    for number, handler in before.items():
        signal.signal(number, handler)
    if status is None:
        print("restudy: the process that starts jobs has died; this one starts anew", file=sys.stderr, flush=True)
    elif status < 0:
        # As the job ended: by a signal, which may be one that nobody can handle.
        with suppress(OSError):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
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
