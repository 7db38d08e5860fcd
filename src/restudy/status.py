"""How far a plan's trials are: done, running and to come, study by study."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from rich import box
from rich.console import Console
from rich.table import Table

from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, StudyPlan
from restudy.training.store import Store, is_finished

State = Literal["done", "running", "to come"]


@dataclass(frozen=True)
class StudyProgress:
    """Numbers of a study's trials, a trial being one cell with one seed."""

    study: str
    done: int
    running: int
    to_come: int

    @property
    def trials(self) -> int:
        """All trials that the plan wants."""
        return self.done + self.running + self.to_come


def show_status(plan: Plan, results: Path, console: Console) -> None:
    """Print a table of each study's progress; `results` has a folder for each data set."""
    console.print(f"{plan.params.dataset}, seed {', '.join(map(str, plan.params.seeds))}\n")
    console.print(status_table(console, progress(plan, results)))


def progress(plan: Plan, results: Path) -> list[StudyProgress]:
    """Each study's progress, in the plan's order.

    Args:
        plan: what is to be run.
        results: the folder `results`, which has a folder for each data set.
    """
    cells, store = results / plan.params.dataset / "cells", Store(Path(plan.params.store))
    return [_study_progress(study, cells, store) for study in plan.studies.values()]


def _study_progress(study: StudyPlan, cells: Path, store: Store) -> StudyProgress:
    states = Counter(_states(study, cells, store))
    return StudyProgress(study.name, states["done"], states["running"], states["to come"])


def _states(study: StudyPlan, cells: Path, store: Store) -> Iterator[State]:
    for cell in study.cells:
        for seed in study.seeds:
            yield trial_state(cell, seed, cells, store)


def trial_state(cell: Cell, seed: int, cells: Path, store: Store) -> State:
    """What has become of one trial; `cells` is the folder that has the studies' folders."""
    if is_finished(cells / cell.study / cell.name / f"seed{seed}"):
        return "done"
    return "running" if is_held(store.folder(cell.digest, seed).with_suffix(".lock")) else "to come"


def is_held(lock: Path) -> bool:
    """Whether a process that lives holds a lock file; one left by a process that was killed is not held."""
    if not lock.is_file():
        return False
    try:
        with FileLock(lock, blocking=False):
            return False
    except Timeout:
        return True


def status_table(console: Console, studies: Sequence[StudyProgress]) -> Table:
    """A row for each study and one for all of them; without a terminal it has no lines."""
    total = StudyProgress(
        "total",
        sum(study.done for study in studies),
        sum(study.running for study in studies),
        sum(study.to_come for study in studies),
    )
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    table.add_column("study", no_wrap=True)
    for heading in ("trials", "done", "running", "to come"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in studies:
        table.add_row(*_cells(row), end_section=row is studies[-1])
    table.add_row(*_cells(total), style="bold")
    return table


def _cells(row: StudyProgress) -> tuple[str, ...]:
    return (row.study, *(str(number) for number in (row.trials, row.done, row.running, row.to_come)))
