"""Warm starts: a job that a server forks is what a job with a process of its own is, and none outlives who asked."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import PIPE, CompletedProcess, Popen

import psutil
import pytest

from restudy.warm_starts.client import SOCKET

# A server whose jobs run Python code instead of steps, and which has imported nothing.
SERVER = """
import os, socket, sys, time
from pathlib import Path
from restudy.warm_starts import server

def work(arguments):
    exec(arguments[0], {"arguments": arguments})
    return 0

server.MODULES = tuple(sys.argv[2:])
listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
print("listening", flush=True)
server.Server(listener, work).serve()
"""
ASK = """
import sys
from restudy.warm_starts.client import asked

status = asked(sys.argv[1:])
sys.exit(77 if status is None else status)
"""
SLEEP = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
# What it says where it can't be asked, by the above.
COLD = 77
SECOND = 1.0


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The socket's file."""
    return tmp_path / "warm"


@pytest.fixture
def server(place: Path) -> Iterator[Popen[str]]:
    """A server that runs code."""
    with started(place) as process:
        yield process
        process.kill()


def started(place: Path, *modules: str) -> Popen[str]:
    process = Popen([sys.executable, "-c", SERVER, place, *modules], stdin=PIPE, stdout=PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "listening\n"
    return process


def ask(place: Path, code: str, **options: object) -> Popen[str]:
    """A process that asks the server to run code."""
    environment = {**os.environ, SOCKET: str(place)}
    command = [sys.executable, "-c", ASK, code]
    return Popen(command, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, env=environment, **options)  # type: ignore[call-overload]


def ends(pid: int, seconds: float = SECOND) -> bool:
    """Whether a process is gone within so long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def first_number(process: Popen[str]) -> int:
    """What a job prints first."""
    assert process.stdout is not None
    return int(process.stdout.readline())


@pytest.mark.usefixtures("server")
def test_a_job_has_the_files_the_folder_the_environment_and_the_umask_of_who_asked(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OF_THE_CALLER", "ünder")
    code = (
        "import os, sys; print(sys.stdin.read(), os.getcwd(), os.environ['OF_THE_CALLER']); "
        "print('wrong', file=sys.stderr); open('made', 'w').close(); "
        f"print({SOCKET!r} in os.environ)"
    )
    (tmp_path / "folder").mkdir()
    job = ask(place, code, cwd=tmp_path / "folder", umask=0o027)
    out, errors = job.communicate("said")
    assert out == f"said {tmp_path / 'folder'} ünder\nFalse\n"
    assert errors == "wrong\n"
    assert job.returncode == 0
    assert (tmp_path / "folder/made").stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("pass", 0),
        ("import os; os._exit(3)", 3),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
        ("1 / 0", 1),
    ],
)
def test_who_asked_ends_as_the_job_ends(place: Path, code: str, status: int) -> None:
    job = ask(place, code)
    job.communicate()
    assert job.returncode == status


@pytest.mark.usefixtures("server")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1])
def test_signals_reach_the_job(place: Path, number: signal.Signals) -> None:
    handler = f"import os, signal, time; signal.signal({int(number)}, lambda number, frame: os._exit(40 + number)); "
    with ask(place, handler + SLEEP) as job:
        first_number(job)
        job.send_signal(number)
        assert job.wait(SECOND) == 40 + number


@pytest.mark.tried(
    "Killed, interrupted, begun again",
    "a job's own process, where another one works for it",
    "the work ends within a second",
)
@pytest.mark.usefixtures("server")
def test_a_job_dies_with_who_asked_and_so_do_its_processes(place: Path) -> None:
    code = f"import os, subprocess, sys; subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); {SLEEP}"
    with ask(place, code) as job:
        pids = [first_number(job), first_number(job)]
        job.kill()
        assert all(ends(pid) for pid in pids)


@pytest.mark.tried("Killed, interrupted, begun again", "the process that jobs are forked from", "its jobs start anew")
def test_when_the_server_dies_its_jobs_die_and_who_asked_starts_anew(place: Path, server: Popen[str]) -> None:
    with ask(place, SLEEP) as job:
        pid = first_number(job)
        server.kill()
        server.wait()
        assert ends(pid)
        _, errors = job.communicate()
        assert errors == "restudy: the process that starts jobs has died; this one starts anew\n"
        assert job.returncode == COLD


def test_the_server_ends_with_the_run_and_its_jobs_with_it(place: Path, server: Popen[str]) -> None:
    with ask(place, SLEEP) as job:
        pid = first_number(job)
        assert server.stdin is not None
        server.stdin.close()
        assert server.wait(SECOND) == 0
        assert ends(pid)
        job.kill()


def test_many_jobs_at_once_are_kept_apart(place: Path, server: Popen[str]) -> None:
    code = "import os, time; time.sleep(0.2); print({0}, flush=True); os._exit({0})"
    jobs = [ask(place, code.format(number)) for number in range(8)]
    assert [(job.communicate()[0], job.returncode) for job in jobs] == [(f"{number}\n", number) for number in range(8)]
    assert server.poll() is None


@pytest.mark.parametrize("leave", [lambda place: None, lambda place: place.write_text("no socket")])
def test_without_a_server_a_job_starts_cold(place: Path, leave: Callable[[Path], None]) -> None:
    leave(place)
    job = ask(place, "pass")
    assert (job.communicate(), job.returncode) == (("", ""), COLD)


def test_a_module_that_starts_a_thread_ends_the_server_before_it_forks(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{os.environ.get('PYTHONPATH', '')}")
    with started(place, "threaded") as process:
        assert process.wait(10) == 1
    job = ask(place, "pass")
    job.communicate()
    assert job.returncode == COLD


RUN = (
    "import sys; from pathlib import Path; from restudy.warm_starts.server import begin; begin(Path(sys.argv[1]))\n"
    + ("import subprocess; sys.exit(subprocess.run([sys.executable, '-m', 'restudy', *sys.argv[2:]]).returncode)")
)


def run(*command: str) -> CompletedProcess[str]:
    """Run Python."""
    return subprocess.run([sys.executable, *command], capture_output=True, text=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["schema", "papers"],
        ["download", "mnits", "--raw", "raw"],
        ["needs"],
        ["no-such-step"],
        ["split", "--train", "README.md", "--sizes", "{", "--output", "x"],
    ],
)
def test_a_step_says_and_returns_what_it_does_cold(place: Path, repository: Path, arguments: list[str]) -> None:
    warm, cold = run("-c", RUN, str(place), *arguments), run("-m", "restudy", *arguments)
    assert (warm.returncode, warm.stdout) == (cold.returncode, cold.stdout)
    assert warm.stderr.splitlines()[-1:] == cold.stderr.splitlines()[-1:]
    assert not place.exists()
