"""Origins as the page shows them: a file to keep, its size, and the cells behind it."""

import base64
from pathlib import Path

from report_fixture import leave_presented, reported_plan
from restudy.report.origin_view import origin_view


def test_the_link_holds_the_file(tmp_path: Path) -> None:
    plan = reported_plan()
    study = leave_presented(tmp_path, plan)
    numbers = tmp_path / "tables/reported/T-summary.csv"
    view = origin_view(study.paper, study.origins["tables"]["T-summary"], numbers)
    kind, _, content = view.download.partition(",")
    assert kind == "data:text/csv;base64"
    assert base64.b64decode(content) == numbers.read_bytes()
    assert (view.file_name, view.size) == ("reported-T-summary.csv", f"{numbers.stat().st_size} bytes")
    assert view.cells == [
        (plan.cells[0].name, "CNN, batch size 32, learning rate 0.02"),
        (plan.cells[-1].name, "MLP, batch size 8, learning rate 0.01"),
    ]
    assert view.cost.startswith("4 trials, ")
