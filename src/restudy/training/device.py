"""The device that a setting means on this machine, and the one that a training job gets."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

from restudy.errors import UserError
from restudy.training.gpus import VISIBLE, leasable_gpus, lease_folder, leased, query

CPU, CUDA = "cpu", "cuda"
# Without it cuBLAS may add up in another order from run to run, and torch refuses to be deterministic.
CUBLAS = {"CUBLAS_WORKSPACE_CONFIG": ":4096:8"}


@dataclass(frozen=True)
class JobDevice:
    """Where a job trains.

    Attributes:
        name: "cpu", "cuda" or "mps".
        gpu: what the trials' records say of the GPU: name, driver, how it came to this job and after how many
            seconds; None for other devices.
    """

    name: str
    gpu: dict[str, Any] | None = None


def available_device(name: str, place: str) -> str:
    """`name` itself or, for "auto", the fastest kind there is.

    Args:
        name: "auto", "cpu", "cuda" or "mps".
        place: the key or option that says so, for the message.

    Raises:
        UserError: this machine, or this build of torch, has no such device.
    """
    there = {CUDA: torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), CPU: True}
    available = [device for device, usable in there.items() if usable]
    if name not in ("auto", *available):
        raise UserError(f"{place}: {name!r} is not available here; allowed: auto, {', '.join(available)}")
    chosen = available[0] if name == "auto" else name
    if chosen == CUDA:
        os.environ.update(CUBLAS)
    return chosen


@contextmanager
def job_device(name: str, place: str, jobs_per_gpu: int, say: Callable[[str], None]) -> Iterator[JobDevice]:
    """The device of a training job, which leases a GPU unless it is to use none or was given one.

    Args:
        name: "auto", "cpu", "cuda" or "mps".
        place: the key or option that says so, for the message.
        jobs_per_gpu: the most training jobs on one GPU at a time.
        say: is given a line if a GPU has to be waited for.

    Raises:
        UserError: this machine, or this build of torch, has no such device.
    """
    # Asked before anything asks CUDA, which looks at the variable once.
    gpus = leasable_gpus() if _may_lease(name) else []
    if not gpus:
        yield _described(available_device(name, place), None, 0.0)
        return
    with leased(gpus, jobs_per_gpu, lease_folder(), say) as lease:
        yield _described(available_device(name, place), lease.device, lease.wait_seconds)


def _may_lease(name: str) -> bool:
    return name in ("auto", CUDA) and torch.version.cuda is not None and VISIBLE not in os.environ


def _described(device: str, leased_gpu: str | None, wait_seconds: float) -> JobDevice:
    if device != CUDA:
        return JobDevice(device)
    drivers = [row[0] for row in query("driver_version")]
    gpu = {
        "name": torch.cuda.get_device_name(),
        "driver": drivers[0] if drivers else None,
        "visible": os.environ.get(VISIBLE),
        "leased": leased_gpu is not None,
        "wait_seconds": wait_seconds,
    }
    return JobDevice(device, gpu)
