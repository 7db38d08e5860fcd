"""What is said last, of jobs that failed, of Snakemake's own errors and after Ctrl-C."""

import errno
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from restudy.ending import INTERRUPTED, LOGGER, MOST_LINES, STOPPED, Ending

FULL = os.strerror(errno.ENOSPC)
# Stands for Snakemake: an error of its own, shown as it shows them, or one that nobody catches.
PROGRAM = """
import logging, os, signal, sys
from restudy.ending import ENDING
ENDING.watch()
ENDING.watch()
logger = logging.getLogger("snakemake.logging")
logger.addHandler(logging.StreamHandler())
try:
    match sys.argv[1]:
        case "interrupt": os.kill(os.getpid(), signal.SIGINT)
        case "full": raise OSError(28, "No space left", ".snakemake/x")
        case "wrapped":
            try: raise OSError(28, "No space left", ".snakemake/x")
            except OSError as error: raise RuntimeError("metadata")
        case "bug": raise KeyError("x")
        case "missing": raise FileNotFoundError(2, "no such file", "x")
except Exception as error:
    logger.error("all of the traceback", extra={"exception": type(error).__name__})
    sys.exit(1)
"""


def ended(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("way", ["full", "wrapped"])
def test_an_obstacle_to_snakemake_itself_is_one_line(way: str) -> None:
    done = ended(way)
    assert done.stderr == f"restudy: .snakemake/x: {FULL}; make room there, then the same command goes on\n"
    assert done.returncode == 1


@pytest.mark.parametrize("way", ["bug", "missing"])
def test_other_errors_are_shown_as_snakemake_shows_them(way: str) -> None:
    assert (ended(way).stderr, ended(way).returncode) == ("all of the traceback\n", 1)


def test_after_ctrl_c_the_last_line_says_that_the_same_command_goes_on() -> None:
    done = ended("interrupt")
    assert done.stderr == f"restudy: {INTERRUPTED}\n"
    assert done.returncode != 0


def test_where_ctrl_c_is_ignored_it_stays_so() -> None:
    command = ["bash", "-c", "trap '' INT; exec \"$@\"", "bash", sys.executable, "-c", PROGRAM, "interrupt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)


def said(ending: Ending, capsys: pytest.CaptureFixture[str]) -> list[str]:
    ending.say()
    return capsys.readouterr().err.splitlines()


@pytest.fixture
def logs(tmp_path: Path) -> dict[str, list[Path]]:
    """The logs of jobs that failed on a full disk, by other mistakes, by a bug, and without a word."""
    texts = {
        "train a": f"seed 0 epoch 1\nrestudy: store/a: {FULL}; make room\n",
        "train b": f"restudy: store/b: {FULL}; make room\n",
        "judge c": "restudy: papers/c.yaml: no such table\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: [tmp_path / name] for name in texts}


def test_jobs_that_failed_for_one_reason_are_one_line(
    logs: dict[str, list[Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    ending = Ending()
    ending.of_failed_jobs(logs)
    assert said(ending, capsys) == [f"restudy: store/a: {FULL}; make room", "restudy: papers/c.yaml: no such table"]


def test_a_job_without_a_line_of_its_own_is_named_with_its_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "log").write_text("Traceback (most recent call last):\nKeyError: 1\n")
    ending = Ending()
    ending.of_failed_jobs({"draw s": [tmp_path / "log"], "train s/c": [tmp_path / "none"]})
    assert said(ending, capsys) == [
        f"restudy: draw s failed: see {tmp_path}/log; then the same command goes on",
        f"restudy: train s/c failed: see {tmp_path}/none; then the same command goes on",
    ]


def test_many_reasons_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"restudy: x{number}: reason {number}\n" for number in range(MOST_LINES + 3)))
    ending = Ending()
    ending.of_failed_jobs({"train": [log]})
    lines = said(ending, capsys)
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "restudy: and 3 more of the kind"


def test_a_run_that_was_told_to_end_says_that_it_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    ending = Ending()
    ending.of_failed_jobs({})
    assert said(ending, capsys) == [f"restudy: {STOPPED}"]


def test_a_run_that_ends_well_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(Ending(), capsys) == []


def test_the_logger_is_snakemake_s() -> None:
    from snakemake.logging import logger

    assert logger is logging.getLogger(LOGGER)
