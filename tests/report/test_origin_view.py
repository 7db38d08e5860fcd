"""Origins as the page shows them: a file to keep, its size, and the cells behind it."""

import base64
import gzip
import random
from pathlib import Path

from report_fixture import leave_presented, reported_plan
from restudy.report.origin_view import origin_view, packed


def test_the_link_holds_the_file_packed(tmp_path: Path) -> None:
    plan = reported_plan()
    study = leave_presented(tmp_path, plan)
    numbers = tmp_path / "tables/reported/T-summary.csv"
    view = origin_view(study.paper, study.origins["tables"]["T-summary"], numbers)
    kind, _, content = view.download.partition(",")
    held = base64.b64decode(content)
    assert kind == "data:application/gzip;base64"
    assert gzip.decompress(held) == numbers.read_bytes()
    assert (view.file_name, view.size) == ("reported-T-summary.csv", f"{numbers.stat().st_size} bytes")
    assert (view.kept_as, view.packed_size) == ("reported-T-summary.csv.gz", f"{len(held)} bytes")
    assert view.cells == [
        (plan.cells[0].name, "CNN, batch size 32, learning rate 0.02"),
        (plan.cells[-1].name, "MLP, batch size 8, learning rate 0.01"),
    ]
    assert view.cost.startswith("4 runs, ")


def test_what_does_not_become_smaller_is_held_as_it_is(tmp_path: Path) -> None:
    study = leave_presented(tmp_path, reported_plan())
    numbers = tmp_path / "few.csv"
    numbers.write_text("a,b\n1,2\n")
    view = origin_view(study.paper, study.origins["tables"]["T-summary"], numbers)
    assert view.download == f"data:text/csv;base64,{base64.b64encode(numbers.read_bytes()).decode()}"
    assert (view.kept_as, view.packed_size) == (view.file_name, "")


def test_a_packed_file_names_no_time_and_no_system() -> None:
    content = random.Random(0).randbytes(1000) * 3
    assert gzip.decompress(packed(content)) == content
    assert packed(content)[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
