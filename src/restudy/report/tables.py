"""The tables: one function for each kind, from results to a data frame, published beside reproduced."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from restudy.claims.evidence import SCORES, Evidence
from restudy.claims.layers import covered_by, layer_rows, parameter_totals
from restudy.claims.published import PARTS, table_epochs
from restudy.claims.runs import error_runs, loss_over_images
from restudy.params import tables as specs
from restudy.plan.cells import Cell
from restudy.plan.refs import REPORT_ENDS, grid_values
from restudy.records import write_text
from restudy.report.comparisons import comparison_rows
from restudy.report.material import Material
from restudy.report.quality import quality_rows
from restudy.report.reproduced import over_seeds, reproduced
from restudy.report.titles import cell_title


def write_tables(material: Material, folder: Path) -> None:
    """Write every table of the study as `folder`/ID.csv."""
    for identifier, spec in material.evidence.plan.study.tables.items():
        frame = make_table(spec, material)
        write_text(folder / f"{identifier}.csv", frame.to_csv(index=False, lineterminator="\n"))


def make_table(spec: Any, material: Material) -> pd.DataFrame:
    """The table that a specification of any kind asks for."""
    return TABLES[spec.kind](spec, material)


def _grid(spec: specs.GridTable, material: Material) -> pd.DataFrame:
    evidence = material.evidence
    cells = [cell for cell in evidence.plan.under("published") if cell.variant == spec.variant]
    # The cells' own values: params.yaml may write 0.001 as 1e-3, which YAML takes for text.
    places = {key: grid_values(cells, key) for key in (spec.rows, spec.columns)}
    rows = []
    for cell in cells:
        row, column = (places[key].index(cell.grid[key]) for key in (spec.rows, spec.columns))
        values = {spec.rows: cell.grid[spec.rows], spec.columns: cell.grid[spec.columns], "cell": cell.name}
        values[f"{spec.metric}_published"] = spec.published[row][column]
        for metric in (spec.metric, *spec.also):
            values |= reproduced(evidence, cell, metric)
        rows.append(values)
    return pd.DataFrame(rows)


def _summary(spec: specs.SummaryTable, material: Material) -> pd.DataFrame:
    evidence = material.evidence
    rows = []
    for number, ref in enumerate(spec.cells):
        cell = evidence.cell(ref)
        row: dict[str, Any] = {"title": cell_title(evidence.plan.study, cell), "cell": cell.name}
        row |= {f"{title}_published": words[number] for title, words in spec.words.items()}
        for place, metric in enumerate(spec.columns):
            if spec.published:
                row[f"{metric}_published"] = spec.published[number][place]
            row |= reproduced(evidence, cell, metric)
        rows.append(row)
    return pd.DataFrame(rows)


def _epochs(spec: specs.EpochTable, material: Material) -> pd.DataFrame:
    """A row for each epoch that was published or run; means are over the seeds that ran it."""
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    ours = evidence.epochs.loc[cell.name].groupby("epoch")
    mean, spread, seeds = ours.mean(), ours.std(), ours.count()
    rows = []
    for epoch in table_epochs(spec, evidence):
        row: dict[str, Any] = {"epoch": epoch}
        for place, metric in enumerate(spec.columns):
            if spec.published:
                row[f"{metric}_published"] = spec.published[epoch][place] if epoch in spec.published else None
            row[f"{metric}_mean"] = mean[metric].get(epoch)
            row[f"{metric}_sd"] = spread[metric].get(epoch)
            row[f"{metric}_seeds"] = int(seeds[metric].get(epoch, 0))
        rows.append(row)
    return pd.DataFrame(rows)


def _parts(spec: specs.PartsTable, material: Material) -> pd.DataFrame:
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    all_published: dict[str, Any] = {str(part): values for part, values in spec.published.items()}
    rows = []
    *parts, whole = PARTS
    for part in parts:
        published = all_published.get(part, {})
        row: dict[str, Any] = {"part": part}
        for quantity in ("total_loss", "accuracy", "loss"):
            row[f"{quantity}_published"] = published.get(quantity)
            row |= {
                key.removeprefix(f"{part}_"): value
                for key, value in reproduced(evidence, cell, f"{part}_{quantity}").items()
            }
        rows.append(row)
    average: dict[str, Any] = {"part": whole, "accuracy_published": spec.published_average_accuracy}
    average |= {
        key.removeprefix("average_"): value for key, value in reproduced(evidence, cell, "average_accuracy").items()
    }
    if spec.published_loss_over_images is not None:
        average["loss_over_images_published"] = spec.published_loss_over_images
        average |= over_seeds("loss_over_images", loss_over_images(evidence, cell).values)
    return pd.DataFrame([*rows, average])


def _layers(spec: specs.LayersTable, material: Material) -> pd.DataFrame:
    """Our layers, put together where a published row covers several, and then the whole model's parameters."""
    settings = material.evidence.cell(spec.cell).settings
    covered, further = covered_by(spec.published, layer_rows(settings))
    rows: list[dict[str, Any]] = [
        {f"{key}_published": value for key, value in layer.model_dump(exclude={"covers"}).items()} | ours
        for layer, ours in zip(spec.published, covered, strict=True)
    ]
    totals = parameter_totals(settings) if spec.published_totals else {}
    sums = [
        {"layer_published": title, "parameters_published": published, "layer": title, "parameters": totals[key]}
        for key, published in spec.published_totals.items()
        for title in [f"All, {key.replace('_', '-')}" if key != "total" else "All"]
    ]
    return pd.DataFrame([*rows, *further, *sums])


