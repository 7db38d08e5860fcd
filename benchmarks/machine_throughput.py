"""What a whole machine trains per second: the paper's program alone on it, against this project's jobs side by side.

The paper's kind of loop runs in one process with as many threads as torch takes by default. This project runs one
trial per core, each with one thread, as `snakemake --cores` does. Both are timed by the clock, in turns, so run
this on a machine that does nothing else. Nothing is written.
"""

import argparse
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import torch
from rich.console import Console
from training_speed import ROOT, our_loop, papers_loop
from turns import in_turns, ratio, show

from restudy.params.params import read_params
from restudy.plan.configuration import Start, starting_cell
from restudy.plan.plan import make_plan

CORES = len(os.sched_getaffinity(0))


def by_the_clock(loop: Callable[[], float], images: int) -> float:
    """Images per second of one call by the clock, the reading of the data left out of neither side."""
    start = time.perf_counter()
    loop()
    return images / (time.perf_counter() - start)


def side_by_side(loop: Callable[[], float], images: int) -> float:
    """Images per second of one trial on each core, all at once."""
    with ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        list(pool.map(abs, range(CORES)))  # every process is there before the clock starts
        return sum(pool.map(partial(by_the_clock, loop), [images] * CORES))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mirror", type=Path, default=ROOT / "data/mnist/raw", help="folder with MNIST's archives")
    parser.add_argument("--images", type=int, default=60_000, help="train on the first so many")
    parser.add_argument("--pairs", type=int, default=3, help="measurements of each kind")
    options = parser.parse_args()
    plan = make_plan(read_params(ROOT / "params.yaml", {"dataset": "mnist"}))
    settings = starting_cell(plan, Start("cnn-lstm-grid", "cnn")).settings
    papers = partial(papers_loop, options.mirror, settings, options.images, torch.get_num_threads())
    ours = partial(our_loop, options.mirror, settings, options.images)
    pairs = in_turns(
        options.pairs,
        partial(by_the_clock, papers, options.images),
        partial(side_by_side, ours, options.images),
    )
    rows = [(str(number), *pair, ratio([pair])) for number, pair in enumerate(pairs, start=1)]
    console = Console(highlight=False)
    show(("pair", "paper's program, images/s", f"{CORES} trials, images/s"), rows, console)
    console.print(f"median ratio {ratio(pairs):.2f}")


if __name__ == "__main__":
    main()
