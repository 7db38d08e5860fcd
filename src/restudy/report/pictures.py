"""Figures made of images: samples, predictions, filters and feature maps."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from restudy.params import report as specs
from restudy.report.images import (
    feature_maps as compute_feature_maps,
)
from restudy.report.images import first_convolution, first_of_each_label, read_labels, read_pictures
from restudy.report.material import Material
from restudy.report.style import COLOURS, WIDTH_INCHES, new_figure

FIRST_IMAGES = 25


def _gallery(pictures: Any, titles: Sequence[str], columns: int, side: float, colours: str = "gray_r") -> Figure:
    """Pictures, [H, W] each, in rows of `columns`, `side` inches wide, with a title above each."""
    rows = ceil(len(pictures) / columns)
    if not rows:
        return _without_pictures()
    figure = new_figure(columns * side, rows * (side + (0.2 if any(titles) else 0)))
    for number, axes in enumerate(figure.subplots(rows, columns, squeeze=False).flat):
        axes.set_axis_off()
        if number < len(pictures):
            axes.imshow(pictures[number], cmap=colours, interpolation="nearest")
            axes.set_title(titles[number], size=7.5, pad=2)
    return figure


def _without_pictures() -> Figure:
    """What stands where there is nothing to show: a network may make no error."""
    figure = new_figure(WIDTH_INCHES, 0.5)
    figure.text(0.5, 0.5, "no such image", ha="center", va="center")
    return figure


def samples(spec: specs.SamplesFigure, material: Material) -> Figure:
    """The first images of a part, or the first of each label, a row for each."""
    path = getattr(material, spec.part)
    labels = read_labels(path)
    if spec.per_label is None:
        places = list(range(min(FIRST_IMAGES, len(labels))))
        return _gallery(read_pictures(path, places)[:, 0], [str(labels[place]) for place in places], 13, 0.55)
    classes = material.evidence.plan.cells[0].settings["classes"]
    places = first_of_each_label(labels, classes, spec.per_label)
    return _gallery(read_pictures(path, places)[:, 0], [""] * len(places), spec.per_label, 0.5)


def predictions(spec: specs.PredictionsFigure, material: Material) -> Figure:
    """Test images with the first seed's prediction and its probability; wrong ones name the label too."""
    evidence = material.evidence
    cell, seed = evidence.cell(spec.cell), evidence.plan.seeds[0]
    probabilities, predicted = evidence.probabilities(cell, seed), evidence.predictions(cell, seed)
    wrong = predicted != evidence.labels
    places = np.flatnonzero(wrong | (not spec.misclassified))[: spec.count]
    titles = [
        f"{evidence.labels[place]} → {predicted[place]}\n{probabilities[place].max():.3f}"
        if wrong[place]
        else f"{predicted[place]}\n{probabilities[place].max():.3f}"
        for place in places
    ]
    figure = _gallery(read_pictures(material.test, places)[:, 0], titles, 9, 0.78)
    for axes, place in zip(figure.axes, places, strict=False):
        axes.title.set_color(COLOURS[1] if wrong[place] else "black")
    return figure


def filters(spec: specs.FiltersFigure, material: Material) -> Figure:
    """The first convolution's filters of the first seed, each on its own scale of grey."""
    weights, _ = _first_convolution(spec, material)
    return _gallery(weights[:, 0], [""] * len(weights), 8, 0.6, "gray")


def feature_maps(spec: specs.FeatureMapsFigure, material: Material) -> Figure:
    """What the first convolution of the first seed makes of the first test image of a label, and the image."""
    evidence = material.evidence
    weights, biases = _first_convolution(spec, material)
    place = int(np.flatnonzero(evidence.labels == spec.label)[0])
    picture = read_pictures(material.test, [place])[0]
    maps = compute_feature_maps(picture, weights, biases, evidence.cell(spec.cell))
    titles = ["input", *(str(number) for number in range(1, len(maps) + 1))]
    return _gallery([picture[0], *maps], titles, 11, 0.62, "gray")


def _first_convolution(spec: specs.FiltersFigure | specs.FeatureMapsFigure, material: Material) -> Any:
    cell, seed = material.evidence.cell(spec.cell), material.evidence.plan.seeds[0]
    return first_convolution(material.cells / cell.name / f"seed{seed}")
