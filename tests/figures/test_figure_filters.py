"""The first convolution's filters, those of the first seed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from figures_fixture import drawn_from, pictures_of, rows_of, words_of
from report_fixture import draw_of, leave_study, networks_of, reported_plan
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES, Misfit
from results_fixture import small_paper, small_plan


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def weights(material: Material) -> NDArray[np.float32]:
    """Of the first seed's filters on the first channel, [3, 3, 3]."""
    found: NDArray[np.float32] = networks_of(material.plan, 0)["best"]["blocks.0.0.weight"][:, 0].numpy()
    return found


def test_rows_are_the_weights_one_by_one(material: Material, weights: NDArray[np.float32]) -> None:
    rows = rows_of(material, "F-filters")
    assert rows.groupby("filter").size().to_dict() == {1: 9, 2: 9, 3: 9}
    last = rows.iloc[-1]
    assert (last["filter"], last["row"], last["column"]) == (3, 2, 2)
    np.testing.assert_allclose(rows["weight"], weights.ravel(), rtol=1e-3)


def test_filters_are_pictures_in_grey(material: Material, weights: NDArray[np.float32]) -> None:
    figure = draw_of(material, "F-filters")
    np.testing.assert_allclose(pictures_of(figure), weights, rtol=1e-3)
    assert {image.get_cmap().name for axes in figure.axes for image in axes.images} == {"gray"}
    assert {image.get_interpolation() for axes in figure.axes for image in axes.images} == {"nearest"}
    assert not any(axes.axison for axes in figure.axes)


def test_they_are_drawn_from_their_rows(material: Material) -> None:
    figure = drawn_from(material, "F-filters", weight=range(27))
    np.testing.assert_array_equal(pictures_of(figure), np.arange(27).reshape(3, 3, 3))


def test_words_give_their_number_size_and_range(material: Material, weights: NDArray[np.float32]) -> None:
    ends = f"from {weights.min():.2f} to {weights.max():.2f}"
    assert words_of(material, "F-filters") == f"3 filters of 3 × 3 weights, {ends}."


@pytest.mark.parametrize("kind", ["filters", "feature_maps"])
def test_a_network_without_convolutions_has_none(kind: str) -> None:
    spec = {"kind": kind, "title": "t", "cell": "one"} | ({"label": 1} if kind == "feature_maps" else {})
    with pytest.raises(Misfit, match="one is of the family mlp, which has no convolution") as caught:
        FIGURES.parse(spec).check(small_plan(), small_paper())
    assert caught.value.keys == ("cell",)
