"""When, where and with what a trial was worked on: all that may differ between two equal runs."""

import platform
import re
import resource
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch

RECORDED_VERSIONS = ("torch", "numpy", "safetensors")
# As torch tells it, by the name that it had before.
ONEDNN = re.compile(r"MKL-DNN v([\d.]+)")
KIBIBYTES_PER_MEBIBYTE = 1024


class Sessions:
    """The stretches of time in which a trial was trained, each by one process; the last one is this process's.

    Args:
        device: "cpu", "cuda" or "mps".
        gpu: the GPU and how long it was waited for; None for other devices.
    """

    def __init__(self, device: str, gpu: Mapping[str, Any] | None = None) -> None:
        self.device, self.gpu = device, gpu
        self.earlier: list[dict[str, Any]] = []
        self.started, self.clock = datetime.now(UTC), time.perf_counter()

    def go_on(self, earlier: list[dict[str, Any]]) -> None:
        """Count the sessions that earlier processes left."""
        self.earlier = earlier

    def so_far(self, epoch: int) -> list[dict[str, Any]]:
        """All sessions, the last of them up to the end of `epoch`."""
        session = {
            "started": self.started.isoformat(timespec="seconds"),
            "seconds": round(time.perf_counter() - self.clock, 3),
            "last_epoch": epoch,
            "host": platform.node(),
            "processor": processor(),
            "device": self.device,
            "gpu": self.gpu,
        }
        return [*self.earlier, session]

    def record(self, epochs: int) -> dict[str, Any]:
        """The whole trial's record after its last epoch: the time of all sessions, the surroundings of the last."""
        sessions = self.so_far(epochs)
        return {
            "started": sessions[0]["started"],
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(sum(session["seconds"] for session in sessions), 3),
            "interruptions": len(self.earlier),
            "sessions": sessions,
            **{key: sessions[-1][key] for key in ("host", "processor", "device", "gpu")},
            "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES_PER_MEBIBYTE),
            "python": platform.python_version(),
            "versions": {name: version(name) for name in RECORDED_VERSIONS} | {"onednn": onednn()},
            "torch_threads": torch.get_num_threads(),
        }


def onednn() -> str | None:
    """The version of oneDNN that is built into torch, whose products are of most layers; None where there is none."""
    found = ONEDNN.search(torch.__config__.show())
    return found and found[1]


def processor() -> str:
    """The processor's name."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
