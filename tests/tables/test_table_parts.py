"""Loss, total loss and accuracy of one cell on the three parts of the data."""

from pathlib import Path

import pytest

from report_fixture import accuracy, leave_study, reported_plan
from restudy.evidence.material import Material
from tables_fixture import frame, judged, numbers_of, of_grid, ours, values_of

PUBLISHED = (
    "{kind: parts, title: t, cell: CELL, published: {test: {accuracy: 0.9}}, published_average_accuracy: 0.91, "
    "published_loss_over_images: 0.000091}"
)


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


def test_parts_have_their_published_values_and_an_average(reported: Material) -> None:
    found = frame(reported.paper.tables["T-parts"], reported).set_index("part")
    assert list(found.index) == ["train", "val", "test", "average"]
    assert values_of(found, "total_loss_published") == [12.5, None, None, None]
    assert values_of(found, "accuracy_published") == [0.99, None, 0.97, 0.98]
    assert values_of(found, "total_loss_mean") == [11.0, None, None, None]
    # Validation images have the same numbers as the test images.
    mean = (accuracy(0, 0) + accuracy(0, 1)) / 2
    assert values_of(found, "accuracy_mean") == [0.8125, mean, mean, 0.625]
    assert values_of(found, "loss_mean") == [None, None, 1.0, None]
    assert "loss_published" not in found


def test_the_sum_of_losses_over_all_images_stands_with_the_average(reported: Material) -> None:
    found = frame(reported.paper.tables["T-parts"], reported).set_index("part")
    assert values_of(found, "loss_over_images_published") == [None, None, None, 0.0001]
    assert found["loss_over_images_seeds"].tolist()[-1] == 0, "no total of test images is known here"


def test_the_sum_of_losses_is_divided_by_all_images(tmp_path: Path) -> None:
    numbers = numbers_of(of_grid(tmp_path, PUBLISHED))
    assert set(numbers) == {("", "test_accuracy"), ("", "average_accuracy"), ("", "loss_over_images")}
    # Three parts of 60,000 images to train on, none to validate on, and the test images.
    assert ours(numbers["", "loss_over_images"]) == [21 / 60060, 42 / 60060]


def test_numbers_say_what_a_paper_leaves_out(tmp_path: Path) -> None:
    table = PUBLISHED.replace("title: t", "title: t, not_comparable: {loss_over_images: a batch}")
    verdicts = judged(of_grid(tmp_path, table))
    assert verdicts["", "loss_over_images"].verdict == "not comparable"
    assert verdicts["", "test_accuracy"].verdict != "not comparable"
