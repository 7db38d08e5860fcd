"""Trials in processes of their own, side by side."""

import os
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerProcess
from threading import Thread

from restudy.errors import UserError
from restudy.obstacles import told_in_one_line
from restudy.training.interruption import leaving_when_told

# A child writes its state out when told to leave; a scheduler kills everything a few seconds later.
LEAVING_SECONDS = 4.0
# Loaded once, before the children are forked from it.
LOADED_FIRST = "restudy.training.job"


class SeedsFailedError(UserError):
    """A seed's process ended with another exit status than 0; its own error is in the log, above this one's line."""


def run_side_by_side(work: Callable[[int], None], seeds: Sequence[int], at_once: int) -> None:
    """Call `work` with every seed, at most `at_once` at a time, each call in a process of its own.

    After a failure the processes that run may end, and no other is begun. When this process ends, however it does,
    its children leave.

    Raises:
        SeedsFailedError: some did not succeed.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([LOADED_FIRST])
    waiting, running, failed = list(seeds), dict[int, ForkServerProcess](), list[str]()
    try:
        while running or (waiting and not failed):
            while waiting and not failed and len(running) < at_once:
                seed = waiting.pop(0)
                running[seed] = context.Process(target=_run, args=(work, seed), name=f"seed {seed}")
                running[seed].start()
            failed += _ended(running)
    finally:
        _dismiss(list(running.values()))
    if failed:
        raise SeedsFailedError("; ".join(failed))


def _ended(running: dict[int, ForkServerProcess]) -> list[str]:
    """Wait until some process ends, drop those that did from `running`, and say which of them failed and how."""
    wait([process.sentinel for process in running.values()])
    ended = {seed: process for seed, process in running.items() if not process.is_alive()}
    for seed in ended:
        del running[seed]
    return [f"{process.name}: exit status {process.exitcode}" for process in ended.values() if process.exitcode]


def _dismiss(processes: Sequence[ForkServerProcess]) -> None:
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + LEAVING_SECONDS
    for process in processes:
        process.join(max(0.0, deadline - time.monotonic()))
        process.kill()


def _run(work: Callable[[int], None], seed: int) -> None:
    # Ctrl-C reaches the whole group of processes; the parent passes it on in its own way.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_parent, daemon=True).start()
    with leaving_when_told(), told_in_one_line():
        work(seed)


def _leave_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    wait([parent.sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
