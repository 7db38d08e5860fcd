"""The confusion matrix: scikit-learn's counts, with the errors in colour."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from numpy.typing import NDArray
from sklearn.metrics import confusion_matrix

from figures_fixture import drawn_from, rows_of, words_of
from report_fixture import ERRORS, PER_CLASS, draw_of, leave_study, reported_plan, texts_of
from restudy.drawing.style import SOFT_ON_LIGHT, STYLE
from restudy.evidence.material import Material
from results_fixture import images_with


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def expected() -> NDArray[np.float64]:
    """Means over the two seeds."""
    return np.mean([confusion_matrix(*images_with(errors, PER_CLASS)) for errors in ERRORS], axis=0)


def test_rows_are_scikit_learn_s_counts_for_each_pair(material: Material) -> None:
    rows = rows_of(material, "F-confusion")
    assert len(rows) == 100
    matrix = rows.pivot(index="label", columns="prediction", values="images")
    np.testing.assert_array_equal(matrix.to_numpy(), expected())


def test_every_count_is_written_and_errors_alone_are_coloured(material: Material) -> None:
    axes = draw_of(material, "F-confusion").axes[0]
    shown = np.zeros((10, 10))
    for text in axes.texts:
        prediction, label = map(int, text.get_position())
        shown[label, prediction] = float(text.get_text())
    np.testing.assert_array_equal(shown, expected())
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("prediction", "label")
    errors: NDArray[np.float64] = np.ma.filled(np.ma.asarray(axes.images[0].get_array()), np.nan)
    assert np.isnan(errors.diagonal()).all()
    wrong = ~np.eye(10, dtype=bool)
    np.testing.assert_array_equal(errors[wrong], expected()[wrong])


def test_large_means_are_whole_so_that_they_stay_in_their_squares(material: Material) -> None:
    with mpl.rc_context(STYLE):
        figure = drawn_from(material, "F-confusion", images=lambda rows: 1128.7 - 1029 * (rows["label"] != 0))
        figure.draw_without_rendering()
    texts = texts_of(figure.axes[0])
    assert (texts[0], texts[10]) == ("1,129", "99.7")
    (axes,), square = figure.axes, figure.axes[0].transData.transform([[0, 0], [1, 1]])
    width = square[1, 0] - square[0, 0]
    assert all(text.get_window_extent().width < width for text in axes.texts)


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    figure = drawn_from(material, "F-confusion", images=lambda rows: rows["label"])
    assert texts_of(figure.axes[0]) == [str(label) for label in range(10) for _ in range(10)]


def test_the_largest_error_is_dark_and_its_number_light(material: Material) -> None:
    texts = {text.get_text(): to_hex(text.get_color()) for text in draw_of(material, "F-confusion").axes[0].texts}
    assert (texts["2"], texts["0"]) == ("#ffffff", SOFT_ON_LIGHT)


def test_words_count_the_errors_and_name_the_most_frequent(material: Material) -> None:
    assert words_of(material, "F-confusion") == (
        "4 of 60 images are taken for another class, most often 7 taken for 1 (2)."
    )


def test_words_of_a_network_without_errors_say_so(material: Material) -> None:
    rows = pd.DataFrame({"label": [0, 0], "prediction": [0, 1], "images": [5.0, 0.0]})
    assert words_of(material, "F-confusion", rows) == "Every image is recognised."
