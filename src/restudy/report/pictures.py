"""Figures made of images: samples, predictions, filters and feature maps."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from matplotlib.figure import Figure

from restudy.params import figures as specs
from restudy.report import drawn
from restudy.report.drawn import convolution, sample_places, shown_maps
from restudy.report.images import read_pictures
from restudy.report.material import Material
from restudy.report.style import COLOURS, INK, WIDTH_INCHES, new_figure


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
    places, labels = sample_places(spec, material)
    if spec.per_label is None:
        return _gallery(read_pictures(path, places)[:, 0], [str(labels[place]) for place in places], 13, 0.55)
    return _gallery(read_pictures(path, places)[:, 0], [""] * len(places), spec.per_label, 0.5)


def predictions(spec: specs.PredictionsFigure, material: Material) -> Figure:
    """Test images with the first seed's prediction and its probability; wrong ones name the label too."""
    frame = drawn.predictions(spec, material)
    places, wrong = frame["image"].to_list(), frame["label"] != frame["prediction"]
    titles = [
        f"{row.label} → {row.prediction}\n{row.probability:.3f}"
        if row.label != row.prediction
        else f"{row.prediction}\n{row.probability:.3f}"
        for row in frame.itertuples()
    ]
    figure = _gallery(read_pictures(material.test, places)[:, 0], titles, 9, 0.78)
    for axes, is_wrong in zip(figure.axes, wrong, strict=False):
        axes.title.set_color(COLOURS[1] if is_wrong else INK)
    return figure


def filters(spec: specs.FiltersFigure, material: Material) -> Figure:
    """The first convolution's filters of the first seed, each on its own scale of grey."""
    weights, _ = convolution(spec, material)
    return _gallery(weights[:, 0], [""] * len(weights), 8, 0.6, "gray")


def feature_maps(spec: specs.FeatureMapsFigure, material: Material) -> Figure:
    """What the first convolution of the first seed makes of the first test image of a label, and the image."""
    picture, maps = shown_maps(spec, material)
    titles = ["input", *(str(number) for number in range(1, len(maps) + 1))]
    return _gallery([picture, *maps], titles, 11, 0.62, "gray")
