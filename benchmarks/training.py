"""Images per second of one core: this project, a paper's program and libraries, on all six networks.

An epoch has so many images that it is about the same work for every network. What a program prepares or compiles
before is left out, as is the first epoch.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import torch
from networks import NETWORKS, training_operations
from peers import BASELINE, TRAINING, installed, left_out
from table import Table, of, spread
from task import Task, epoch_speed
from torch.nn.functional import linear
from turns import Both, in_turns, ratio, speed

# Of an epoch, forth and back.
OPERATIONS = 30e9
PRODUCT, SIDE, PRODUCTS = "product", 1024, 20


def gemm_rate() -> Both:
    """Floating-point operations per second of float32 products of 1024 × 1024 on this core: the best of some.

    By torch's own library and by oneDNN, which was twice as fast on an AMD EPYC.
    """
    torch.set_num_threads(1)
    one, other = torch.rand(SIDE, SIDE), torch.rand(SIDE, SIDE)
    products: list[Callable[[], torch.Tensor]] = [partial(torch.mm, one, other)]
    if torch.backends.mkldnn.is_available():
        products.append(partial(linear, one.to_mkldnn(), other.to_mkldnn()))
    taken = [speed(2 * SIDE**3, product) for product in products for _ in range(PRODUCTS)]
    return Both(max(each.clock for each in taken), max(each.processor for each in taken))


def measure(rounds: int, names: Sequence[str], most_images: int, mirror: Path | None) -> dict[str, Any]:
    """Speeds of every program that is installed on some of the networks, and of products in the same rounds."""
    tasks = {name: _task(name, most_images, mirror) for name in names}
    taken: dict[str, dict[str, list[Both]]] = {}
    for name, task in tasks.items():
        programs: dict[str, Callable[[], Both]] = {PRODUCT: gemm_rate}
        programs |= {each.name: partial(epoch_speed, each.module, task) for each in installed(TRAINING)}
        taken[name] = in_turns(rounds, programs)
    # The best of all, since caches and clock rates are shared with whatever else the machine does.
    rate = max(each.processor for by_program in taken.values() for each in by_program.pop(PRODUCT))
    return {
        "rows": [row for name, task in tasks.items() for row in _rows(name, task, taken[name], rate)],
        "rounds": rounds,
        "images": "MNIST" if mirror else "random",
        "gemm_gflops": rate / 1e9,
        "left_out": left_out(TRAINING),
    }


def _task(name: str, most_images: int, mirror: Path | None) -> Task:
    operations = training_operations(Task(*NETWORKS[name], 0).settings)
    return Task(*NETWORKS[name], min(most_images, int(OPERATIONS / operations)), mirror)


def _rows(name: str, task: Task, taken: Mapping[str, Sequence[Both]], rate: float) -> list[dict[str, Any]]:
    operations = training_operations(task.settings)
    return [
        {
            "network": name,
            "program": program,
            "images": task.images,
            "clock": spread([each.clock for each in values]),
            "processor": spread([each.processor for each in values]),
            "ratio": _by_processor(values, taken[BASELINE]),
            "share": median(each.processor for each in values) * operations / rate,
        }
        for program, values in taken.items()
    ]


def _by_processor(theirs: Sequence[Both], ours: Sequence[Both]) -> float:
    return ratio([each.processor for each in theirs], [each.processor for each in ours])


def tables(part: dict[str, Any]) -> list[Table]:
    """A row for each network, then a row for each program on each network."""
    programs = list(dict.fromkeys(row["program"] for row in part["rows"]))
    peers = [program for program in programs if program != BASELINE]
    by_network: dict[str, dict[str, Any]] = {}
    for row in part["rows"]:
        by_network.setdefault(row["network"], {})[row["program"]] = row
    columns = ["network", "images/s", "share of GEMM", *(f"× {peer}" for peer in peers)]
    rows = [
        (
            network,
            f"{found[BASELINE]['processor']['median']:,.0f}",
            f"{found[BASELINE]['share']:.0%}",
            *(f"{found[peer]['ratio']:.2f}" for peer in peers),
        )
        for network, found in by_network.items()
    ]
    rate = f"one core multiplies {part['gemm_gflops']:.0f} GFLOP/s"
    first = Table(f"Training on one core: times the speed of other programs ({rate})", columns, rows)
    return [first, _details(part)]


def _details(part: dict[str, Any]) -> Table:
    columns = ("network", "program", "images/s by the clock", "by the processor", "share of GEMM")
    rows = [
        (row["network"], row["program"], of(row["clock"], 0), of(row["processor"], 0), f"{row['share']:.0%}")
        for row in part["rows"]
    ]
    return Table(
        f"Images per second: medians and ranges of {part['rounds']} rounds, {part['images']} images", columns, rows
    )
