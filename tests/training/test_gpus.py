"""Leases of GPUs: eight jobs in processes of their own on two devices that are only names."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from restudy.training.device import job_device
from restudy.training.gpus import LEASABLE, VISIBLE, leasable_gpus, leased, query

GPUS = ["GPU-a", "GPU-b"]
# A job leases a device, says which, holds it for a while, and says when it had it.
JOB = """
import json, os, sys, time
from pathlib import Path
from restudy.training.gpus import leased

folder, per_gpu, seconds = sys.argv[1:]
def say(line):
    print(json.dumps({"said": line}), flush=True)

with leased(["GPU-a", "GPU-b"], int(per_gpu), Path(folder), say) as lease:
    start = time.monotonic()
    print(json.dumps({"gpu": lease.device, "sees": os.environ["CUDA_VISIBLE_DEVICES"]}), flush=True)
    time.sleep(float(seconds))
    end = time.monotonic()
print(json.dumps({"gpu": lease.device, "wait": lease.wait_seconds, "start": start, "end": end}), flush=True)
"""


@contextmanager
def job(folder: Path, per_gpu: int, seconds: float) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", JOB, str(folder), str(per_gpu), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


def next_word(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    word: dict[str, str] = json.loads(process.stdout.readline())
    return word


@pytest.mark.slow
def test_eight_jobs_share_two_gpus_with_two_jobs_each(tmp_path: Path) -> None:
    command = [sys.executable, "-c", JOB, str(tmp_path), "2", "1.0"]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(8)]
    logs = [[json.loads(line) for line in process.communicate()[0].splitlines()] for process in processes]
    assert [process.returncode for process in processes] == [0] * 8
    spans = [log[-1] for log in logs]
    # A lease begins before its start is written down and ends after its end is, so what overlaps here overlapped.
    for moment in (span["start"] for span in spans):
        there = Counter(span["gpu"] for span in spans if span["start"] <= moment < span["end"])
        assert max(there.values()) <= 2
    assert {span["gpu"] for span in spans} == set(GPUS)
    assert all(word["sees"] == word["gpu"] for log in logs for word in log if "sees" in word)
    waited = [log for log in logs if "said" in log[0]]
    assert len(waited) >= 2
    assert all(log[-1]["wait"] > 0.1 for log in waited)


def test_every_gpu_is_used_before_one_is_shared(tmp_path: Path) -> None:
    with job(tmp_path, 2, 60) as one, job(tmp_path, 2, 60) as two:
        assert {next_word(one)["gpu"], next_word(two)["gpu"]} == set(GPUS)


def test_a_killed_jobs_gpu_is_free_at_once(tmp_path: Path) -> None:
    with job(tmp_path, 1, 60) as one, job(tmp_path, 1, 60) as two:
        held = {next_word(process)["gpu"]: process for process in (one, two)}
        with job(tmp_path, 1, 0) as third:
            assert "waits for a GPU: each of GPU-a, GPU-b has 1 training jobs" in next_word(third)["said"]
            held["GPU-b"].send_signal(signal.SIGKILL)
            clock = time.monotonic()
            assert next_word(third)["gpu"] == "GPU-b"
            assert time.monotonic() - clock < 3


def test_a_lease_ends_with_its_block_and_puts_the_variable_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VISIBLE, raising=False)
    for _ in range(2):
        with pytest.raises(OSError, match="disk"), leased(["GPU-a"], 1, tmp_path, pytest.fail) as lease:
            assert os.environ[VISIBLE] == lease.device == "GPU-a"
            raise OSError("disk full")
        assert VISIBLE not in os.environ


def fake_nvidia_smi(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program of that name, which prints the fields that it is asked for of two GPUs."""
    program = folder / "nvidia-smi"
    program.write_text(
        "#!/bin/sh\ncase \"$1\" in *uuid*) printf 'GPU-1\\nGPU-2\\n';; *) printf '580.1\\n580.1\\n';; esac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_all_gpus_of_the_machine_can_be_leased_or_those_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LEASABLE, raising=False)
    fake_nvidia_smi(tmp_path, monkeypatch)
    assert leasable_gpus() == ["GPU-1", "GPU-2"]
    assert query("driver_version") == [["580.1"], ["580.1"]]
    monkeypatch.setenv(LEASABLE, "GPU-2, GPU-7")
    assert leasable_gpus() == ["GPU-2", "GPU-7"]
    monkeypatch.setenv(LEASABLE, "")
    assert leasable_gpus() == []


def test_without_nvidias_driver_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(LEASABLE, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert leasable_gpus() == []


def test_a_job_for_the_cpu_leases_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv(LEASABLE, "GPU-a")
    monkeypatch.delenv(VISIBLE, raising=False)
    with job_device("cpu", "device", 1, pytest.fail) as device:
        assert (device.name, device.gpu) == ("cpu", None)
        assert VISIBLE not in os.environ
    assert list(tmp_path.iterdir()) == []
