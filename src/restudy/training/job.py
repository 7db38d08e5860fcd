"""One training job: all seeds of a cell, worked on in the store and placed where the plan wants them."""

import platform
import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

from restudy.plan.cells import TRIAL_CODE
from restudy.provenance import code_digest
from restudy.records import write_json
from restudy.training.allocator import keep_freed_memory
from restudy.training.loop import Images, Observer
from restudy.training.store import LAST_FILE, Store, is_finished, place
from restudy.training.trial import load_split, run_trial, write_trial

RECORDED_VERSIONS = ("torch", "numpy", "safetensors")


@dataclass
class TrialData:
    """The files that a trial learns from; read when the first trial needs them."""

    train_file: Path
    split_file: Path
    settings: Mapping[str, Any]
    device: str

    @cached_property
    def images(self) -> tuple[Images, Images | None]:
        """Training and validation images on the device."""
        return load_split(self.train_file, self.split_file, self.settings["pixels"], self.device)


class EpochLog(Observer):
    """Prints a line for each epoch, which ends up in the job's log."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def on_epoch(self, row: dict[str, Any]) -> None:
        """Print the row's numbers."""
        numbers = " ".join(f"{key}={value:.4f}" for key, value in row.items() if isinstance(value, float))
        print(f"seed {self.seed} epoch {row['epoch']} {numbers}", flush=True)


def train_cell(data: TrialData, digest: str, seeds: Sequence[int], store: Store, cell_folder: Path) -> None:
    """Train every seed that the store does not hold, and place each trial under `cell_folder`/seedN."""
    keep_freed_memory()
    for seed in seeds:
        with store.writing(digest, seed) as folder:
            if is_finished(folder):
                print(f"seed {seed}: finished earlier, taken from {folder}", flush=True)
            else:
                _work(data, digest, seed, folder)
            place(folder, cell_folder / f"seed{seed}")


def _work(data: TrialData, digest: str, seed: int, folder: Path) -> None:
    train, val = data.images
    started, clock = datetime.now(UTC), time.perf_counter()
    trial = run_trial(data.settings, seed, train, val, EpochLog(seed))
    seconds = time.perf_counter() - clock
    write_trial(folder, data.settings, seed, trial)
    record = run_record(started, seconds, data.device) | {
        "digest": digest,
        "code": code_digest(TRIAL_CODE),
        "images_per_second": len(train) * len(trial.fit.history) / seconds,
    }
    write_json(folder / LAST_FILE, record)


def run_record(started: datetime, seconds: float, device: str) -> dict[str, Any]:
    """When, where and with what a trial ran: all that may differ between two equal runs."""
    return {
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "host": platform.node(),
        "processor": _processor(),
        "device": device,
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in RECORDED_VERSIONS},
        "torch_threads": torch.get_num_threads(),
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
