"""`restudy status`: a table of how far a plan's trials are, once or again and again, and what went wrong."""

import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table

from restudy.formats import ranges
from restudy.plan.plan import Plan
from restudy.store.progress import State, StudyProgress, TrialProgress, hours_left, progress

STATES: tuple[State, ...] = ("done", "ready", "running", "waiting", "failed")
HEADINGS = ("trials", *STATES, "per h", "left")
UNKNOWN = "–"
LOG_LINES = 20
MOST_DIVERGED = 10
MINUTES_PER_HOUR = 60


def show_status(plan: Plan, results: Path, console: Console) -> None:
    """Print a table of each study's progress; `results` has a folder for each data set."""
    studies = progress(plan, results)
    console.print(status_view(plan, console, studies))
    if any(study.number("failed") for study in studies):
        console.print("\nWhat went wrong: restudy status --failed")


def watch_status(
    plan: Plan, results: Path, console: Console, seconds: float, wait: Callable[[float], None] = time.sleep
) -> None:
    """Show the table again and again until nothing is left to be done, or until Ctrl-C.

    Args:
        plan: what is to be run.
        results: the folder `results`, which has a folder for each data set.
        console: a terminal, in which the table stays in its place; elsewhere each table is printed below the last.
        seconds: between two looks.
        wait: sleeps so long.
    """
    with Live(console=console, auto_refresh=False) if console.is_terminal else nullcontext() as live:
        while True:
            studies = progress(plan, results)
            view = status_view(plan, console, studies)
            if live:
                live.update(view, refresh=True)
            else:
                console.print(view, "")
            if all(study.number("done") == len(study.trials) for study in studies):
                return
            wait(seconds)


def show_failed(plan: Plan, results: Path, logs: Path, console: Console) -> None:
    """Print each failed trial's name, where it ran, its error and the last lines of its job's log.

    Args:
        plan: what is to be run.
        results: the folder `results`, which has a folder for each data set.
        logs: the folder `logs`, likewise.
        console: where to.
    """
    failed = [trial for study in progress(plan, results) for trial in study.trials if trial.state == "failed"]
    for trial in failed:
        log = logs / plan.params.dataset / "train" / trial.cell.study / f"{trial.cell.name}.log"
        console.print("\n".join(failure_lines(trial, log)) + "\n", soft_wrap=True, markup=False)
    console.print(f"{len(failed)} failed trial{'' if len(failed) == 1 else 's'}", soft_wrap=True)


def failure_lines(trial: TrialProgress, log: Path) -> list[str]:
    """What is known of a failed trial, in lines."""
    attempt = trial.attempt
    assert attempt is not None
    lines = [trial.name, f"  began {attempt.started}, {attempt.where}"]
    if attempt.error:
        lines += [f"  {attempt.error.strip().splitlines()[-1]}"]
    else:
        lines += ["  ended without a word: killed, out of memory, or the machine was lost"]
    if log.is_file():
        tail = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
        lines += [f"  {log}:", *(f"    {line}" for line in tail)]
    return lines


def status_view(plan: Plan, console: Console, studies: Sequence[StudyProgress]) -> RenderableType:
    """The table under a heading, and below it the trials that diverged."""
    seeds = sorted({seed for cell in plan.cells.values() for seed in cell.seeds})
    heading = f"{plan.params.dataset}, seed{'' if len(seeds) == 1 else 's'} {ranges(seeds)}\n"
    diverged = [trial for study in studies for trial in study.trials if trial.diverged_in_epoch]
    lines = [f"{trial.name} diverged in epoch {trial.diverged_in_epoch}" for trial in diverged[:MOST_DIVERGED]]
    if len(diverged) > MOST_DIVERGED:
        lines.append(f"and {len(diverged) - MOST_DIVERGED} more trials diverged")
    return Group(heading, status_table(console, studies), *(["\nDone, without a number:", *lines] if lines else []))


def status_table(console: Console, studies: Sequence[StudyProgress]) -> Table:
    """A row for each study and one for all of them; without a terminal it has no lines."""
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    table.add_column("study", no_wrap=True)
    for heading in HEADINGS:
        table.add_column(heading, justify="right", no_wrap=True)
    for study in studies:
        table.add_row(*_cells(study.study, [study]), end_section=study is studies[-1])
    table.add_row(*_cells("total", studies), style="bold")
    return table


def _cells(name: str, studies: Sequence[StudyProgress]) -> list[str]:
    numbers = [sum(study.number(state) for study in studies) for state in STATES]
    rates = [study.per_hour for study in studies if study.per_hour is not None]
    _, _, *unfinished = numbers
    return [
        name,
        str(sum(numbers)),
        *map(str, numbers),
        f"{sum(rates):.1f}" if rates else UNKNOWN,
        hours_text(hours_left(studies) if any(unfinished) else 0.0),
    ]


def hours_text(hours: float | None) -> str:
    """Hours as h:mm."""
    if hours is None:
        return UNKNOWN
    minutes = round(hours * MINUTES_PER_HOUR)
    return f"{minutes // MINUTES_PER_HOUR}:{minutes % MINUTES_PER_HOUR:02d} h"
