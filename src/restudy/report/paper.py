"""The report as an article: its LaTeX source, rendered from the same contents as the page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from textwrap import wrap

from restudy.formats import how_many
from restudy.report.glyphs import with_letters
from restudy.report.latex import environment, lines
from restudy.report.origins import Hashes
from restudy.report.run_context import run_context
from restudy.report.studies import StudyContents
from restudy.report.table_view import ColumnView, TableView

TEMPLATE = "report.tex.j2"
# More numbers than these stand in verdicts.json alone.
SHOWN_NUMBERS = 6
# Tables of more lines than these are divided between pages, and of more than those stand in the appendix.
WHOLE_TABLE_LINES, BODY_TABLE_LINES = 45, 16
# Wider tables are divided into panels. It is in letters, and so is the room beside a published value and another one.
PANEL_LETTERS, BESIDE_PUBLISHED, BESIDE_OTHERS = 126, 1.5, 3.5
# Of a name in a table that is too wide, on one line.
NAME_LETTERS = 24
# Of a study, in the body of the paper.
BODY_FIGURES = 4
# What tables and figures of these kinds show is no result, or takes more room than the body has.
APPENDIX_KINDS = ("samples", "class_counts", "predictions", "filters", "feature_maps", "confusion")


@dataclass(frozen=True)
class Body:
    """IDs of a study's tables and figures that stand in the paper's body; the others stand in its appendix."""

    tables: list[str]
    figures: list[str]


def paper(studies: Sequence[StudyContents], hashes: Hashes, commit: str | None) -> str:
    """The source of the paper on all studies; figures are looked for beside its folder.

    Args:
        studies: what is shown.
        hashes: what it is made from.
        commit: the commit whose code and settings make these results; None if they were not committed.
    """
    context = run_context(studies, hashes, commit) | {
        "body": {study.name: body(study) for study in studies},
        "panels": panels,
        "how_many": how_many,
        "shown_numbers": SHOWN_NUMBERS,
        "whole": WHOLE_TABLE_LINES,
    }
    return with_letters(environment().get_template(TEMPLATE).render(context))


def body(study: StudyContents) -> Body:
    """What stands in the body: short tables with published numbers, and the first figures of the paper's own."""
    tables = [
        name
        for name, table in study.tables.items()
        if _is_published(table)
        and table.lines <= BODY_TABLE_LINES
        and study.paper.tables[name].kind not in APPENDIX_KINDS
    ]
    figures = [
        name
        for name, figure in study.paper.figures.items()
        if figure.kind not in APPENDIX_KINDS and name not in study.not_drawn and not _is_standard(name, figure.kind)
    ]
    return Body(tables, figures[:BODY_FIGURES])


def _is_standard(name: str, kind: str) -> bool:
    """Whether every study has such an item without asking: it has its kind's name."""
    return name == kind.replace("_", "-")


def _is_published(table: TableView) -> bool:
    return any(column.published for column in table.columns)


def panels(table: TableView) -> list[TableView]:
    """A table in parts that fit the line, each with its first words; one that fits alone is its only part.

    What is too wide has its words in several lines first.
    """
    if _width(table) > PANEL_LETTERS:
        table = _broken(table)
    widths = dict(_widths(table))
    names = list(takewhile(lambda place: _is_name(table.columns[place]), widths)) or [0]
    groups = [each for part in _placed_groups(table) if (each := [place for place in part if place not in names])]
    parts = _filled(names, groups, widths, PANEL_LETTERS)
    # The narrowest panels of that number are about equal in width.
    limits = (limit for limit in range(1, PANEL_LETTERS) if len(_filled(names, groups, widths, limit)) == len(parts))
    return [_part(table, columns) for columns in _filled(names, groups, widths, next(limits, PANEL_LETTERS))]


def _is_name(column: ColumnView) -> bool:
    return column.text and not column.published and not column.group


def _broken(table: TableView) -> TableView:
    """The table with its names in lines of whole words."""
    rows = [
        [
            "\n".join(wrap(text, NAME_LETTERS)) if _is_name(column) else text
            for text, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    return replace(table, rows=rows)


def _filled(names: list[int], groups: list[list[int]], widths: dict[int, float], limit: int) -> list[list[int]]:
    """Places of columns, panel by panel; each has some group, however wide, and as many as the limit lets in."""
    parts: list[list[int]] = []
    for group in groups:
        if not parts or sum(widths[place] for place in [*parts[-1], *group]) > limit:
            parts.append([*names])
        parts[-1] += group
    return parts or [names]


def _placed_groups(table: TableView) -> Iterator[list[int]]:
    """The places of each group's columns."""
    places = iter(range(len(table.columns)))
    for group in table.groups:
        yield [next(places) for _ in group]


def _width(table: TableView) -> float:
    return sum(width for _, width in _widths(table))


def _widths(table: TableView) -> Iterator[tuple[int, float]]:
    """The place of each column, and how many letters wide it is."""
    for place, column in enumerate(table.columns):
        title = [] if column.group else lines(column.title)
        words = chain(title, *(row[place].split("\n") for row in table.rows))
        beside = BESIDE_PUBLISHED if column.published and column.group else BESIDE_OTHERS
        yield place, max(map(len, words), default=0) + beside


def _part(table: TableView, columns: list[int]) -> TableView:
    return replace(
        table,
        columns=[table.columns[place] for place in columns],
        rows=[[row[place] for place in columns] for row in table.rows],
        marks=[[row[place] for place in columns] for row in table.marks],
    )
