"""What a machine refuses, as one line; nothing else is one."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from restudy.data.arrays import write_tensors
from restudy.errors import UserError
from restudy.obstacles import ADVICE, STATUS, check_writable, line_of, refused, told_in_one_line
from restudy.records import write_text
from unwilling_machine import on_small_disk, without_privileges

SCRIPT = """
import sys
from pathlib import Path
import torch
from restudy.data.arrays import write_tensors
from restudy.obstacles import refused, told_in_one_line
from restudy.records import write_text
path = Path(sys.argv[2]) / "made"
with told_in_one_line():
    match sys.argv[1]:
        case "text": write_text(path, "x" * 10**6)
        case "tensors": write_tensors(path, {"x": torch.zeros(10**6)})
        case "folder": print(*refused([path / "not" / "there", path, path.parent]), sep="\\n", file=sys.stderr)
"""


@pytest.mark.parametrize("number", [*ADVICE, errno.ELOOP])
def test_each_refusal_names_the_file_the_reason_and_what_to_do(number: int) -> None:
    line = line_of(OSError(number, os.strerror(number), "results/x.json"))
    assert line is not None
    start, end = f"results/x.json: {os.strerror(number)}; ", ", then the same command goes on"
    assert line.startswith(start) and line.endswith(end)
    assert len(line) > len(start) + len(end) + 5
    assert "\n" not in line


@pytest.mark.parametrize("name", [b"results/x.json", Path("results/x.json")])
def test_a_file_may_be_named_in_any_way(name: bytes | Path) -> None:
    assert str(line_of(OSError(errno.ENOSPC, "", name))).startswith("results/x.json: ")


@pytest.mark.parametrize("error", [ValueError("os"), OSError("without a number"), RuntimeError(), KeyError("x")])
def test_other_errors_keep_their_traceback(error: Exception) -> None:
    assert line_of(error) is None
    with pytest.raises(type(error)), told_in_one_line():
        raise error


def test_a_mistake_of_the_user_s_is_its_own_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended, told_in_one_line():
        raise UserError("params.yaml: no such key")
    assert (ended.value.code, capsys.readouterr().err) == (STATUS, "restudy: params.yaml: no such key\n")


@pytest.mark.parametrize("content", ["text", "tensors"])
def test_a_full_disk_is_one_line_with_the_file_that_was_meant(content: str, tmp_path: Path) -> None:
    done = on_small_disk(tmp_path, "128k", sys.executable, "-c", SCRIPT, content, str(tmp_path))
    assert done.stderr == f"restudy: {tmp_path}/made: {os.strerror(errno.ENOSPC)}; {ADVICE[errno.ENOSPC]}, " + (
        "then the same command goes on\n"
    )
    assert done.returncode == STATUS
    assert done.stdout == "nothing left\n"


def test_a_full_disk_is_found_before_it_is_needed_once_for_all_folders_on_it(tmp_path: Path) -> None:
    done = on_small_disk(tmp_path, "32k", sys.executable, "-c", SCRIPT, "folder", str(tmp_path))
    assert done.stderr.splitlines() == [
        f"{tmp_path}: {os.strerror(errno.ENOSPC)}; make room there, then the same command goes on"
    ]


@pytest.mark.parametrize("content", ["text", "tensors", "folder"])
def test_another_user_s_folder_is_one_line(content: str, tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = subprocess.run(
        without_privileges(sys.executable, "-c", SCRIPT, content, str(tmp_path)), capture_output=True, text=True
    )
    assert os.strerror(errno.EACCES) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert str(tmp_path) in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_takes_files_is_not_complained_of(tmp_path: Path) -> None:
    assert refused([tmp_path, tmp_path / "new" / "folder"]) == []
    check_writable([tmp_path])
    assert list(tmp_path.iterdir()) == []


def test_errors_of_what_is_read_keep_their_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        write_text(tmp_path / "copy", (tmp_path / "source").read_text())
    assert caught.value.filename == str(tmp_path / "source") or caught.value.filename == tmp_path / "source"


def test_an_error_of_safetensors_that_is_none_of_the_machine_s_stays(tmp_path: Path) -> None:
    shared = torch.zeros(4)
    with pytest.raises(RuntimeError, match="share memory"):
        write_tensors(tmp_path / "x", {"a": shared, "b": shared})
    assert list(tmp_path.iterdir()) == []
