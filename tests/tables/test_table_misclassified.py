"""Test images that were taken for another class."""

import math
from pathlib import Path

import pytest

from report_fixture import leave_study, reported_plan
from tables_fixture import frame


def test_they_are_the_first_seed_s_first_ones(tmp_path: Path) -> None:
    """Images 24 and 25 are fours taken for a 9, with 0 as second guess; their logits are 4, 2 and eight times 0."""
    material = leave_study(tmp_path, reported_plan())
    total = math.exp(4) + math.exp(2) + 8
    assert frame(material.paper.tables["T-wrong"], material).to_dict("list") == {
        "image": [24, 25],
        "label": [4, 4],
        "prediction": [9, 9],
        "probability": pytest.approx([math.exp(4) / total] * 2, rel=3e-4),
        "second": [0, 0],
        "second_probability": pytest.approx([math.exp(2) / total] * 2, rel=3e-4),
        "label_probability": pytest.approx([1 / total] * 2, rel=3e-4),
    }
