"""What a paper could have meant as well: how well each alternative fits what it printed, and what becomes of claims.

An alternative's cells take the place of those whose settings they change. The published numbers of these cells are then
as probable as the alternative's runs make them, and claims about them alone are judged by these runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean
from typing import TYPE_CHECKING, Any

from restudy.evidence.material import Material
from restudy.judging.numbers import PublishedNumber
from restudy.metrics import METRICS
from restudy.plan.readings import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from restudy.papers.paper import Measure

Content = dict[str, Any]
# The table, the row, the column, and which of those that are called alike: which rows there are depends on the runs.
Place = tuple[str, str, str, int]
DIGITS = 3
TRAINING, TEST = "training", "test"


def judge_readings(
    material: Material,
    claims: Mapping[str, Mapping[str, Any]],
    verdicts: Callable[[Iterable[str], Material], Mapping[str, str]],
) -> Content:
    """Of each alternative of a study, how well it fits beside the study's own settings, and its verdicts on claims.

    Args:
        material: the study's results, and what is said of it.
        claims: what the study's own runs say of each claim, with the `cells` that it is about.
        verdicts: judges the claims of these IDs by some material.

    Returns:
        Alternative to `infers`, `cells` (own to the alternative's), `runs`, `numbers`, `fit` (gain of log density in
        nats, over training and over test numbers, by table and in all), `inside` (numbers in the interval of a
        further run, own and the alternative's) and `claims` (ID to verdict).
    """
    found = {}
    # The others are not made again for each: scores of all cells take long.
    tables = {table for table, *_ in published(material, material.paper.tables)}
    for name in material.plan.study.alternatives:
        plan = Reading.of(material.plan, name)
        other = Material(material.evidence.read_as(plan), material.paper)
        # Those that are about its cells alone.
        about = [key for key, claim in claims.items() if claim["cells"] and {*claim["cells"]} <= plan.instead.keys()]
        found[name] = _fitted(plan, name, material, other, tables) | {"claims": verdicts(about, other)}
    return found


def judge_measures(material: Material) -> Content:
    """The same of each other metric that numbers of grids could be of; all cells stay as they are."""
    return {name: _measured(material, measure) for name, measure in material.paper.measures.items()}


def _measured(material: Material, measure: Measure) -> Content:
    tables = {name: material.paper.tables[name] for name in measure.tables}
    changed = {name: table.model_copy(update={"metric": measure.metric, "also": []}) for name, table in tables.items()}
    ours, others = (
        {
            (*place[:2], place[3]): number
            for place, number in published(Material(material.evidence, paper), tables).items()
        }
        for paper in (material.paper.model_copy(update={"tables": each}) for each in (tables, changed))
    )
    rows = [
        _row((table, row, measure.metric, alike), ours[table, row, alike], number, material, material)
        for (table, row, alike), number in others.items()
    ]
    runs = sum(len(number.runs.values) for number in ours.values())
    return {"infers": measure.infers, "cells": {}, "runs": runs, "claims": {}} | _numbers(rows)


def _fitted(plan: Reading, name: str, material: Material, other: Material, tables: Container[str]) -> Content:
    own = Material(material.evidence.read_as(plan.with_as_many_runs(material.plan)), material.paper)
    mine = published(own, tables)
    pairs = {
        place: (mine[place], number)
        for place, number in published(other, tables).items()
        if place in mine
        and number.cell in plan.instead.values()
        and not number.not_comparable
        and not number.runs.exact
    }
    rows = [_row(place, *pair, own, other) for place, pair in pairs.items()]
    runs = sum(len(cell.seeds) for cell in plan.cells if cell.name in plan.instead.values())
    infers = plan.study.alternatives[name].infers
    return {"infers": infers, "cells": dict(plan.instead), "runs": runs} | _numbers(rows)


def _numbers(rows: list[Content]) -> Content:
    known = [row for row in rows if row["gain"] is not None]
    return {
        "numbers": rows,
        "fit": fit(known),
        "inside": {key: sum(row["inside"][key] for row in known) for key in ("own", "other")} | {"of": len(known)},
    }


def published(material: Material, tables: Container[str]) -> dict[Place, PublishedNumber]:
    """All published numbers of these tables, by their places."""
    found: dict[Place, PublishedNumber] = {}
    alike = Counter[tuple[str, str, str]]()
    wanted = ((name, table) for name, table in material.paper.tables.items() if name in tables)
    for name, table in wanted:
        for _, column, number in table.rows(material).numbers():
            if isinstance(number, PublishedNumber):
                key = (name, number.row, column)
                found[*key, alike[key]] = number
                alike[key] += 1
    return found


def _row(place: Place, mine: PublishedNumber, its: PublishedNumber, own: Material, other: Material) -> Content:
    before, after = _log_density(mine, own), _log_density(its, other)
    table, _, column, _ = place
    metric = METRICS.get(mine.quantity)
    return {
        "table": table,
        "column": column,
        "row": mine.row,
        "quantity": mine.quantity,
        "cell": mine.cell,
        "part": TEST if metric is None or "test" in metric.parts else TRAINING,
        "gain": None if before is None or after is None else round(after - before, DIGITS),
        "inside": {"own": _is_inside(mine, own), "other": _is_inside(its, other)},
    }


def _log_density(number: PublishedNumber, material: Material) -> float | None:
    reach = max(number.rounding, 1e-9)
    return material.posterior.log_density(number.runs, number.published - reach, number.published + reach)


def _is_inside(number: PublishedNumber, material: Material) -> bool:
    interval = material.posterior.further_run(number.runs, material.statistics.confidence)
    return bool(interval.low - number.rounding <= number.published <= interval.high + number.rounding)


def fit(rows: Iterable[Mapping[str, Any]]) -> Content:
    """Gains of log density in nats; numbers of one table about one cell are of one run, so their mean counts as one.

    They hang together: a run that is ahead in one epoch is ahead in the next, and by its loss as by its accuracy.
    """
    runs: dict[tuple[str, str, str], list[float]] = {}
    for row in rows:
        runs.setdefault((row["part"], row["table"], row["cell"]), []).append(row["gain"])
    gains = {key: fmean(values) for key, values in runs.items()}
    by_table: dict[str, float] = {}
    for (_, table, _), gain in gains.items():
        by_table[table] = round(by_table.get(table, 0.0) + gain, DIGITS)
    by_part = {part: sum(gain for key, gain in gains.items() if key[0] == part) for part in (TRAINING, TEST)}
    whole = {part: round(gain, DIGITS) for part, gain in by_part.items()}
    return whole | {"all": round(sum(gains.values()), DIGITS), "tables": by_table}
