"""Images of each class."""

from pathlib import Path

import numpy as np
import pytest

from report_fixture import PER_CLASS, leave_study, reported_plan
from restudy.array_files import read_arrays, write_arrays
from restudy.evidence.material import Material
from results_fixture import leave_results, small_paper, small_plan
from tables_fixture import frame, judged, of_grid


def test_counts_stand_beside_the_published_ones(tmp_path: Path) -> None:
    material = leave_study(tmp_path, reported_plan())
    found = frame(material.paper.tables["T-counts"], material)
    assert list(found.columns) == ["class", "images_published", "images"]
    assert list(found["class"]) == list(range(10))
    assert list(found["images"]) == [PER_CLASS] * 10
    assert list(found["images_published"]) == list(range(1, 11))


def test_a_class_small_material_is_counted_too(tmp_path: Path) -> None:
    evidence = leave_results(tmp_path, small_plan(), labels=[1, 1, 3])
    found = frame("{kind: class_counts, part: test}", Material(evidence, small_paper()))
    assert list(found["images"]) == [0, 2, 0, 1, 0, 0, 0, 0, 0, 0]
    assert list(found.columns) == ["class", "images"]


@pytest.mark.parametrize(("part", "expected"), [("test", "does not hold"), ("train", "holds")])
def test_images_of_a_class_are_counted_in_their_part(tmp_path: Path, part: str, expected: str) -> None:
    """Six test images are of class 1, and two training images."""
    material = of_grid(tmp_path, f"{{kind: class_counts, title: t, part: {part}, published: [null, 2{', null' * 8}]}}")
    kept = material.evidence.results.images(material.plan.excerpt)
    write_arrays(kept, read_arrays(kept) | {"train_counts": np.bincount([1, 1, 2], minlength=10)})
    assert {key: found.verdict for key, found in judged(material).items()} == {("class 1", "images"): expected}
