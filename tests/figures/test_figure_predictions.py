"""Test images with what the first seed's network says of them."""

from pathlib import Path

import numpy as np
import pytest
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from figures_fixture import drawn_from, pictures_of, rows_of, titles_of, words_of
from report_fixture import PER_CLASS, draw, draw_of, images_of, leave_study, reported_plan
from restudy.drawing.style import COLOURS
from restudy.evidence.material import Material
from restudy.papers.items import FIGURES, Misfit
from results_fixture import images_with, leave_results, logits_of, small_paper, small_plan

# That a network gives its first guess in these results.
PROBABILITY = np.exp(4) / (np.exp(4) + np.exp(2) + 8)
WRONG_COLOUR = COLOURS[1].lower()


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """The first seed takes images 24 and 25 for a 9, and image 42 for a 1."""
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def unseen(material: Material) -> NDArray[np.uint8]:
    """The test images, [N, 28, 28]."""
    pictures: NDArray[np.uint8] = images_of(material, "test")["images"][:, 0].numpy()
    return pictures


def test_rows_are_the_first_images_with_their_prediction(material: Material) -> None:
    rows = rows_of(material, "F-predictions")
    assert rows["image"].tolist() == list(range(9))
    assert rows["prediction"].tolist() == rows["label"].tolist() == [0] * 6 + [1] * 3
    np.testing.assert_allclose(rows["probability"], PROBABILITY, rtol=3e-4)


def test_rows_of_wrong_ones_leave_out_the_others(material: Material) -> None:
    rows = rows_of(material, "F-wrong")
    assert rows["image"].tolist() == [24, 25, 42]
    assert list(zip(rows["label"], rows["prediction"], strict=True)) == [(4, 9), (4, 9), (7, 1)]


def test_predictions_stand_above_the_images(material: Material, unseen: NDArray[np.uint8]) -> None:
    figure, rows = draw_of(material, "F-predictions"), rows_of(material, "F-predictions")
    np.testing.assert_array_equal(pictures_of(figure), unseen[:9])
    assert titles_of(figure) == [
        f"{label}\n{shown:.3f}" for label, shown in zip([0] * 6 + [1] * 3, rows["probability"], strict=True)
    ]


def test_wrong_predictions_name_the_label_and_stand_out(material: Material, unseen: NDArray[np.uint8]) -> None:
    figure = draw_of(material, "F-wrong")
    np.testing.assert_array_equal(pictures_of(figure), unseen[[24, 25, 42]])
    assert [title.partition("\n")[0] for title in titles_of(figure)] == ["4 → 9", "4 → 9", "7 → 1"]
    assert {to_hex(text.get_color()) for text in figure.axes[0].texts} == {WRONG_COLOUR}


def test_a_wrong_one_among_the_first_images_stands_out(material: Material) -> None:
    figure = draw({"kind": "predictions", "title": "t", "count": 26, "cell": "best"}, material)
    wrong = [to_hex(text.get_color()) == WRONG_COLOUR for text in figure.axes[0].texts]
    assert wrong == [False] * 24 + [True] * 2


def test_it_is_drawn_from_its_rows(material: Material, unseen: NDArray[np.uint8]) -> None:
    figure = drawn_from(material, "F-predictions", image=[3, 2, 1, *range(6)], prediction=5, probability=0.25)
    np.testing.assert_array_equal(pictures_of(figure), unseen[[3, 2, 1, *range(6)]])
    assert titles_of(figure)[:2] == ["0 → 5\n0.250", "0 → 5\n0.250"]


def test_more_wrong_ones_than_evidence_has_are_refused() -> None:
    figure = FIGURES.parse({"kind": "predictions", "title": "t", "cell": "one", "misclassified": True, "count": 26})
    with pytest.raises(Misfit, match="evidence has the first 25 wrong predictions; ask for fewer") as caught:
        figure.check(small_plan(), small_paper())
    assert caught.value.keys == ("count",)


@pytest.mark.parametrize(("misclassified", "pictures"), [(True, 0), (False, 60)])
def test_there_may_be_fewer_images_than_asked_for(tmp_path: Path, misclassified: bool, pictures: int) -> None:
    """A network without errors has a figure too, which says so."""
    labels, predictions = images_with({}, PER_CLASS)
    evidence = leave_results(tmp_path, small_plan(), labels=labels, logits=[[logits_of(predictions)]])
    count = 25 if misclassified else 100
    spec = {"kind": "predictions", "title": "t", "cell": "one", "misclassified": misclassified, "count": count}
    figure = draw(spec, Material(evidence, small_paper()))
    assert len(pictures_of(figure)) == pictures
    assert [text.get_text() for text in figure.texts] == ([] if pictures else ["no such image"])


def test_words_count_them_and_name_the_wrong_ones(material: Material) -> None:
    assert words_of(material, "F-predictions") == "9 test images, 0 of them wrong."
    assert words_of(material, "F-wrong") == (
        "3 test images, 3 of them wrong: 4 taken for 9, 4 taken for 9, 7 taken for 1."
    )
