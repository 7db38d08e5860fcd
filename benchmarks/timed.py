"""Run a command line and print, as JSON, its seconds by the clock and by the processor with all that it started.

On Linux, processes that it leaves behind count too: they become this one's, and are waited for. The system counts no
process that its parent does not wait for, as Ray's do not, so all are looked at twice a second as well.
"""

import ctypes
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
from turns import Both

# prctl's option that makes a process the parent of its descendants' orphans.
PR_SET_CHILD_SUBREAPER = 36
PATIENCE_SECONDS = 60
SECONDS_BETWEEN_LOOKS = 0.5


def seconds(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Both:
    """Those of a command that must succeed, run in a folder."""
    done = subprocess.run(
        [sys.executable, __file__, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Both(**json.loads(done.stdout.splitlines()[-1]))


def _wait_for_orphans() -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        time.sleep(0.01)
    sys.exit("processes were left that do not end")


def _look(seen: dict[tuple[int, float], float], over: threading.Event) -> None:
    """Keep the latest processor seconds of every descendant, until it is over."""
    while not over.wait(SECONDS_BETWEEN_LOOKS):
        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                times = process.cpu_times()
                seen[process.pid, process.create_time()] = times.user + times.system


def main() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    seen: dict[tuple[int, float], float] = {}
    over = threading.Event()
    threading.Thread(target=_look, args=(seen, over), daemon=True).start()
    start = time.perf_counter()
    subprocess.run(sys.argv[1:], stdout=sys.stderr, check=True)
    clock = time.perf_counter() - start
    _wait_for_orphans()
    over.set()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(json.dumps({"clock": clock, "processor": max(used.ru_utime + used.ru_stime, sum(seen.values()))}))


if __name__ == "__main__":
    main()
