"""The cells that tables and figures of every study are of, where its paper names none."""

from collections.abc import Iterable

from restudy.evidence.evidence import Evidence
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell
from restudy.selection import best_of, groups

# More rows than these are read from the grid's own table.
MOST_CELLS = 12


def named(evidence: Evidence, names: Iterable[str]) -> list[Cell]:
    """The cells of these names."""
    return [evidence.cell(name) for name in names]


def chosen(evidence: Evidence) -> list[Cell]:
    """The cells that the protocols choose, each once, in the order of the plan."""
    plan = evidence.plan
    names = {
        best_of(cells, evidence.chosen_by(protocol), plan.study.protocols[protocol].choose_by)
        for protocol in plan.study.protocols
        for cells in groups(plan, protocol).values()
    }
    return [cell for cell in plan.cells if cell.name in names]


def shown(evidence: Evidence, paper: Paper) -> list[Cell]:
    """All cells, or of a large grid the chosen ones and those of the headline."""
    cells = list(evidence.plan.cells)
    if len(cells) <= MOST_CELLS:
        return cells
    headline = named(evidence, (item.cell for item in paper.headline))
    kept = {cell.name for cell in (*chosen(evidence), *headline)}
    return [cell for cell in cells if cell.name in kept]


def compared(evidence: Evidence) -> list[Cell]:
    """A cell for each variant, of the first protocol: the only one, or the grid's best by that protocol's number."""
    plan = evidence.plan
    protocol = plan.first_protocol
    by_variant: dict[str, list[Cell]] = {}
    for cell in plan.under(protocol):
        by_variant.setdefault(cell.variant, []).append(cell)
    values, criterion = evidence.chosen_by(protocol), plan.study.protocols[protocol].choose_by
    names = {best_of(cells, values, criterion) for cells in by_variant.values()}
    return [cell for cell in plan.cells if cell.name in names]
