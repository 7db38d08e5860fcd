"""Programs measured in turns, each in a process of its own on one core.

A process lives through all rounds, so none sees another's memory or settings, and what a program does before its
first epoch is done once. Only one of them runs at a time. Speeds are by the clock and by the processor time of all
threads of the process, which leaves out the time that other programs of the machine took.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Both:
    """One quantity by the clock and by the processor, such as seconds or images per second."""

    clock: float
    processor: float


def speed(amount: int, work: Callable[[], object]) -> Both:
    """How much is done per second by work that does so much, such as images."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return Both(amount / (time.perf_counter() - clock), amount / (time.process_time() - processor))


def in_turns(rounds: int, programs: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """What each program gave in each round; a first round warms up and is left out."""
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(ProcessPoolExecutor(1, get_context("spawn"), _keep_to_one_core))
            for name in programs
        }
        taken: dict[str, list[T]] = {name: [] for name in programs}
        for _ in range(rounds + 1):
            for name, program in programs.items():
                taken[name].append(processes[name].submit(program).result())
    return {name: values[1:] for name, values in taken.items()}


def _keep_to_one_core() -> None:
    """Before any library is imported, so that each finds one core and starts no more threads than that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


def ratio(baseline: Sequence[float], changed: Sequence[float]) -> float:
    """The median of the rounds' ratios, the second over the first."""
    return median(after / before for before, after in zip(baseline, changed, strict=True))
