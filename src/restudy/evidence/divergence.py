"""What is said of runs that diverged, and cells of which there is something to show."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from restudy.formats import ranges
from restudy.papers.titles import cell_title
from restudy.plan.cells import Cell

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence
    from restudy.papers.paper import Paper

MOST_NAMED = 3


class NothingToShowError(Exception):
    """There are no numbers to show: every run diverged, or none has what is asked for."""


def with_runs(evidence: Evidence, cells: Iterable[Cell]) -> list[Cell]:
    """The cells of which at least one run ended.

    Raises:
        NothingToShowError: there is none.
    """
    found = [cell for cell in cells if evidence.ended(cell)]
    if not found:
        raise NothingToShowError("every run behind it diverged")
    return found


def mark(evidence: Evidence, cell: Cell) -> str:
    """What stands beside a cell's name: 'diverged in epoch 1', 'diverged: 2 of 3 runs'; empty where all ended."""
    diverged, runs = evidence.diverged(cell), len(cell.seeds)
    if not diverged:
        return ""
    return f"diverged: {len(diverged)} of {runs} runs" if runs > 1 else f"diverged in epoch {min(diverged.values())}"


def runs_text(diverged: int, runs: int, title: str = "") -> str:
    """How many runs of a cell diverged, as part of a sentence."""
    return f"{diverged} of {runs} run{'s' if runs > 1 else ''}{f' of {title}' if title else ''} diverged"


def note(evidence: Evidence, paper: Paper, cells: Iterable[Cell]) -> str:
    """A sentence on the cells of which runs diverged, with their epochs; empty where none did."""
    parts = [_of_cell(evidence, paper, cell) for cell in cells if evidence.diverged(cell)]
    if not parts:
        return ""
    more = f"; and so did runs of {len(parts) - MOST_NAMED} more" if len(parts) > MOST_NAMED else ""
    return f"{'; '.join(parts[:MOST_NAMED])}{more}. They count in no number."


def _of_cell(evidence: Evidence, paper: Paper, cell: Cell) -> str:
    diverged = evidence.diverged(cell)
    epochs = sorted(set(diverged.values()))
    when = f"epoch{'s' if len(epochs) > 1 else ''} {ranges(epochs)}"
    return f"{runs_text(len(diverged), len(cell.seeds), cell_title(paper, cell))} (in {when})"
