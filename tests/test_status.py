"""`restudy status`: how far a plan's trials are."""

import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console

from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, make_plan
from restudy.status import StudyProgress, progress, status_table
from restudy.training.store import TRIAL_FILES, Store

# A process of its own takes the lock as a training job does, says so, and waits.
HOLD = """
import sys, time
from pathlib import Path
from restudy.training.store import Store
with Store(Path(sys.argv[1])).writing(sys.argv[2], int(sys.argv[3])):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def plan(params_content: dict[str, object], tmp_path: Path) -> Plan:
    """The studies with two seeds each, and a store in the test's own folder."""
    return make_plan(parse_params(params_content | {"seeds": [0, 1], "store": str(tmp_path / "store")}))


def cells_of(plan: Plan, study: str) -> list[Cell]:
    return list(plan.studies[study].cells)


def finish(results: Path, cell: Cell, seed: int, files: tuple[str, ...] = TRIAL_FILES) -> None:
    folder = results / "mnist/cells" / cell.study / cell.name / f"seed{seed}"
    folder.mkdir(parents=True)
    for name in files:
        (folder / name).touch()


@contextmanager
def training(plan: Plan, cell: Cell, seed: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, plan.params.store, cell.digest, str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def of_study(plan: Plan, results: Path, study: str) -> tuple[int, int, int]:
    row = next(row for row in progress(plan, results) if row.study == study)
    return row.done, row.running, row.to_come


def test_before_a_run_everything_is_to_come(plan: Plan, tmp_path: Path) -> None:
    rows = progress(plan, tmp_path / "results")
    assert [row.study for row in rows] == list(plan.params.studies)
    # Twelve settings of two networks with two seeds.
    assert rows[0] == StudyProgress("cnn-lstm-grid", done=0, running=0, to_come=48)
    assert sum(row.trials for row in rows) == 2 * len(plan.cells)


def test_a_trial_is_done_when_all_its_files_are_there(plan: Plan, tmp_path: Path) -> None:
    first, second, *_ = cells_of(plan, "mlp-optimizers")
    finish(tmp_path, first, 0)
    finish(tmp_path, first, 1)
    finish(tmp_path, second, 0, TRIAL_FILES[:-1])
    assert of_study(plan, tmp_path, "mlp-optimizers") == (2, 0, 10)
    assert of_study(plan, tmp_path, "dropout-cnn")[0] == 0


def test_a_trial_is_running_while_its_process_lives(plan: Plan, tmp_path: Path) -> None:
    first, second, *_ = cells_of(plan, "batchnorm-cnn")
    finish(tmp_path, first, 0)
    with training(plan, second, 1) as process:
        assert of_study(plan, tmp_path, "batchnorm-cnn") == (1, 1, 2)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert Store(Path(plan.params.store)).folder(second.digest, 1).with_suffix(".lock").is_file()
        assert of_study(plan, tmp_path, "batchnorm-cnn") == (1, 0, 3)


def test_looking_does_not_end_a_hold(plan: Plan, tmp_path: Path) -> None:
    cell = cells_of(plan, "batchnorm-cnn")[0]
    with training(plan, cell, 0):
        assert [of_study(plan, tmp_path, "batchnorm-cnn")[1] for _ in range(3)] == [1, 1, 1]


def test_looking_leaves_nothing_behind(plan: Plan, tmp_path: Path) -> None:
    progress(plan, tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_another_data_sets_trials_do_not_count(plan: Plan, tmp_path: Path) -> None:
    cell = cells_of(plan, "dropout-cnn")[0]
    finish(tmp_path, cell, 0)
    (tmp_path / "mnist").rename(tmp_path / "digits")
    assert of_study(plan, tmp_path, "dropout-cnn")[0] == 0


def test_the_table_has_a_row_for_each_study_and_a_total() -> None:
    console = Console(file=io.StringIO(), width=80)
    studies = [StudyProgress("one", done=3, running=1, to_come=2), StudyProgress("two", done=0, running=1, to_come=8)]
    console.print(status_table(console, studies))
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert [line.split() for line in lines] == [
        ["study", "trials", "done", "running", "to", "come"],
        ["one", "6", "3", "1", "2"],
        ["two", "9", "0", "1", "8"],
        ["total", "15", "3", "2", "10"],
    ]


def test_a_terminal_gets_lines_and_the_same_numbers() -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, no_color=True)
    console.print(status_table(console, [StudyProgress("one", done=3, running=1, to_come=2)]))
    text: str = console.file.getvalue()  # type: ignore[attr-defined]
    assert "─" in text
    assert text.count("6") == 2


def test_the_command_is_plain_in_a_pipe_and_quick(repository: Path) -> None:
    """Quick is without torch, whose import alone takes longer than the command may."""
    code = (
        "import sys; from restudy.cli import app; app(['status', '--dataset', 'digits'], standalone_mode=False); "
        "import json; print(json.dumps([name for name in ('torch', 'pandas', 'matplotlib') if name in sys.modules]))"
    )
    command = [sys.executable, "-c", code]
    lines = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[0].startswith("digits, seed ")
    assert lines[2].split() == ["study", "trials", "done", "running", "to", "come"]
    assert lines[-2].startswith("total")
    assert json.loads(lines[-1]) == []
    assert "\x1b" not in "".join(lines)


def test_a_bad_data_set_is_one_line(repository: Path) -> None:
    command = [sys.executable, "-m", "restudy", "status", "--dataset", "cifar"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "restudy: --dataset: 'cifar' is not known; allowed: mnist, digits\n"
