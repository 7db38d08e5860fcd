"""The numbers that a figure shows, one function for each kind: what stands in the CSV beside it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from restudy.evaluation.trials import read_numbers
from restudy.params import figures as specs
from restudy.params.tables import SummaryTable
from restudy.plan.cells import Cell
from restudy.records import write_text
from restudy.report.further_runs import further_run_rows
from restudy.report.images import feature_maps as compute_feature_maps
from restudy.report.images import first_convolution, first_of_each_label, read_labels, read_pictures
from restudy.report.material import Material
from restudy.report.plots import mean_confusion, over_seeds
from restudy.report.reliability import reliability_rows
from restudy.report.search_curve import search_rows
from restudy.report.settings_charts import interaction_rows, parallel_rows
from restudy.report.tables import class_counts as count_classes
from restudy.report.tables import make_table

FIRST_IMAGES = 25
SMOOTHING_STEPS = 25


def write_drawn(spec: Any, material: Material, path: Path) -> None:
    """Write the numbers that a figure shows as CSV."""
    write_text(path, DRAWN[spec.kind](spec, material).to_csv(index=False, lineterminator="\n"))


def curves(spec: specs.CurvesFigure, material: Material) -> pd.DataFrame:
    """A row for each cell, metric and epoch."""
    metrics = [metric for panel in spec.panels for metric in panel]
    cells = [material.evidence.cell(ref) for ref in spec.cells]
    parts = [over_seeds(material.evidence, cell, metric) for cell in cells for metric in metrics]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def steps(spec: specs.StepsFigure, material: Material) -> pd.DataFrame:
    """A row for each cell and step, means over seeds."""
    cells = [material.evidence.cell(ref) for ref in spec.cells]
    return pd.concat([mean_steps(material, cell) for cell in cells], ignore_index=True)


def mean_steps(material: Material, cell: Cell) -> pd.DataFrame:
    """Mean over seeds of the first epoch's step losses and its moving mean, by `cell` and `step`, from 1."""
    trials = {}
    for seed in material.evidence.plan.seeds:
        rows = read_numbers(material.cells / cell.name / f"seed{seed}" / "steps.csv")
        trials[seed] = pd.Series({row["step"]: row["train_loss"] for row in rows})
    mean = pd.DataFrame(trials).mean(axis=1)
    smooth = mean.rolling(SMOOTHING_STEPS, min_periods=1).mean()
    numbers = {"train_loss": mean.to_numpy(), "smooth_train_loss": smooth.to_numpy()}
    return pd.DataFrame({"cell": cell.name, "step": mean.index} | numbers)


def heatmap(spec: specs.HeatmapFigure, material: Material) -> pd.DataFrame:
    """The grid's table."""
    return make_table(material.evidence.plan.study.tables[spec.table], material)


def dots(spec: specs.DotsFigure, material: Material) -> pd.DataFrame:
    """A row for each cell and seed, with the published value beside it."""
    evidence = material.evidence
    table = evidence.plan.study.tables[spec.table]
    assert isinstance(table, SummaryTable)
    rows = []
    for number, ref in enumerate(table.cells):
        cell = evidence.cell(ref)
        published = table.published[number][table.columns.index(spec.column)] if table.published else None
        for seed, value in evidence.values(cell, spec.column).items():
            rows.append({"cell": cell.name, "published": published, "seed": seed, spec.column: value})
    return pd.DataFrame(rows)


def confusion(spec: specs.ConfusionFigure, material: Material) -> pd.DataFrame:
    """A row for each label and prediction, means over seeds."""
    return _long(mean_confusion(material.evidence, material.evidence.cell(spec.cell)), "label", "prediction", "images")


def class_accuracy(spec: specs.ClassAccuracyFigure, material: Material) -> pd.DataFrame:
    """A row for each class."""
    recalls = class_recalls(spec, material)
    columns = {"mean": recalls.mean(axis=0), "lowest": recalls.min(axis=0), "highest": recalls.max(axis=0)}
    return pd.DataFrame({"class": range(recalls.shape[1])} | columns)


def class_recalls(spec: specs.ClassAccuracyFigure, material: Material) -> NDArray[np.float64]:
    """The share of each class' images that were recognised, [seeds, classes]."""
    evidence = material.evidence
    cell = evidence.cell(spec.cell)
    return np.array([evidence.class_scores(cell, seed)["recall"] for seed in evidence.plan.seeds])


