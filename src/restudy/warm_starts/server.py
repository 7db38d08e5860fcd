"""The side that is asked: it begins with a run on this machine, and ends with it."""

import atexit
import ctypes
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from restudy.warm_starts.client import SOCKET

MODULES = (
    "restudy.cli",
    "torch",
    "restudy.training.job",
    "restudy.training.recipe",
    "restudy.evaluation.evaluate",
    "restudy.selection",
    "restudy.judging.judge",
    "restudy.judging.tabulate",
    "restudy.drawing.draw",
    "restudy.report.files",
    "restudy.freshness.inputs",
    "pandas",
    "matplotlib.backends.backend_agg",
)
# Libraries that are told nothing, or of more, start threads when they are imported; pyarrow comes with pandas for some.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
LONGEST_REQUEST = 1 << 20
REQUEST_SECONDS = 5.0
# prctl's option that sends a signal to a process when its parent dies.
PR_SET_PDEATHSIG = 1


def begin(place: Path) -> None:
    """Start a server that ends with this process, and tell the jobs that it starts where to ask.

    Args:
        place: file of the server's socket.
    """
    if not (sys.platform == "linux" and hasattr(os, "pidfd_open")):
        return
    command = [sys.executable, "-m", "restudy.warm_starts.server", str(place)]
    # Its input ends when this process does, however it does.
    server = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, **ONE_THREAD},
    )
    assert server.stdout is not None
    if server.stdout.readline() == b"listening\n":
        os.environ[SOCKET] = str(place)
        atexit.register(_end, server, place)


def _end(server: subprocess.Popen[bytes], place: Path) -> None:
    server.kill()
    server.wait()
    place.unlink(missing_ok=True)


class Server:
    """Forks for each job that it is asked for.

    Args:
        listener: where jobs ask.
        work: what a job does with its arguments.
    """

    def __init__(self, listener: socket.socket, work: Callable[[Sequence[str]], int]) -> None:
        self.listener, self.work = listener, work
        self.pid = os.getpid()
        self.selector = selectors.DefaultSelector()
        self.jobs: dict[socket.socket, int] = {}
        self.selector.register(listener, selectors.EVENT_READ, self._accept)
        self.selector.register(0, selectors.EVENT_READ, self._leave)

    def serve(self) -> None:
        """Serve until standard input ends, which the run's process holds open; import while nobody asks."""
        missing = list(MODULES)
        while True:
            events = self.selector.select(0 if missing else None)
            for key, _ in events:
                key.data()
            if not events:
                import_module(missing.pop(0))
                _check_threads()

    def _accept(self) -> None:
        connection, _ = self.listener.accept()
        connection.settimeout(REQUEST_SECONDS)
        try:
            request, files = _received(connection)
        except (OSError, ValueError):
            connection.close()
            return
        connection.settimeout(None)
        job = os.fork()
        if not job:
            self._become(request, files)
        for file in files:
            os.close(file)
        self.jobs[connection] = job
        ending = os.pidfd_open(job)
        self.selector.register(ending, selectors.EVENT_READ, lambda: self._ended(connection, ending))
        # A connection says nothing more; it can be read when who asked has died.
        self.selector.register(connection, selectors.EVENT_READ, lambda: self._abandoned(connection))
        _say(connection, job)

    def _ended(self, connection: socket.socket, ending: int) -> None:
        _, status = os.waitpid(self.jobs.pop(connection), 0)
        _say(connection, os.waitstatus_to_exitcode(status))
        for each in (ending, connection):
            with suppress(KeyError):
                self.selector.unregister(each)
        os.close(ending)
        connection.close()

    def _abandoned(self, connection: socket.socket) -> None:
        self.selector.unregister(connection)
        self._kill(self.jobs[connection])

    def _kill(self, job: int) -> None:
        """Kill a job with all processes that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(job, signal.SIGKILL)

    def _leave(self) -> None:
        for job in self.jobs.values():
            self._kill(job)
        sys.exit()

    def _become(self, request: Mapping[str, Any], files: Sequence[int]) -> None:
        """Be the job, which dies with the server, and end with its status."""
        status = 1
        try:
            os.setsid()
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            if os.getppid() != self.pid:
                return
            self.selector.close()
            self.listener.close()
            for connection in self.jobs:
                connection.close()
            for number, file in enumerate(files):
                os.dup2(file, number)
                os.close(file)
            os.chdir(request["folder"])
            os.umask(request["umask"])
            os.environ.clear()
            os.environ |= request["environment"]
            status = self.work(request["arguments"])
        finally:
            # Not the interpreter's own end, which takes torch down piece by piece.
            atexit._run_exitfuncs()
            for stream in (sys.stdout, sys.stderr):
                # On a full disk a log takes no more; the status tells of it.
                with suppress(OSError):
                    stream.flush()
            os._exit(status)


def _say(connection: socket.socket, number: int) -> None:
    with suppress(OSError):
        connection.sendall(number.to_bytes(4, "big", signed=True))


def _received(connection: socket.socket) -> tuple[Mapping[str, Any], list[int]]:
    """A request and its three files."""
    head, files, _, _ = socket.recv_fds(connection, 4, 3)
    size = int.from_bytes(head, "big")
    if len(files) != 3 or size > LONGEST_REQUEST:
        raise ValueError("no request")
    content = bytearray()
    while len(content) < size:
        part = connection.recv(size - len(content))
        if not part:
            raise ValueError("half a request")
        content += part
    return json.loads(content), list(files)


def run(arguments: Sequence[str]) -> int:
    """Run a command line, and return the exit status that its own process would have had."""
    from restudy.cli import main

    sys.argv = ["restudy", *arguments]
    try:
        main()
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        traceback.print_exc()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def _serve(place: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        listener.bind(str(place))
    except OSError:
        # A full disk, or one that has no sockets: jobs start cold.
        sys.exit()
    listener.listen(1024)
    print("listening", flush=True)
    Server(listener, run).serve()


def _check_threads() -> None:
    """End where a module has started a thread: what a fork copies of it can hold a lock for ever."""
    if len([*Path("/proc/self/task").iterdir()]) > 1:
        sys.exit("restudy: a module starts a thread when it is imported, so jobs start cold")


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
