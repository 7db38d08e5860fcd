"""Two measurements taken in turns, and the table of their ratios.

Each has a process of its own, which lives through all turns, so neither sees the other's memory or settings.
Only one of them runs at a time. Speeds are by the processor time of one thread, which on an idle machine is
the time on the clock, and elsewhere leaves out the time that other programs took.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from statistics import median

from rich.console import Console
from rich.table import Table

Pair = tuple[float, float]


@dataclass
class Clock:
    """Processor seconds."""

    seconds: float = 0.0


@contextmanager
def processor_time() -> Iterator[Clock]:
    """Measure what is done inside."""
    clock, start = Clock(), time.process_time()
    yield clock
    clock.seconds = time.process_time() - start


def in_turns(pairs: int, baseline: Callable[[], float], changed: Callable[[], float]) -> list[Pair]:
    """Both measurements `pairs` times; a first pair warms up and is left out."""
    with ProcessPoolExecutor(1, get_context("spawn")) as first, ProcessPoolExecutor(1, get_context("spawn")) as second:
        taken = [(first.submit(baseline).result(), second.submit(changed).result()) for _ in range(pairs + 1)]
    return taken[1:]


def ratio(pairs: Sequence[Pair]) -> float:
    """The median of the pairs' ratios, the second over the first."""
    return median(changed / baseline for baseline, changed in pairs)


def show(headings: tuple[str, str, str], rows: Sequence[tuple[str, float, float, float]], console: Console) -> None:
    """Print rows of a name, two speeds in images per second, and their ratio."""
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate((*headings, "ratio")):
        table.add_column(heading, justify="right" if number else "left", no_wrap=True)
    for name, baseline, changed, quotient in rows:
        table.add_row(name, f"{baseline:,.0f}", f"{changed:,.0f}", f"{quotient:.2f}")
    console.print(table)
