"""What figures show, in words made from their numbers."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from report_fixture import leave_study, reported_plan
from restudy.params.item import Item
from restudy.report.alternatives import FINDINGS, alternative
from restudy.report.drawn import DRAWN
from restudy.report.figures import FIGURES
from restudy.report.material import Material


class Unknown(Item):
    """A figure of a kind that no finding is written for."""

    kind: str = "unknown"


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


EXPECTED = {
    "F-steps": "Steps. Train loss falls: CNN, batch size 32, learning rate 0.02 from 4.5000 to 0.1729 over 40 steps; "
    "MLP, batch size 8, learning rate 0.01 from 4.5000 to 0.1729 over 40 steps.",
    "F-heat": "Heat map. Reproduced test accuracy lies between 53.12 % (batch size 32, learning rate 0.02) and 60.94 % "
    "(batch size 8, learning rate 0.01); on average −36.47 points from the published.",
    "F-dots": "Dots. Test accuracy: MLP, batch size 8, learning rate 0.01 70.31 %, published 80.00 %; "
    "CNN, batch size 32, learning rate 0.02 53.12 %, published 90.00 %.",
    "F-confusion": "Confusion matrix. 4 of 60 images are taken for another class, most often 7 taken for 1 (2).",
    "F-classes": "Accuracy of each class. Accuracy lies between 66.67 % (class 7) and 100.00 % (class 0).",
    "F-counts": "Class counts. 60 images, between 6 (class 0) and 6 (class 0) of each class.",
    "F-labels": "Each label. 20 images, the first 2 of each label.",
    "F-wrong": "Wrong ones. 3 test images, 3 of them wrong: 4 taken for 9, 4 taken for 9, 7 taken for 1.",
}


@pytest.mark.parametrize("identifier", EXPECTED)
def test_a_figure_s_finding_follows_from_its_numbers(material: Material, identifier: str) -> None:
    plan = material.evidence.plan
    spec = plan.study.figures[identifier]
    words = alternative(spec, plan, DRAWN[spec.kind](spec, material))
    assert words.replace("\u00a0", " ") == EXPECTED[identifier]


@pytest.mark.parametrize("identifier", ["F-samples", "F-filters", "F-maps", "F-predictions"])
def test_pictures_are_counted(material: Material, identifier: str) -> None:
    plan = material.evidence.plan
    spec = plan.study.figures[identifier]
    words = alternative(spec, plan, DRAWN[spec.kind](spec, material))
    counted = {
        "F-samples": "25 images",
        "F-filters": "3 filters of 3 × 3",
        "F-maps": "3 maps",
        "F-predictions": "9 test",
    }
    assert counted[identifier] in words


def test_every_kind_has_a_finding() -> None:
    assert set(FINDINGS) == set(FIGURES)


def test_curves_of_several_cells_say_which_end_lowest_and_highest(tmp_path: Path) -> None:
    plan = reported_plan()
    spec: Any = plan.study.figures["F-curves"]
    cells = [plan.cells[0].name, plan.cells[6].name]
    rows = [
        {"cell": cell, "metric": "test_loss", "epoch": epoch, "mean": mean / epoch}
        for cell, mean in zip(cells, (1.0, 2.0), strict=True)
        for epoch in (1, 2)
    ]
    assert alternative(spec, plan, pd.DataFrame(rows)) == (
        "Curves. Test loss ends between 0.5000 (CNN, batch size 32, learning rate 0.02) "
        "and 1.0000 (MLP, batch size 32, learning rate 0.02)."
    )


def test_a_network_without_errors_makes_none(material: Material) -> None:
    plan = material.evidence.plan
    frame = pd.DataFrame({"label": [0, 0], "prediction": [0, 1], "images": [5.0, 0.0]})
    assert alternative(plan.study.figures["F-confusion"], plan, frame).endswith("Every image is recognised.")


def test_an_unknown_kind_says_the_range_of_its_numbers(material: Material) -> None:
    frame = pd.DataFrame({"cell": ["a", "b"], "test_loss": [0.5, 0.25], "empty": [None, None]})
    words = alternative(Unknown(title="New"), material.evidence.plan, frame)
    assert words == "New. Test loss from 0.25 to 0.5."
    assert alternative(Unknown(title="New"), material.evidence.plan, frame[["cell"]]) == "New"
