"""What changed between two sets of results, in a terminal."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from restudy.versions.changed_numbers import Status
from restudy.versions.compare import Comparison
from restudy.versions.compared_page import number_view, summary_rows, verdict_view

MOST_ROWS = 10


def show_comparison(comparison: Comparison, console: Console) -> None:
    """Print the counts, and the first of the verdicts that flipped and of the numbers beyond their intervals."""
    console.print(f"{comparison.old} → {comparison.new}, {comparison.dataset}", markup=False, soft_wrap=True)
    if comparison.is_empty:
        console.print("Nothing differs.")
        return
    console.print(_table((), summary_rows(comparison), console))
    flips = [verdict_view(change) for change in comparison.flips]
    _show(
        console,
        ("verdict", "of", "old", "new"),
        [(f"{flip.study} {flip.place}", flip.what, flip.old, flip.new) for flip in flips],
    )
    beyond = [number_view(change) for change in comparison.numbers_with(Status.BEYOND)]
    _show(
        console,
        ("number", "of", "old", "new"),
        [(f"{each.study} {each.place}", each.what, each.old, each.new) for each in beyond],
    )


def _show(console: Console, headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    if rows:
        console.print(_table(headings, rows[:MOST_ROWS], console))
    if len(rows) > MOST_ROWS:
        console.print(f"… and {len(rows) - MOST_ROWS} more")


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]], console: Console) -> Table:
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_header=bool(headings))
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        # No markup: claims may have brackets.
        table.add_row(*map(Text, row))
    return table