def class_counts(labels: np.ndarray[Any, Any], classes: int) -> list[int]:
    """How many of the labels, int [N], are of each class."""
    return [int(number) for number in np.bincount(labels, minlength=classes)]


def _class_counts(spec: specs.ClassCountsTable, material: Material) -> pd.DataFrame:
    from restudy.report.images import read_labels

    plan = material.evidence.plan
    classes = plan.cells[0].settings["classes"]
    counts = class_counts(read_labels(getattr(material, spec.part)), classes)
    frame = pd.DataFrame({"class": range(classes), "images": counts})
    if spec.published:
        frame.insert(1, "images_published", spec.published)
    return frame


def _class_report(spec: specs.ClassReportTable, material: Material) -> pd.DataFrame:
    """Rows as scikit-learn's classification report has them, means over seeds."""
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    reports = [_one_report(evidence, cell, seed) for seed in evidence.plan.seeds]
    columns = [*SCORES, "support"]
    mean = pd.concat(reports).groupby(level=0, sort=False).mean()[columns]
    published = pd.DataFrame.from_dict(spec.published, orient="index", columns=columns, dtype=float)
    frame = mean.join(published.add_suffix("_published")) if spec.published else mean
    return frame.rename_axis("class").reset_index()


def _one_report(evidence: Evidence, cell: Cell, seed: int) -> pd.DataFrame:
    scores = evidence.class_scores(cell, seed)
    scores.index = scores.index.map(str)
    total = scores["support"].sum()
    weighted = {name: float(np.average(scores[name], weights=scores["support"])) for name in SCORES}
    ends = (
        {"f1": evidence.values(cell, "test_accuracy")[seed], "support": total},
        {**scores[list(SCORES)].mean(), "support": total},
        {**weighted, "support": total},
    )
    return pd.concat([scores, pd.DataFrame(dict(zip(REPORT_ENDS, ends, strict=True))).T])


def _errors(spec: specs.ErrorsTable, material: Material) -> pd.DataFrame:
    """All errors, then those of each pair of classes."""
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    rows = [{"errors": "all", "test_errors_published": spec.published, **reproduced(evidence, cell, "test_errors")}]
    for pair in spec.pairs:
        ours = error_runs(evidence, cell, [(pair.label, pair.prediction)], pair.among_first).values
        rows.append({"errors": pair.title, "test_errors_published": pair.published, **over_seeds("test_errors", ours)})
    return pd.DataFrame(rows)


def _misclassified(spec: specs.MisclassifiedTable, material: Material) -> pd.DataFrame:
    """The first wrong predictions of the first seed, with their two most probable classes."""
    evidence = material.evidence
    cell, seed = evidence.cell(spec.cell), evidence.plan.seeds[0]
    wrong = np.flatnonzero(evidence.predictions(cell, seed) != evidence.labels)[: spec.count]
    labels, predictions = evidence.labels[wrong], evidence.predictions(cell, seed)[wrong]
    second, probabilities = evidence.second_guesses(cell, seed)[wrong], evidence.probabilities(cell, seed)
    return pd.DataFrame(
        {
            "image": wrong,
            "label": labels,
            "prediction": predictions,
            "probability": probabilities[wrong, predictions],
            "second": second,
            "second_probability": probabilities[wrong, second],
            "label_probability": probabilities[wrong, labels],
        }
    )


TABLES: dict[str, Callable[[Any, Material], pd.DataFrame]] = {
    "grid": _grid,
    "summary": _summary,
    "epochs": _epochs,
    "parts": _parts,
    "layers": _layers,
    "class_counts": _class_counts,
    "class_report": _class_report,
    "errors": _errors,
    "misclassified": _misclassified,
    "quality": quality_rows,
    "comparisons": comparison_rows,
}
