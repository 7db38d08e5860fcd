"""What a killed writer leaves goes; what a living one writes stays."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from restudy.records import HOST, replacing
from restudy.store.leftovers import SECONDS_ON_ANOTHER_MACHINE, remove_leftovers
from restudy.store.store import Store

WRITER = """
import sys, time
from pathlib import Path
from restudy.records import replacing
with replacing(Path(sys.argv[1])) as temporary:
    print(temporary, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The temporary file of a writer that was killed."""
    path = tmp_path / "trial/state/training"
    with subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        left = Path(writer.stdout.readline().strip())
        assert remove_leftovers([tmp_path]) == []
        writer.send_signal(signal.SIGKILL)
    assert left.exists()
    return left


def test_a_killed_writer_s_file_goes_and_no_other(tmp_path: Path, killed: Path) -> None:
    others = [killed.parent / name for name in (".gitignore", "training", f".training.x-{HOST}-12345678", "x.1-2-3")]
    for path in others:
        path.write_text("kept")
    with replacing(tmp_path / "being written") as own:
        assert remove_leftovers([tmp_path]) == [killed]
        assert own.exists()
    assert sorted(path for path in killed.parent.iterdir()) == sorted(others)


@pytest.mark.parametrize("age", [0, SECONDS_ON_ANOTHER_MACHINE / 2, SECONDS_ON_ANOTHER_MACHINE + 60])
def test_of_another_machine_s_files_only_old_ones_go(tmp_path: Path, age: float) -> None:
    path = tmp_path / ".metrics.json.1-00000000-12345678"
    path.touch()
    os.utime(path, (time.time() - age, time.time() - age))
    assert remove_leftovers([tmp_path]) == ([path] if age > SECONDS_ON_ANOTHER_MACHINE else [])


def test_init_is_alive_though_it_is_another_user_s(tmp_path: Path) -> None:
    path = tmp_path / f".metrics.json.1-{HOST}-12345678"
    path.touch()
    assert remove_leftovers([tmp_path]) == []


def test_who_begins_a_trial_clears_what_was_left_in_it(tmp_path: Path, killed: Path) -> None:
    folder = Store(tmp_path).folder("digest", 0) / "state"
    folder.mkdir(parents=True)
    killed.rename(folder / killed.name)
    with Store(tmp_path).writing("digest", 0):
        assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert remove_leftovers([tmp_path / "nowhere"]) == []
