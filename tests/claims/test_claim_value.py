"""A published number of a cell."""

from pathlib import Path

from claims_fixture import shown
from restudy.quantity import Quantity
from results_fixture import find, small_plan

VALUE = "{kind: value, cell: two, metric: test_accuracy, published: 0.9}"


def test_a_published_number_is_shown_and_not_tested(tmp_path: Path) -> None:
    numbers = [[0.1, 0.2], [0.3, 0.4], [0.5, 0.6], [0.7, 0.8]]
    finding = find(tmp_path, small_plan(seeds=(3, 5)), VALUE, trials={"test_accuracy": numbers})
    assert finding.holds is None
    assert finding.margins == []
    assert shown(finding) == [("two", Quantity("test_accuracy"), [0.3, 0.4])]
    assert list(finding.observed[0].values) == [3, 5]
