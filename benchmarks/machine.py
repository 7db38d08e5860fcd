"""What results are worth little without: the processor, its cores, versions, the day, and what else was running."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = ("torch", "keras", "jax", "lightning", "skorch", "optuna", "joblib", "ray", "snakemake")


def machine() -> dict[str, Any]:
    """Facts of this machine, now."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: found for name in PACKAGES if (found := _version(name))},
        "measured": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        # Of the minute before: 0 on a machine that does nothing else.
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def in_words(facts: dict[str, Any]) -> str:
    """One line of them."""
    packages = ", ".join(f"{name} {number}" for name, number in facts["packages"].items())
    return (
        f"Measured {facts['measured']} on {facts['processor']}, {facts['cores']} cores, load before {facts['load']}, "
        f"{facts['system']}, Python {facts['python']}, {packages}."
    )
