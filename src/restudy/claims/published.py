"""Every number that a study's tables print, with our runs of the same quantity."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from restudy.claims.evidence import SCORES, Evidence
from restudy.claims.layers import covered_by, layer_rows, parameter_totals
from restudy.claims.numbers import PublishedNumber, PublishedShape, decimals_of
from restudy.claims.runs import average_runs, error_runs, loss_over_images, metric_runs, score_runs
from restudy.params import tables as specs
from restudy.plan.cells import Cell
from restudy.plan.refs import grid_values
from restudy.statistics.contrasts import Numbers, Runs

Published = PublishedNumber | PublishedShape
# Reports of classes print two decimals, and their zeros are left out in YAML.
SCORE_DECIMALS = 2
LOSS_OVER_IMAGES_DECIMALS = 6


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
    for cell in cells:
        row, column = (places[key].index(cell.grid[key]) for key in (table.rows, table.columns))
        title = ", ".join(f"{key} {cell.grid[key]}" for key in (table.rows, table.columns))
        published, runs = table.published[row][column], metric_runs(evidence, cell, table.metric)
        reason = table.not_comparable.get(table.metric)
        yield PublishedNumber(name, title, table.metric, cell.name, published, decimals, runs, reason)


def _summary(name: str, table: specs.SummaryTable, evidence: Evidence) -> Iterator[Published]:
    for place, metric in enumerate(table.columns):
        column = [row[place] for row in table.published]
        decimals = decimals_of([value for value in column if value is not None], metric)
        for ref, value in zip(table.cells, column, strict=False):
            if value is not None:
                cell = evidence.cell(ref)
                reason = table.not_comparable.get(metric) or table.not_comparable.get(cell.variant)
                runs = metric_runs(evidence, cell, metric)
                title = evidence.plan.study.variants[cell.variant].title
                yield PublishedNumber(name, title, metric, cell.name, value, decimals, runs, reason)


def _epochs(name: str, table: specs.EpochTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    for place, metric in enumerate(table.columns):
        known = {epoch: row[place] for epoch, row in table.published.items() if row[place] is not None}
        decimals = decimals_of([value for value in known.values() if value is not None], metric)
        for epoch, value in known.items():
            if value is not None:
                runs = metric_runs(evidence, cell, metric, _at_epoch(evidence, cell, metric, epoch))
                reason = table.not_comparable.get(metric)
                yield PublishedNumber(name, f"epoch {epoch}", metric, cell.name, value, decimals, runs, reason)


def _at_epoch(evidence: Evidence, cell: Cell, metric: str, epoch: int) -> Numbers:
    """A metric after an epoch in each seed; NaN where training had ended."""
    curves = (evidence.curve(cell, seed, metric) for seed in evidence.plan.seeds)
    return np.array([curve.get(epoch, np.nan) for curve in curves], dtype=np.float64)


def _parts(name: str, table: specs.PartsTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    numbers: dict[str, float] = {
        f"{part}_{quantity}": value for part, values in table.published.items() for quantity, value in values.items()
    }
    if table.published_average_accuracy is not None:
        numbers["average_accuracy"] = table.published_average_accuracy
    for metric, value in numbers.items():
        alike = [other for key, other in numbers.items() if key.endswith("loss") == metric.endswith("loss")]
        runs, reason = metric_runs(evidence, cell, metric), table.not_comparable.get(metric)
        yield PublishedNumber(name, "", metric, cell.name, value, decimals_of(alike, metric), runs, reason)
    quantity, published = "loss_over_images", table.published_loss_over_images
    if published is not None:
        runs, reason = loss_over_images(evidence, cell), table.not_comparable.get(quantity)
        yield PublishedNumber(name, "", quantity, cell.name, published, LOSS_OVER_IMAGES_DECIMALS, runs, reason)


def _layers(name: str, table: specs.LayersTable, evidence: Evidence) -> Iterator[Published]:
    """Output shapes and parameters of each layer, and the whole model's parameters: facts, equal in every run."""
    cell = evidence.cell(table.cell)
    covered, _ = covered_by(table.published, layer_rows(cell.settings) if table.published else [])
    output = ""
    for number, (layer, ours) in enumerate(zip(table.published, covered, strict=True), start=1):
        row, output = f"{number} {layer.layer}", ours["output"] or output
        yield PublishedShape(name, row, cell.name, layer.output, output)
        yield _counted(name, row, "parameters", cell.name, layer.parameters, ours["parameters"])
    totals = parameter_totals(cell.settings) if table.published_totals else {}
    for key, published in table.published_totals.items():
        yield _counted(name, key.replace("_", "-"), "parameters", cell.name, published, totals[key])


def _counted(place: str, row: str, quantity: str, cell: str, published: int, ours: float) -> PublishedNumber:
    """A published count beside one of ours that no seed changes."""
    return PublishedNumber(place, row, quantity, cell, published, 0, Runs("", np.array([float(ours)]), exact=True))


def _class_report(name: str, table: specs.ClassReportTable, evidence: Evidence) -> Iterator[Published]:
    """Scores and images of each class, then accuracy and the averages over classes."""
    cell = evidence.cell(table.cell)
    for key, row in table.published.items():
        title = f"class {key}" if key.isdigit() else key
        for score, value in zip(SCORES, row, strict=False):
            if value is not None:
                decimals, runs = max(SCORE_DECIMALS, decimals_of([value], score)), _score(evidence, cell, key, score)
                quantity = "accuracy" if key == "accuracy" else score
                yield PublishedNumber(name, title, quantity, cell.name, value, decimals, runs)
        support = row[len(SCORES)] if len(row) > len(SCORES) else None
        if support is not None:
            images = (evidence.labels == int(key)).sum() if key.isdigit() else len(evidence.labels)
            yield _counted(name, title, "support", cell.name, int(support), images)


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
            yield _counted(name, f"class {label}", "images", "", value, images)


def _errors(name: str, table: specs.ErrorsTable, evidence: Evidence) -> Iterator[Published]:
    cell = evidence.cell(table.cell)
    if table.published is not None:
        runs = metric_runs(evidence, cell, "test_errors")
        yield PublishedNumber(name, "all", "test_errors", cell.name, table.published, 0, runs)
    for pair in table.pairs:
        runs = error_runs(evidence, cell, [(pair.label, pair.prediction)], pair.among_first)
        yield PublishedNumber(name, pair.title, "test_errors", cell.name, pair.published, 0, runs)


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
