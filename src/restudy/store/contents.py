"""`restudy store`: what the trial store holds, and emptying it."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from restudy.errors import UserError
from restudy.plan.plan import Plan
from restudy.store.store import Store, is_finished

BYTES_PER_MEBIBYTE = 1 << 20
# What no study of params.yaml wants: trials of earlier settings or of earlier code.
UNKNOWN = "not in params.yaml", ""


@dataclass(frozen=True)
class StoredTrial:
    """One trial in the store; `size` is in bytes, without regard to blocks that it shares with other files."""

    digest: str
    seed: int
    folder: Path
    is_finished: bool
    size: int


@dataclass(frozen=True)
class Holding:
    """What the store has of one cell, or of all that no cell is known of."""

    study: str
    cell: str
    trials: tuple[StoredTrial, ...]

    @property
    def finished(self) -> int:
        """Trials that are finished."""
        return sum(trial.is_finished for trial in self.trials)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(trial.size for trial in self.trials)


def stored_trials(store: Store) -> Iterator[StoredTrial]:
    """All trials of the store, finished or begun."""
    for folder in sorted(store.root.glob("*/seed*/")):
        seed = folder.name.removeprefix("seed")
        if seed.isdecimal():
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            yield StoredTrial(folder.parent.name, int(seed), folder, is_finished(folder), size)


def holdings(trials: Iterable[StoredTrial], plans: Iterable[Plan]) -> list[Holding]:
    """The trials by cell in the order of the plans, and at the end those of no cell that they have."""
    names = {
        cell.digest: (f"{plan.params.dataset}/{cell.study}", cell.name)
        for plan in plans
        for cell in plan.cells.values()
    }
    by_name: dict[tuple[str, str], list[StoredTrial]] = {name: [] for name in (*names.values(), UNKNOWN)}
    for trial in trials:
        by_name[names.get(trial.digest, UNKNOWN)].append(trial)
    return [Holding(*name, tuple(found)) for name, found in by_name.items() if found]


def show_store(store: Store, plans: Iterable[Plan], console: Console, by_cell: bool) -> None:
    """Print a row for each study or each cell, and one for the whole store."""
    rows = holdings(stored_trials(store), plans)
    if not rows:
        console.print(f"{store.root}: empty", soft_wrap=True)
        return
    console.print(f"{store.root}\n", soft_wrap=True)
    console.print(store_table(console, rows if by_cell else by_study(rows), by_cell))


def by_study(rows: Sequence[Holding]) -> list[Holding]:
    """The rows of each study in one."""
    trials: dict[str, list[StoredTrial]] = {}
    for row in rows:
        trials.setdefault(row.study, []).extend(row.trials)
    return [Holding(study, "", tuple(found)) for study, found in trials.items()]


def store_table(console: Console, rows: Sequence[Holding], by_cell: bool) -> Table:
    """The rows and their sum; without a terminal the table has no lines."""
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    for heading in ("study", "cell") if by_cell else ("study",):
        table.add_column(heading, no_wrap=True)
    for heading in ("cells", "finished", "begun", "MiB"):
        table.add_column(heading, justify="right", no_wrap=True)
    total = Holding("total", "", tuple(trial for row in rows for trial in row.trials))
    for row in (*rows, total):
        names = (row.study, row.cell) if by_cell else (row.study,)
        cells = len({trial.digest for trial in row.trials})
        numbers = (cells, row.finished, len(row.trials) - row.finished, f"{row.size / BYTES_PER_MEBIBYTE:,.1f}")
        table.add_row(*names, *map(str, numbers), end_section=row is rows[-1], style="bold" if row is total else "")
    return table


def empty(store: Store) -> Mapping[str, int]:
    """Remove every trial from the store, and say how many were `finished` and `begun`.

    Raises:
        UserError: a trial is being worked on; then nothing is removed.
    """
    trials = list(stored_trials(store))
    for trial in trials:
        if store.is_held(trial.digest, trial.seed):
            holder = store.hold(trial.digest, trial.seed).holder() or "a process"
            raise UserError(f"{trial.folder}: {holder} works on it; empty the store when nothing runs: restudy status")
    for trial in trials:
        with store.writing(trial.digest, trial.seed):
            shutil.rmtree(trial.folder)
    for folder in {trial.folder.parent for trial in trials}:
        if not any(folder.iterdir()):
            folder.rmdir()
    finished = sum(trial.is_finished for trial in trials)
    return {"finished": finished, "begun": len(trials) - finished}
