"""When and with what the runs were made, in words."""

from dataclasses import replace
from pathlib import Path

from report_fixture import leave_presented, reported_plan
from restudy.report.facts import facts


def test_days_and_software_are_those_of_the_first_run_to_the_last(tmp_path: Path) -> None:
    record = leave_presented(tmp_path, reported_plan()).records[0]
    assert facts([record, record]).dates == "2026-01-02"
    assert facts([record]).software == "Python 3.11.7; torch 2.13.0, with the oneDNN that is built into it"
    other = replace(record, started="2025-12-31T23:59:59+00:00", python="3.12.1", torch="2.14.0")
    found = facts([record, other, record])
    assert found.dates == "2025-12-31 to 2026-01-02"
    assert found.software.startswith("Python 3.11.7, 3.12.1; torch 2.13.0, 2.14.0, ")


def test_how_to_cite_is_a_file_of_the_repository(tmp_path: Path, repository: Path) -> None:
    found = facts(leave_presented(tmp_path, reported_plan()).records)
    assert "CITATION.cff" in found.cite
    assert (repository / "CITATION.cff").is_file()
    assert "MIT" in found.licence
    assert (repository / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
