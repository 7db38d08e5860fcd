"""A folder for caches where the home takes no files."""

import os
from pathlib import Path

import pytest

from restudy.cache_folder import CACHE, use_a_writable_cache


@pytest.fixture(autouse=True)
def _in_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (CACHE, "MPLCONFIGDIR"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_a_home_that_takes_files_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    use_a_writable_cache()
    assert CACHE not in os.environ
    assert not Path(".restudy").exists()


@pytest.mark.parametrize("variables", [{"HOME": "/proc"}, {"HOME": "/dev/null"}, {CACHE: "/proc/cache"}])
def test_else_it_is_the_project_s(variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    use_a_writable_cache()
    assert os.environ[CACHE] == str(tmp_path / ".restudy/cache")
    assert os.environ["MPLCONFIGDIR"] == str(tmp_path / ".restudy/cache/matplotlib")


def test_where_that_takes_none_either_it_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/proc")
    Path(".restudy").touch()
    with pytest.raises(SystemExit) as ended:
        use_a_writable_cache()
    assert str(ended.value.code).startswith(f"restudy: {tmp_path}/.restudy/cache: Not a directory; move away")
