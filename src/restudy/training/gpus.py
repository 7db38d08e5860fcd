"""One GPU for one training job, where no scheduler hands them out.

A lease is a lock of the machine's kernel on a file, so it ends with its holder, however that ends.
"""

import csv
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from filelock import FileLock, Timeout

# Where it is set, someone has decided already: a scheduler for its job, or a person.
VISIBLE = "CUDA_VISIBLE_DEVICES"
# Names of GPUs, by comma, that may be leased; all by default.
LEASABLE = "RESTUDY_GPUS"
POLL_SECONDS = 0.5
QUERY_SECONDS = 30.0


@dataclass(frozen=True)
class Lease:
    """A GPU that is this job's until the `with` block ends.

    Attributes:
        device: its name for CUDA_VISIBLE_DEVICES.
        wait_seconds: how long it was waited for.
    """

    device: str
    wait_seconds: float


def leasable_gpus() -> list[str]:
    """The GPUs of this machine that a job may lease: those that RESTUDY_GPUS names, else all; none without NVIDIA's."""
    named = os.environ.get(LEASABLE)
    if named is not None:
        return [name.strip() for name in named.split(",") if name.strip()]
    return [row[0] for row in query("uuid")]


def query(*fields: str) -> list[list[str]]:
    """These fields of each GPU, as `nvidia-smi --query-gpu` names them; empty without NVIDIA's driver."""
    command = ["nvidia-smi", f"--query-gpu={','.join(fields)}", "--format=csv,noheader"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=QUERY_SECONDS)
    except (OSError, subprocess.SubprocessError):
        return []
    return [[field.strip() for field in row] for row in csv.reader(done.stdout.splitlines())]


def lease_folder() -> Path:
    """This machine's and this user's folder of leases."""
    return Path(tempfile.gettempdir()) / f"restudy-gpus-{os.getuid()}"


@contextmanager
def leased(gpus: Sequence[str], jobs_per_gpu: int, folder: Path, say: Callable[[str], None]) -> Iterator[Lease]:
    """Hold one of `gpus`, the one with the fewest jobs, and let this process and its children see no other.

    Args:
        gpus: to choose from.
        jobs_per_gpu: the most jobs on one GPU at a time; the same for all that lease.
        folder: on this machine, where leases are kept.
        say: is given a line if all are taken.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = time.monotonic()
    lock, gpu = _lock(gpus, jobs_per_gpu, folder, say)
    before = os.environ.get(VISIBLE)
    os.environ[VISIBLE] = gpu
    try:
        yield Lease(gpu, round(time.monotonic() - clock, 3))
    finally:
        _restore(before)
        lock.release()


def _lock(gpus: Sequence[str], jobs_per_gpu: int, folder: Path, say: Callable[[str], None]) -> tuple[FileLock, str]:
    """Wait for a place on a GPU; every GPU has a first place before any has a second."""
    places = list(product(range(jobs_per_gpu), gpus))
    said = False
    while True:
        for place, gpu in places:
            lock = FileLock(folder / f"{gpu.replace('/', '-')}.{place}")
            try:
                lock.acquire(blocking=False)
            except Timeout:
                continue
            return lock, gpu
        if not said:
            say(f"waits for a GPU: each of {', '.join(gpus)} has {jobs_per_gpu} training jobs")
            said = True
        time.sleep(POLL_SECONDS)


def _restore(visible: str | None) -> None:
    if visible is None:
        del os.environ[VISIBLE]
    else:
        os.environ[VISIBLE] = visible