def class_counts(spec: specs.ClassCountsFigure, material: Material) -> pd.DataFrame:
    """A row for each class."""
    classes = material.evidence.plan.cells[0].settings["classes"]
    counts = count_classes(read_labels(getattr(material, spec.part)), classes)
    return pd.DataFrame({"class": range(classes), "images": counts})


def sample_places(spec: specs.SamplesFigure, material: Material) -> tuple[list[int], NDArray[np.int64]]:
    """Places of the images that are shown, and the labels of the whole part, [N]."""
    labels = read_labels(getattr(material, spec.part))
    if spec.per_label is None:
        return list(range(min(FIRST_IMAGES, len(labels)))), labels
    classes = material.evidence.plan.cells[0].settings["classes"]
    return first_of_each_label(labels, classes, spec.per_label), labels


def samples(spec: specs.SamplesFigure, material: Material) -> pd.DataFrame:
    """A row for each image."""
    places, labels = sample_places(spec, material)
    return pd.DataFrame({"image": places, "label": labels[places]})


def predictions(spec: specs.PredictionsFigure, material: Material) -> pd.DataFrame:
    """A row for each image, with the first seed's prediction and its probability."""
    evidence = material.evidence
    cell, seed = evidence.cell(spec.cell), evidence.plan.seeds[0]
    predicted = evidence.predictions(cell, seed)
    wrong = predicted != evidence.labels
    places = np.flatnonzero(wrong | (not spec.misclassified))[: spec.count]
    columns = {"image": places, "label": evidence.labels[places], "prediction": predicted[places]}
    return pd.DataFrame(columns | {"probability": evidence.probabilities(cell, seed)[places].max(axis=1)})


def filters(spec: specs.FiltersFigure, material: Material) -> pd.DataFrame:
    """A row for each weight of each filter's first channel."""
    return _pixels("filter", convolution(spec, material)[0][:, 0], "weight")


def feature_maps(spec: specs.FeatureMapsFigure, material: Material) -> pd.DataFrame:
    """A row for each pixel of each map."""
    return _pixels("map", shown_maps(spec, material)[1], "value")


def shown_maps(spec: specs.FeatureMapsFigure, material: Material) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The first test image of the label, [H, W], and what the first convolution makes of it, [maps, H', W']."""
    evidence = material.evidence
    place = int(np.flatnonzero(evidence.labels == spec.label)[0])
    picture = read_pictures(material.test, [place])[0]
    return picture[0], compute_feature_maps(picture, *convolution(spec, material), evidence.cell(spec.cell))


def convolution(
    spec: specs.FiltersFigure | specs.FeatureMapsFigure, material: Material
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights and biases of the first convolution of the first seed."""
    cell, seed = material.evidence.cell(spec.cell), material.evidence.plan.seeds[0]
    return first_convolution(material.cells / cell.name / f"seed{seed}")


def _pixels(name: str, pictures: NDArray[Any], value: str) -> pd.DataFrame:
    """A row for each pixel of each picture, [n, H, W], pictures counted from 1, to 4 digits."""
    parts = [_long(picture, "row", "column", value) for picture in pictures]
    frame = pd.concat(parts, keys=range(1, len(parts) + 1), names=[name]).reset_index(level=0)
    return frame.assign(**{value: [float(f"{number:.4g}") for number in frame[value]]})


def _long(matrix: NDArray[Any], row: str, column: str, value: str) -> pd.DataFrame:
    """A row for each number of a matrix."""
    rows, columns = (places.ravel() for places in np.indices(matrix.shape))
    return pd.DataFrame({row: rows, column: columns, value: matrix.ravel()})


DRAWN: dict[str, Callable[[Any, Material], pd.DataFrame]] = {
    "curves": curves,
    "steps": steps,
    "heatmap": heatmap,
    "dots": dots,
    "confusion": confusion,
    "class_accuracy": class_accuracy,
    "class_counts": class_counts,
    "samples": samples,
    "predictions": predictions,
    "filters": filters,
    "feature_maps": feature_maps,
    "further_runs": further_run_rows,
    "reliability": reliability_rows,
    "search": search_rows,
    "interaction": interaction_rows,
    "parallel": parallel_rows,
}
