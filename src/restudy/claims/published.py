"""Every number that a study's tables print, with our runs of the same quantity."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from restudy.claims.evidence import SCORES, Evidence
from restudy.claims.layers import covered_by, layer_rows, parameter_totals
from restudy.claims.numbers import PublishedNumber, PublishedShape, Spot, decimals_of
from restudy.claims.runs import average_runs, error_runs, loss_over_images, metric_runs, score_runs
from restudy.params import tables as specs
from restudy.plan.cells import Cell
from restudy.plan.refs import REPORT_ENDS, grid_values
from restudy.statistics.contrasts import Numbers, Runs

Published = PublishedNumber | PublishedShape
# Reports of classes print two decimals, and their zeros are left out in YAML.
SCORE_DECIMALS = 2
LOSS_OVER_IMAGES_DECIMALS = 6
# Rows of tables of parts.
PARTS = ("train", "val", "test", "average")


def table_numbers(evidence: Evidence) -> list[Published]:
    """All published numbers of all tables, in the order of params.yaml."""
    return [
        number
        for name, table in evidence.plan.study.tables.items()
        if table.kind in TABLES
        for number in TABLES[table.kind](name, table, evidence)
    ]


def _grid(name: str, table: specs.GridTable, evidence: Evidence) -> Iterator[Published]:
    cells = [cell for cell in evidence.plan.under("published") if cell.variant == table.variant]
    places = {key: grid_values(cells, key) for key in (table.rows, table.columns)}
    decimals = decimals_of([value for row in table.published for value in row], table.metric)
    for line, cell in enumerate(cells):
        row, column = (places[key].index(cell.grid[key]) for key in (table.rows, table.columns))
        title = ", ".join(f"{key} {cell.grid[key]}" for key in (table.rows, table.columns))
        published, runs = table.published[row][column], metric_runs(evidence, cell, table.metric)
        reason, spot = table.not_comparable.get(table.metric), Spot(line, table.metric)
        yield PublishedNumber(name, title, table.metric, cell.name, published, decimals, runs, reason, spot)


def _summary(name: str, table: specs.SummaryTable, evidence: Evidence) -> Iterator[Published]:
    for place, metric in enumerate(table.columns):
        column = [row[place] for row in table.published]
        decimals = decimals_of([value for value in column if value is not None], metric)
        for line, (ref, value) in enumerate(zip(table.cells, column, strict=False)):
            if value is not None:
                cell = evidence.cell(ref)
                reason = table.not_comparable.get(metric) or table.not_comparable.get(cell.variant)
                runs, spot = metric_runs(evidence, cell, metric), Spot(line, metric)
                title = evidence.plan.study.variants[cell.variant].title
                yield PublishedNumber(name, title, metric, cell.name, value, decimals, runs, reason, spot)


def _epochs(name: str, table: specs.EpochTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    lines = table_epochs(table, evidence)
    for place, metric in enumerate(table.columns):
        known = {epoch: row[place] for epoch, row in table.published.items() if row[place] is not None}
        decimals = decimals_of([value for value in known.values() if value is not None], metric)
        for epoch, value in known.items():
            if value is not None:
                runs = metric_runs(evidence, cell, metric, _at_epoch(evidence, cell, metric, epoch))
                reason, spot = table.not_comparable.get(metric), Spot(lines.index(epoch), metric)
                yield PublishedNumber(name, f"epoch {epoch}", metric, cell.name, value, decimals, runs, reason, spot)


def table_epochs(table: specs.EpochTable, evidence: Evidence) -> list[int]:
    """The epochs that were published or run by some seed, which are the table's rows."""
    run = evidence.epochs.loc[evidence.cell(table.cell).name].index.get_level_values("epoch")
    return sorted({*table.published, *map(int, run)})


def _at_epoch(evidence: Evidence, cell: Cell, metric: str, epoch: int) -> Numbers:
    """A metric after an epoch in each seed; NaN where training had ended."""
    curves = (evidence.curve(cell, seed, metric) for seed in evidence.plan.seeds)
    return np.array([curve.get(epoch, np.nan) for curve in curves], dtype=np.float64)


