"""What is committed follows from the committed evidence, papers and code: made again, it has the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tiny_studies import REPOSITORY

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("processor", ["", "Haswell"], ids=["this processor", "another kind"])
@pytest.mark.parametrize("dataset", ["mnist", "digits"])
def test_the_committed_run_is_made_again_byte_for_byte(tmp_path: Path, dataset: str, processor: str) -> None:
    """Products of matrices differ in their last bits between kinds of processors, of which one can play another."""
    variables = {"OPENBLAS_CORETYPE": processor} if processor else {}
    config = ["--config", f"dataset={dataset}"]
    command = [sys.executable, "-m", "restudy", "rebuild", *config, "--into", str(tmp_path / "x")]
    done = subprocess.run(command, cwd=REPOSITORY, env=os.environ | variables, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().endswith("files, identical to the committed ones, byte for byte.")
