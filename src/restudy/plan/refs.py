"""From a reference in params.yaml to the cells that it means."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from restudy.errors import UserError
from restudy.params.claims import CellRef, RowExtremeClaim, cell_refs
from restudy.params.figures import HeatmapFigure
from restudy.params.messages import hint
from restudy.params.params import PARAMS_FILE
from restudy.params.settings import Block
from restudy.params.study import Study
from restudy.params.tables import ClassCountsTable, ClassReportTable, EpochTable, GridTable, SummaryTable
from restudy.plan.cells import Cell

REPORT_COLUMNS = ("precision", "recall", "f1", "support")
# Rows below the classes in scikit-learn's classification report.
REPORT_ENDS = ("accuracy", "macro avg", "weighted avg")


def find_cells(cells: Iterable[Cell], ref: CellRef) -> list[Cell]:
    """The cells of the reference's variant and protocol that have its grid values."""
    return [
        cell
        for cell in cells
        if cell.variant == ref.variant
        and ref.protocol in cell.protocols
        and all(key in cell.grid and cell.grid[key] == value for key, value in ref.grid.items())
    ]


def check_refs(name: str, study: Study, cells: Iterable[Cell]) -> None:
    """Raise UserError where a claim, table, figure or step names a cell, or one of these, that does not exist."""
    cells = list(cells)
    parts: dict[str, Mapping[str, Block]] = {
        "headline": {str(number): item for number, item in enumerate(study.headline)},
        "claims": study.claims,
        "contradictions": {
            f"{number}.readings.{name}": claim
            for number, item in enumerate(study.contradictions)
            for name, claim in item.readings.items()
        },
        "tables": study.tables,
        "figures": study.figures,
    }
    for part, items in parts.items():
        for identifier, item in items.items():
            place = f"{PARAMS_FILE}: studies.{name}.{part}.{identifier}"
            for ref in cell_refs(item):
                _check_ref(place, ref, study, cells)
            _check_names(place, item, study, cells)
    _check_rubric(f"{PARAMS_FILE}: studies.{name}.rubric", study)


def grid_values(cells: Iterable[Cell], key: str) -> list[Any]:
    """The values that a grid key takes, in order, each once; a value may be a list."""
    values: list[Any] = []
    for cell in cells:
        if cell.grid[key] not in values:
            values.append(cell.grid[key])
    return values


def _check_ref(place: str, ref: CellRef, study: Study, cells: list[Cell]) -> None:
    if ref.variant not in study.variants:
        raise UserError(f"{place}: no cell of variant {ref.variant!r}{hint(ref.variant, list(study.variants))}")
    found = find_cells(cells, ref)
    if len(found) == 1:
        return
    if found:
        raise UserError(f"{place}: {len(found)} cells of {ref.variant}: give grid values for {', '.join(study.grid)}")
    allowed = {key: grid_values(cells, key) for key in study.grid} or "no grid"
    raise UserError(
        f"{place}: no cell of {ref.variant} with {ref.grid} under {ref.protocol}; allowed: {allowed}, "
        f"protocols {', '.join(study.protocols)}"
    )


def _check_names(place: str, item: Block, study: Study, cells: list[Cell]) -> None:
    if isinstance(item, GridTable):
        for key in (item.rows, item.columns):
            if key not in study.grid:
                raise UserError(f"{place}: {key!r} is no key of the grid{hint(key, list(study.grid))}")
        _check_shape(place, item.published, len(study.grid[item.rows]), len(study.grid[item.columns]))
        if item.variant not in study.variants:
            raise UserError(f"{place}: no variant {item.variant!r}{hint(item.variant, list(study.variants))}")
    if isinstance(item, RowExtremeClaim):
        _check_row_key(place, item, study, cells)
    if isinstance(item, SummaryTable):
        if item.published:
            _check_shape(place, item.published, len(item.cells), len(item.columns))
        for title, words in item.words.items():
            if len(words) != len(item.cells):
                raise UserError(
                    f"{place}.words.{title}: {len(words)} words; expected {len(item.cells)}, one for each cell"
                )
    _check_widths(place, item, cells)
    table = getattr(item, "table", None)
    if table is not None:
        wanted = GridTable if isinstance(item, HeatmapFigure) else SummaryTable
        names = [key for key, spec in study.tables.items() if isinstance(spec, wanted)]
        if table not in names:
            raise UserError(f"{place}.table: {table!r} is no such table{hint(table, names)}")


def _check_widths(place: str, item: Block, cells: list[Cell]) -> None:
    """Published values of tables whose rows are epochs or classes."""
    if isinstance(item, EpochTable):
        for epoch, values in item.published.items():
            _check_width(f"{place}.published.{epoch}", values, list(item.columns))
    elif isinstance(item, ClassReportTable):
        rows = [*map(str, range(cells[0].settings["classes"])), *REPORT_ENDS]
        for row, values in item.published.items():
            if row not in rows:
                raise UserError(f"{place}.published: {row!r} is no row of the report{hint(row, rows)}")
            _check_width(f"{place}.published.{row}", values, list(REPORT_COLUMNS))
    elif isinstance(item, ClassCountsTable) and item.published:
        _check_width(f"{place}.published", item.published, list(range(cells[0].settings["classes"])))


def _check_width(place: str, values: Sequence[object], expected: Sequence[object]) -> None:
    if len(values) != len(expected):
        names = ", ".join(map(str, expected))
        raise UserError(f"{place}: {len(values)} values; expected {len(expected)}: {names}")


def _check_row_key(place: str, claim: RowExtremeClaim, study: Study, cells: list[Cell]) -> None:
    if claim.key not in study.grid:
        raise UserError(f"{place}.key: {claim.key!r} is no key of the grid{hint(claim.key, list(study.grid))}")
    values = grid_values(cells, claim.key)
    if claim.value not in values:
        raise UserError(f"{place}.value: {claim.value} is not in the grid; allowed: {values}")


def _check_shape(place: str, published: list[list[float | None]] | list[list[float]], rows: int, columns: int) -> None:
    if len(published) != rows or any(len(row) != columns for row in published):
        raise UserError(f"{place}.published: expected {rows} rows of {columns} values")


def _check_rubric(place: str, study: Study) -> None:
    for number, step in enumerate(study.rubric):
        for kind in ("tables", "figures", "claims"):
            known = list(getattr(study, kind))
            for identifier in getattr(step, kind):
                if identifier not in known:
                    raise UserError(f"{place}.{number}.{kind}: no {identifier!r} in the study{hint(identifier, known)}")