def _parts(name: str, table: specs.PartsTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    numbers: dict[tuple[str, str], float] = {
        (part, quantity): value for part, values in table.published.items() for quantity, value in values.items()
    }
    if table.published_average_accuracy is not None:
        numbers["average", "accuracy"] = table.published_average_accuracy
    for (part, quantity), value in numbers.items():
        metric, spot = f"{part}_{quantity}", Spot(PARTS.index(part), quantity)
        alike = [other for (_, key), other in numbers.items() if key == quantity]
        runs, reason = metric_runs(evidence, cell, metric), table.not_comparable.get(metric)
        yield PublishedNumber(name, "", metric, cell.name, value, decimals_of(alike, metric), runs, reason, spot)
    quantity, published = "loss_over_images", table.published_loss_over_images
    if published is not None:
        runs, reason = loss_over_images(evidence, cell), table.not_comparable.get(quantity)
        spot = Spot(PARTS.index("average"), quantity)
        yield PublishedNumber(name, "", quantity, cell.name, published, LOSS_OVER_IMAGES_DECIMALS, runs, reason, spot)


def _layers(name: str, table: specs.LayersTable, evidence: Evidence) -> Iterator[Published]:
    """Output shapes and parameters of each layer, and the whole model's parameters: facts, equal in every run."""
    cell = evidence.cell(table.cell)
    if not table.published and not table.published_totals:
        return
    covered, further = covered_by(table.published, layer_rows(cell.settings))
    output = ""
    for line, (layer, ours) in enumerate(zip(table.published, covered, strict=True)):
        row, output = f"{line + 1} {layer.layer}", ours["output"] or output
        yield PublishedShape(name, row, cell.name, layer.output, output, Spot(line, "output"))
        yield _counted(name, row, cell.name, layer.parameters, ours["parameters"], Spot(line, "parameters"))
    totals = parameter_totals(cell.settings) if table.published_totals else {}
    for line, (key, published) in enumerate(table.published_totals.items(), start=len(covered) + len(further)):
        yield _counted(name, key.replace("_", "-"), cell.name, published, totals[key], Spot(line, "parameters"))


def _counted(place: str, row: str, cell: str, published: int, ours: float, spot: Spot) -> PublishedNumber:
    """A published count beside one of ours that no seed changes."""
    runs = Runs("", np.array([float(ours)]), exact=True)
    return PublishedNumber(place, row, spot.column, cell, published, 0, runs, spot=spot)


def _class_report(name: str, table: specs.ClassReportTable, evidence: Evidence) -> Iterator[Published]:
    """Scores and images of each class, then accuracy and the averages over classes."""
    cell = evidence.cell(table.cell)
    lines = [*map(str, range(cell.settings["classes"])), *REPORT_ENDS]
    for key, row in table.published.items():
        line, title = lines.index(key), f"class {key}" if key.isdigit() else key
        for score, value in zip(SCORES, row, strict=False):
            if value is not None:
                decimals, runs = score_decimals(value), _score(evidence, cell, key, score)
                quantity = "accuracy" if key == "accuracy" else score
                yield PublishedNumber(name, title, quantity, cell.name, value, decimals, runs, spot=Spot(line, score))
        support = row[len(SCORES)] if len(row) > len(SCORES) else None
        if support is not None:
            images = (evidence.labels == int(key)).sum() if key.isdigit() else len(evidence.labels)
            yield _counted(name, title, cell.name, int(support), images, Spot(line, "support"))


def score_decimals(value: float) -> int:
    """With how many decimals a score of a class was published: as many as it has, at least two."""
    return max(SCORE_DECIMALS, decimals_of([value], ""))


def _score(evidence: Evidence, cell: Cell, row: str, score: str) -> Runs:
    """A score in a row of scikit-learn's classification report."""
    if row == "accuracy":
        return metric_runs(evidence, cell, "test_accuracy")
    if row.isdigit():
        return score_runs(evidence, cell, score, int(row))
    return average_runs(evidence, cell, score, weighted=row == "weighted avg")


def _class_counts(name: str, table: specs.ClassCountsTable, evidence: Evidence) -> Iterator[Published]:
    """Numbers of images of each class."""
    for label, value in enumerate(table.published):
        if value is not None:
            images = (evidence.labels_of(table.part) == label).sum()
            yield _counted(name, f"class {label}", "", value, images, Spot(label, "images"))


def _errors(name: str, table: specs.ErrorsTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    if table.published is not None:
        runs, spot = metric_runs(evidence, cell, "test_errors"), Spot(0, "test_errors")
        yield PublishedNumber(name, "all", "test_errors", cell.name, table.published, 0, runs, spot=spot)
    for line, pair in enumerate(table.pairs, start=1):
        runs = error_runs(evidence, cell, [(pair.label, pair.prediction)], pair.among_first)
        spot = Spot(line, "test_errors")
        yield PublishedNumber(name, pair.title, "test_errors", cell.name, pair.published, 0, runs, spot=spot)


TABLES: dict[str, Callable[[str, Any, Evidence], Iterator[Published]]] = {
    "grid": _grid,
    "summary": _summary,
    "epochs": _epochs,
    "parts": _parts,
    "layers": _layers,
    "class_report": _class_report,
    "class_counts": _class_counts,
    "errors": _errors,
}
