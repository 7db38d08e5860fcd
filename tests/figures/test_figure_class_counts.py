"""Images of each class as bars."""

from pathlib import Path

import pytest

from figures_fixture import bars_of, drawn_from, rows_of, rows_of_kind, words_of
from report_fixture import PER_CLASS, draw, leave_study, reported_plan, texts_of
from restudy.evidence.material import Material
from results_fixture import leave_results, small_paper, small_plan

COUNTS = {"kind": "class_counts", "title": "t", "part": "train"}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture
def six_images(tmp_path: Path) -> Material:
    return Material(leave_results(tmp_path, small_plan(), labels=[0, 0, 3, 5, 5, 5]), small_paper())


def test_rows_have_every_class_also_where_it_has_no_image(six_images: Material) -> None:
    rows = rows_of_kind(COUNTS, six_images)
    assert rows["class"].tolist() == list(range(10))
    assert rows["images"].tolist() == [2, 0, 0, 1, 0, 3, 0, 0, 0, 0]


def test_test_images_are_counted_by_their_own_labels(material: Material) -> None:
    assert rows_of_kind(COUNTS | {"part": "test"}, material)["images"].tolist() == [PER_CLASS] * 10
    assert rows_of(material, "F-counts")["images"].tolist() == [PER_CLASS] * 10


def test_a_bar_for_each_class_with_its_number(six_images: Material) -> None:
    (axes,) = draw(COUNTS, six_images).axes
    assert bars_of(axes) == [2, 0, 0, 1, 0, 3, 0, 0, 0, 0]
    assert texts_of(axes) == ["2", "0", "0", "1", "0", "3", "0", "0", "0", "0"]
    assert axes.get_ylabel() == "train images"


def test_it_is_drawn_from_its_rows(material: Material) -> None:
    (axes,) = drawn_from(material, "F-counts", images=range(1000, 11000, 1000)).axes
    assert texts_of(axes)[:2] == ["1,000", "2,000"]


def test_words_count_all_and_the_rarest_and_the_most_frequent(material: Material, six_images: Material) -> None:
    assert words_of(material, "F-counts") == "60 images, between 6 (digit 0) and 6 (digit 0) of each digit."
    rows = rows_of_kind(COUNTS, six_images)
    assert words_of(material, "F-counts", rows) == "6 images, between 0 (digit 1) and 3 (digit 5) of each digit."
