"""From trials' records to what the page shows of them, all of it text."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from restudy.evidence.divergence import mark
from restudy.evidence.evidence import Evidence
from restudy.formats import count, duration, mean_with_spread, number, plain
from restudy.metrics import METRICS
from restudy.papers.paper import Paper
from restudy.papers.titles import cell_title
from restudy.plan.cells import Cell
from restudy.report.trial_records import TrialRecord, cost, devices

SHOWN = ("test_accuracy", "test_loss", "epochs_run")
HEADINGS = ("Seed", "Test accuracy", "Test loss", "Epochs", "Device", "Time", "Images per second", "Begun (UTC)")
MEBIBYTES_PER_GIBIBYTE = 1024


@dataclass(frozen=True)
class CellView:
    """A cell with its trials: their rows are in the order of HEADINGS."""

    name: str
    title: str
    digest: str
    files: str
    accuracy: str
    time: str
    settings: list[tuple[str, str]]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class TrialsView:
    """A study's trials."""

    summary: str
    headings: tuple[str, ...]
    cells: list[CellView]


@dataclass(frozen=True)
class RunView:
    """What all trials took: training time, cost and memory in words, and how many ran on each device."""

    time: str
    cost: str
    memory: str
    devices: Mapping[str, int]


def run_view(records: Sequence[TrialRecord]) -> RunView:
    """What all trials of a report took."""
    spent = cost(records)
    parts = [(spent.core_seconds, "of processor cores"), (spent.gpu_seconds, "of GPUs")]
    return RunView(
        time=duration(spent.seconds),
        cost=" and ".join(f"{duration(seconds)} {what}" for seconds, what in parts if seconds),
        memory=f"{spent.memory / MEBIBYTES_PER_GIBIBYTE:.1f} GiB",
        devices=devices(records),
    )


def cost_text(records: Sequence[TrialRecord]) -> str:
    """How many runs, how long they took, and on what."""
    spent = cost(records)
    runs = f"{spent.trials} run{'s' if spent.trials != 1 else ''}"
    return f"{runs}, {duration(spent.seconds)} of training on {', '.join(devices(records))}"


def trials_view(evidence: Evidence, paper: Paper, records: Sequence[TrialRecord]) -> TrialsView:
    """A study's trials, cell by cell."""
    cells = [
        _cell_view(evidence, paper, cell, [record for record in records if record.cell.name == cell.name])
        for cell in evidence.plan.cells
    ]
    return TrialsView(cost_text(records), HEADINGS, cells)


def _cell_view(evidence: Evidence, paper: Paper, cell: Cell, records: Sequence[TrialRecord]) -> CellView:
    return CellView(
        name=cell.name,
        title=cell_title(paper, cell),
        digest=cell.digest,
        files=f"{records[0].file.rpartition('.seed')[0]}.seed*.json",
        accuracy=_accuracy(evidence, cell),
        time=duration(cost(records).seconds),
        settings=list(flat(cell.settings)),
        rows=[_row(evidence, record) for record in records],
    )


def _accuracy(evidence: Evidence, cell: Cell) -> str:
    values = [evidence.values(cell, SHOWN[0])[seed] for seed in evidence.ended(cell)]
    known = mean_with_spread(values, METRICS[SHOWN[0]].unit) if values else ""
    return ", ".join(filter(None, (known, mark(evidence, cell))))


def _row(evidence: Evidence, record: TrialRecord) -> tuple[str, ...]:
    values = {
        metric: number(evidence.values(record.cell, metric)[record.seed], METRICS[metric].unit) for metric in SHOWN
    }
    diverged = evidence.diverged(record.cell)
    if record.seed in diverged:
        values[SHOWN[0]] = f"diverged in epoch {diverged[record.seed]}"
    began = record.started[:16].replace("T", " ")
    return (
        *(str(record.seed), *values.values()),
        _device(record),
        *(duration(record.seconds), count(round(record.images_per_second)), began),
    )


def _device(record: TrialRecord) -> str:
    """The device, and what else happened to the trial."""
    notes = [next(iter(devices([record])))]
    if record.interruptions:
        notes.append(f"interrupted {record.interruptions}×")
    if record.adoptions:
        notes.append(f"adopted after {record.adoptions} change{'s' if record.adoptions > 1 else ''} of code")
    return "; ".join(notes)


def flat(settings: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Settings as keys with dots and values in words."""
    for key, value in sorted(settings.items()):
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _words(value)


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(plain, value)) or "none"
    return plain(value)
