"""What trials' records say of them: where, with what and for how long each was trained."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from restudy.layout import Results
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.store.training_evidence import read_training_evidence


@dataclass(frozen=True)
class TrialRecord:
    """One trial's record.

    Attributes:
        cell: its cell.
        seed: its seed.
        file: where its record is, relative to the project.
        device: "cpu", "cuda" or "mps".
        processor: the name of the processor, or of the GPU if it was trained on one.
        threads: of the arithmetic.
        seconds: training time of all its sessions.
        images_per_second: training images per second of training.
        memory: highest resident memory of its process in MiB.
        python: version of Python.
        torch: version of torch.
        onednn: that of the oneDNN in it; empty where it has none, or the record does not say.
        started: when, as ISO 8601 in UTC.
        interruptions: how often it was cut off and gone on with.
        adoptions: how often a trial of other code was verified and given this digest.
    """

    cell: Cell
    seed: int
    file: str
    device: str
    processor: str
    threads: int
    seconds: float
    images_per_second: float
    memory: int
    python: str
    torch: str
    onednn: str
    started: str
    interruptions: int
    adoptions: int


@dataclass(frozen=True)
class Cost:
    """What trials took together.

    Attributes:
        trials: how many.
        seconds: their training time, one after another.
        core_seconds: that of those on processors, times their threads.
        gpu_seconds: that of those on GPUs.
        memory: the highest of one trial in MiB.
    """

    trials: int
    seconds: float
    core_seconds: float
    gpu_seconds: float
    memory: int


def read_records(plan: StudyPlan, results: Path) -> list[TrialRecord]:
    """The records of all trials of a study, in the order of the plan."""
    return [_read(plan, cell, seed, results) for cell in plan.cells for seed in cell.seeds]


def _read(plan: StudyPlan, cell: Cell, seed: int, results: Path) -> TrialRecord:
    path = Results(results).training_evidence(plan.name, cell.name, seed)
    record = read_training_evidence(path, cell.digest, seed)["run"]
    return TrialRecord(
        cell=cell,
        seed=seed,
        file=str(Results.of(plan.dataset).training_evidence(plan.name, cell.name, seed)),
        device=record["device"],
        processor=_processor(record),
        threads=record["torch_threads"],
        seconds=record["seconds"],
        images_per_second=record["images_per_second"],
        memory=record["peak_memory_mib"],
        python=record["python"],
        torch=record["versions"]["torch"],
        onednn=record["versions"].get("onednn") or "",
        started=record["started"],
        interruptions=record.get("interruptions", 0),
        adoptions=len(record.get("adopted", [])),
    )


def _processor(record: dict[str, Any]) -> str:
    """The GPU's name where it was trained on one; records of early trials have none."""
    gpu = record.get("gpu") or {}
    return str(gpu.get("name") or record["processor"])


def cost(records: Iterable[TrialRecord]) -> Cost:
    """What these trials took together."""
    records = list(records)
    on_gpu = [record for record in records if record.device != "cpu"]
    on_cores = [record for record in records if record.device == "cpu"]
    return Cost(
        trials=len(records),
        seconds=sum(record.seconds for record in records),
        core_seconds=sum(record.seconds * record.threads for record in on_cores),
        gpu_seconds=sum(record.seconds for record in on_gpu),
        memory=max((record.memory for record in records), default=0),
    )


def devices(records: Sequence[TrialRecord]) -> dict[str, int]:
    """Devices in words to how many of the trials were trained on each."""
    counts: dict[str, int] = {}
    for record in records:
        threads = f", {record.threads} thread{'s' if record.threads > 1 else ''}" if record.device == "cpu" else ""
        name = f"{record.processor} ({record.device.upper()}{threads})"
        counts[name] = counts.get(name, 0) + 1
    return counts
