"""Arithmetic between printed numbers."""

from pathlib import Path

import pytest

from claims_fixture import misfit
from results_fixture import find, small_plan


@pytest.mark.parametrize(
    ("numbers", "operation", "gives", "expected"),
    [
        ("[98.97 %, 98.35 %, 98.63 %]", "mean", "98.65 %", True),
        ("[98.97 %, 98.35 %, 98.63 %]", "mean", "98.66 %", True),
        ("[98.97 %, 98.35 %, 98.63 %]", "mean", "98.67 %", False),
        ("[131210, 320, 262422]", "sum", "393952", True),
        ("[131210, 320, 262422]", "sum", "393953", False),
        ("['12.664', '0.498', '0.435'], images: 70000", "share_of_images", "'0.000194'", True),
        ("['12.664', '0.498', '0.435'], images: 70000", "share_of_images", "'0.000196'", False),
        ("[64], images: 10000", "share_right", "99.36 %", True),
        ("[64], images: 10000", "share_right", "99.4 %", True),
        ("[64], images: 10000", "share_right", "99.29 %", False),
        ("[64], images: 10000", "share_right", "about 99.3 %", True),
    ],
)
def test_printed_numbers_give_another_as_far_as_rounding_lets_them(
    tmp_path: Path, numbers: str, operation: str, gives: str, expected: bool
) -> None:
    claim = f"{{kind: consistent, operation: {operation}, gives: {gives}, numbers: {numbers}}}"
    finding = find(tmp_path, small_plan(), claim)
    assert (finding.consistent, finding.holds) == (expected, None)


def test_it_says_what_they_give(tmp_path: Path) -> None:
    claim = "{kind: consistent, operation: share_right, gives: 99.29 %, numbers: [64], images: 10000}"
    assert find(tmp_path, small_plan(), claim).arithmetic == "they give 0.9936"


def test_a_share_says_of_how_many_images() -> None:
    claim = "{kind: consistent, operation: share_right, gives: 99.29 %, numbers: [64]}"
    assert misfit(claim) == ("share_right needs the number of images", ("images",))
