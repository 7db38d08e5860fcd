"""The clock of a disk."""

import time
from pathlib import Path

import pytest

from restudy.disk_clock import disk_time_ns


def test_it_is_the_one_that_a_new_file_has_its_time_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    now = disk_time_ns(tmp_path)
    (tmp_path / "new").touch()
    assert 0 <= (tmp_path / "new").stat().st_mtime_ns - now < 10**9
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_without_a_disk_it_is_this_machine_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 42)
    assert disk_time_ns(tmp_path / "missing") == 42
