"""The hold on a trial, also against holders on other machines, whose names are written into the lock's file here."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest

from restudy.store.hold import Hold

LEASE_SECONDS = 1.0
REAL_TIME = time.time
HOLD = """
import sys, time
from pathlib import Path
from restudy.store.hold import Hold
with Hold(Path(sys.argv[1]), float(sys.argv[2])).taken(print):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "seed0.lock"


@contextmanager
def holding(file: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(file), str(LEASE_SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def on_another_machine(file: Path) -> None:
    """Make the holder that the file names one of a machine that cannot be asked."""
    file.write_text(re.sub(r"(?m)^host=.*$", "host=elsewhere", file.read_text()))


def taken(file: Path, said: list[str]) -> float:
    """Take and release the hold; after how many seconds it was had."""
    clock = time.monotonic()
    with Hold(file, LEASE_SECONDS).taken(said.append):
        return time.monotonic() - clock


def test_a_free_hold_is_had_without_a_word(file: Path) -> None:
    said: list[str] = []
    assert not Hold(file, LEASE_SECONDS).is_held()
    assert taken(file, said) < 0.2
    assert said == []
    assert not file.exists()


@pytest.mark.slow
def test_a_holder_is_named_and_waited_for(file: Path) -> None:
    said: list[str] = []
    entered = Event()

    def enter() -> None:
        with Hold(file, LEASE_SECONDS).taken(said.append):
            entered.set()

    with holding(file) as process:
        assert Hold(file, LEASE_SECONDS).is_held()
        waiting = Thread(target=enter)
        waiting.start()
        # Longer than the lease: it lives and says so.
        assert not entered.wait(2 * LEASE_SECONDS)
        assert said == [f"waits for process {process.pid} on {os.uname().nodename}, who works on it"]
    waiting.join(10)
    assert entered.is_set()


@pytest.mark.tried(
    "Killed, interrupted, begun again", "the holder of a trial, on this machine", "another process follows at once"
)
def test_a_dead_holder_of_this_machine_is_followed_at_once(file: Path) -> None:
    said: list[str] = []
    with holding(file) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert file.exists()
        assert not Hold(file, LEASE_SECONDS).is_held()
    assert taken(file, said) < 0.5
    assert said == []


@pytest.mark.tried(
    "Killed, interrupted, begun again",
    "the holder of a trial, on another machine",
    "another process follows after the lease",
)
@pytest.mark.slow
def test_a_dead_holder_of_another_machine_is_followed_after_the_lease(file: Path) -> None:
    said: list[str] = []
    with holding(file) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    on_another_machine(file)
    assert Hold(file, LEASE_SECONDS).is_held()
    assert LEASE_SECONDS <= taken(file, said) < 4 * LEASE_SECONDS
    assert said == [f"waits for process {process.pid} on elsewhere, who works on it"]


@pytest.mark.tried("Clocks, copies and versions", "a lock of a machine that is gone", "it holds nobody up")
def test_a_holder_of_another_machine_without_a_sign_of_life_does_not_count(file: Path) -> None:
    with holding(file) as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
    on_another_machine(file)
    long_ago = time.time() - 3 * LEASE_SECONDS
    os.utime(file, (long_ago, long_ago))
    assert not Hold(file, LEASE_SECONDS).is_held()


@pytest.mark.tried(
    "Clocks, copies and versions", "a machine's clock two hours off", "no living process is taken for dead"
)
@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_off_takes_no_living_holder_for_dead(
    file: Path, hours: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether that of the machine that looks, or that of the holder's."""
    with holding(file):
        on_another_machine(file)
        monkeypatch.setattr(time, "time", lambda: REAL_TIME() + hours * 3600)
        monkeypatch.setattr(time, "time_ns", lambda: int(time.time() * 1e9))
        assert Hold(file, LEASE_SECONDS).is_held()


def test_a_holder_that_was_out_of_reach_learns_that_it_lost(file: Path) -> None:
    lost = Event()
    with Hold(file, LEASE_SECONDS).taken(print, lost.set):
        assert not lost.is_set()
        file.rename(file.with_suffix(".moved"))
        file.write_text("filelock/2\npid=1\nhost=elsewhere\nmode=lease\ntoken=x\nduration=1.0\n")
        assert lost.wait(5 * LEASE_SECONDS)
    # What the other holds is not taken away by leaving.
    assert "elsewhere" in file.read_text()


def test_looking_at_it_leaves_nothing(file: Path) -> None:
    assert not Hold(file, LEASE_SECONDS).is_held()
    assert list(file.parent.iterdir()) == []
