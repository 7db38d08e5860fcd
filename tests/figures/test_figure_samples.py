"""Images with their labels: the first of all, or of each label."""

import numpy as np
import pytest

from figures_fixture import drawn_from, pictures_of, rows_of, titles_of, words_of
from report_fixture import PER_CLASS, draw_of, images_of, leave_study, reported_plan
from restudy.evidence.material import Material


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """Six images of each class, test images in order and training images in reverse."""
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_rows_are_the_first_images_by_their_places(material: Material) -> None:
    rows = rows_of(material, "F-samples")
    assert rows["image"].tolist() == list(range(25))
    assert rows["label"].tolist() == [9] * 6 + [8] * 6 + [7] * 6 + [6] * 6 + [5]


def test_rows_of_each_label_are_its_first_images(material: Material) -> None:
    rows = rows_of(material, "F-labels")
    assert rows["label"].tolist() == [label for label in range(10) for _ in range(2)]
    assert rows["image"].tolist() == [PER_CLASS * label + turn for label in range(10) for turn in range(2)]


def test_images_are_shown_with_their_labels(material: Material) -> None:
    figure = draw_of(material, "F-samples")
    train = images_of(material, "train")
    np.testing.assert_array_equal(pictures_of(figure), train["images"][:25, 0].numpy())
    assert titles_of(figure) == [str(label) for label in train["labels"][:25].tolist()]


def test_the_first_of_each_label_fill_a_row_for_each(material: Material) -> None:
    figure = draw_of(material, "F-labels")
    test = images_of(material, "test")["images"][:, 0].numpy()
    np.testing.assert_array_equal(pictures_of(figure), test[rows_of(material, "F-labels")["image"]])
    corners = [(image.get_extent()[0], image.get_extent()[3]) for image in figure.axes[0].images]
    lefts, tops = ([corner[place] for corner in corners] for place in (0, 1))
    assert lefts == [min(lefts), max(lefts)] * 10
    assert tops == sorted(tops)
    assert [len({*tops[row : row + 2]}) for row in range(0, 20, 2)] == [1] * 10
    assert len({*tops}) == 10


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    figure = drawn_from(material, "F-samples", image=range(35, 60), label=3)
    train = images_of(material, "train")["images"][35:60, 0].numpy()
    np.testing.assert_array_equal(pictures_of(figure), train)
    assert set(titles_of(figure)) == {"3"}


def test_pictures_are_drawn_pixel_by_pixel_without_axes(material: Material) -> None:
    figure = draw_of(material, "F-samples")
    assert {image.get_interpolation() for axes in figure.axes for image in axes.images} == {"nearest"}
    assert not any(axes.axison for axes in figure.axes)


def test_words_say_which_images_these_are(material: Material) -> None:
    assert words_of(material, "F-labels") == "20 images, the first 2 of each label."
    assert words_of(material, "F-samples").startswith("25 images with labels 9, 9, 9, 9, 9, 9, 8,")
