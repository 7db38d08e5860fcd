"""Cells of a plan that a person names on the command line."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from restudy.errors import UserError
from restudy.plan.cells import Cell
from restudy.plan.names import readable_name
from restudy.plan.plan import Plan


def chosen_cells(plan: Plan, patterns: Sequence[str], command: str) -> list[Cell]:
    """The plan's cells that one of the patterns fits, in the plan's order; all of them for no pattern.

    Args:
        plan: the plan.
        patterns: STUDY/CELL, with or without the digest; `*`, `?` and `[...]` as in a shell.
        command: who asks, for the message.

    Raises:
        UserError: a pattern fits no cell.
    """
    cells = list(plan.cells.values())
    for pattern in patterns:
        if not any(_fits(cell, pattern) for cell in cells):
            example = f"'{chosen_name(cells[0])}' or '{cells[0].study}/*'"
            raise UserError(f"{command}: {pattern!r} fits no cell of the plan; give STUDY/CELL, such as {example}")
    return [cell for cell in cells if not patterns or any(_fits(cell, pattern) for pattern in patterns)]


def chosen_name(cell: Cell) -> str:
    """STUDY/CELL without the digest."""
    return f"{cell.study}/{readable_name(cell)}"


def _fits(cell: Cell, pattern: str) -> bool:
    return any(fnmatchcase(name, pattern) for name in (f"{cell.study}/{cell.name}", chosen_name(cell)))
