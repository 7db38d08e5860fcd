"""`restudy status`: how far a plan's trials are."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from evidence_fixture import leave_training_evidence
from restudy.layout import TRIAL_FILES, Results
from restudy.params.overrides import without_nearer_seeds
from restudy.params.params import parse_params
from restudy.plan.cells import Cell
from restudy.plan.plan import Plan, make_plan
from restudy.store.attempt import attempt
from restudy.store.progress import State, StudyProgress, TrialProgress, hours_left, progress
from restudy.store.status import show_failed, show_status, status_table, watch_status
from restudy.store.store import Store
from terminal import shown_on

# A process of its own works on a trial as a training job does, says so, and waits.
HOLD = """
import sys, time
from pathlib import Path
from restudy.store.attempt import attempt
from restudy.store.store import Store
with Store(Path(sys.argv[1])).writing(sys.argv[2], int(sys.argv[3])) as folder, attempt(folder):
    print("held", flush=True)
    time.sleep(600)
"""
Numbers = tuple[int, int, int, int]


@pytest.fixture
def plan(params_content: dict[str, object], tmp_path: Path) -> Plan:
    """The studies without alternatives, with two seeds for each cell, and a store in the test's own folder."""
    content: dict[str, Any] = without_nearer_seeds(params_content) | {"seeds": [0, 1], "store": str(tmp_path / "store")}
    for study in content["studies"].values():
        study["alternatives"] = {}
    return make_plan(parse_params(content))


def cells_of(plan: Plan, study: str) -> list[Cell]:
    return list(plan.studies[study].cells)


def finish(results: Path, cell: Cell, seed: int, seconds: float = 1, diverged: int | None = None) -> None:
    metrics = {"diverged_in_epoch": diverged}
    leave_training_evidence(results / "mnist", cell, seed, {"seconds": seconds}, metrics)


@contextmanager
def training(plan: Plan, cell: Cell, seed: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, plan.params.store, cell.digest, str(seed)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def numbers(study: StudyProgress) -> Numbers:
    """Trials done, running, waiting and failed."""
    return study.number("done"), study.number("running"), study.number("waiting"), study.number("failed")


def of_study(plan: Plan, results: Path, study: str) -> Numbers:
    return numbers(next(row for row in progress(plan, results) if row.study == study))


def test_before_a_run_everything_waits(plan: Plan, tmp_path: Path) -> None:
    rows = progress(plan, tmp_path / "results")
    assert [row.study for row in rows] == list(plan.params.studies)
    # Twelve settings of two networks, with two seeds.
    assert numbers(rows[0]) == (0, 0, 48, 0)
    assert sum(len(row.trials) for row in rows) == 2 * len(plan.cells)


def test_a_trial_is_done_when_there_is_evidence_of_it(plan: Plan, tmp_path: Path) -> None:
    first, second, *_ = cells_of(plan, "mlp-optimizers")
    finish(tmp_path, first, 0)
    finish(tmp_path, first, 1)
    trial = Results(tmp_path / "mnist").trial(second.study, second.name, 0)
    trial.mkdir(parents=True)
    for name in TRIAL_FILES[:-1]:
        (trial / name).write_text("")
    assert of_study(plan, tmp_path, "mlp-optimizers") == (2, 0, 10, 0)
    assert of_study(plan, tmp_path, "dropout-cnn")[0] == 0


def test_a_trial_is_running_while_its_process_lives_and_failed_when_it_was_killed(plan: Plan, tmp_path: Path) -> None:
    first, second, *_ = cells_of(plan, "batchnorm-cnn")
    finish(tmp_path, first, 0)
    with training(plan, second, 1) as process:
        assert of_study(plan, tmp_path, "batchnorm-cnn") == (1, 1, 2, 0)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert of_study(plan, tmp_path, "batchnorm-cnn") == (1, 0, 2, 1)


def test_a_trial_that_the_store_holds_finished_is_ready(plan: Plan, tmp_path: Path) -> None:
    first, *_ = cells_of(plan, "batchnorm-cnn")
    store = Store(Path(plan.params.store))
    for name in TRIAL_FILES:
        store.folder(first.digest, 0).mkdir(parents=True, exist_ok=True)
        (store.folder(first.digest, 0) / name).write_text("{}")
    (study,) = (row for row in progress(plan, tmp_path) if row.study == "batchnorm-cnn")
    assert (study.number("ready"), study.number("waiting")) == (1, 3)
    with training(plan, first, 0):
        assert of_study(plan, tmp_path, "batchnorm-cnn") == (0, 1, 3, 0)


def fail(plan: Plan, cell: Cell, seed: int, error: BaseException) -> None:
    """An attempt that ends with an error."""
    folder = Store(Path(plan.params.store)).folder(cell.digest, seed)
    folder.mkdir(parents=True)
    with pytest.raises(type(error)), attempt(folder):
        raise error


def test_a_trial_whose_last_attempt_ended_with_an_error_failed(plan: Plan, tmp_path: Path) -> None:
    first = cells_of(plan, "mlp-optimizers")[0]
    fail(plan, first, 0, OSError("disk full"))
    fail(plan, first, 1, KeyboardInterrupt())
    assert of_study(plan, tmp_path, "mlp-optimizers") == (0, 0, 11, 1)
    with training(plan, first, 0):
        assert of_study(plan, tmp_path, "mlp-optimizers") == (0, 1, 11, 0)
    finish(tmp_path, first, 0)
    assert of_study(plan, tmp_path, "mlp-optimizers") == (1, 0, 11, 0)


@pytest.mark.parametrize(
    ("squeue", "numbers"),
    [
        pytest.param("echo '42|PENDING'", (0, 0, 12, 0), id="SLURM runs it again"),
        pytest.param("echo '43|RUNNING'", (0, 0, 11, 1), id="SLURM has it no more"),
        pytest.param("exit 1", (0, 0, 11, 1), id="no answer"),
    ],
)
def test_a_trial_that_was_lost_waits_if_slurm_still_has_its_job(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, squeue: str, numbers: Numbers
) -> None:
    (tmp_path / "squeue").write_text(f"#!/bin/sh\n{squeue}\n")
    (tmp_path / "squeue").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    leave_attempt(plan, cells_of(plan, "mlp-optimizers")[0])
    assert of_study(plan, tmp_path, "mlp-optimizers") == numbers


def leave_attempt(plan: Plan, cell: Cell) -> None:
    """What a job leaves that ended without a word on another machine."""
    folder = Store(Path(plan.params.store)).folder(cell.digest, 0)
    folder.mkdir(parents=True)
    (folder / "attempt.json").write_text(
        json.dumps({"started": "2025-01-01T00:00:00+00:00", "host": "n7", "pid": 1, "job": "42"})
    )


def test_a_failed_trial_is_named_with_its_error_and_the_end_of_its_log(plan: Plan, tmp_path: Path) -> None:
    first, second, *_ = cells_of(plan, "mlp-optimizers")
    fail(plan, first, 1, OSError("[disk] full"))
    leave_attempt(plan, second)
    log = tmp_path / "logs/mnist/train/mlp-optimizers" / f"{first.name}.log"
    log.parent.mkdir(parents=True)
    log.write_text("".join(f"line {number}\n" for number in range(100)))
    console = Console(file=io.StringIO(), width=60)
    show_failed(plan, tmp_path / "results", tmp_path / "logs", console)
    lines = [line.strip() for line in shown_on(console).splitlines()]
    assert lines[0] == f"mlp-optimizers/{first.name}/seed1"
    assert lines[2] == "OSError: [disk] full"
    assert lines[4:24] == [f"line {number}" for number in range(80, 100)]
    assert f"mlp-optimizers/{second.name}/seed0" in lines
    assert "began 2025-01-01T00:00:00+00:00, process 1 on n7, job 42" in lines
    assert any(line.startswith("ended without a word") for line in lines)
    assert lines[-1] == "2 failed trials"


def trials(cell: Cell, *states: tuple[State, float | None]) -> tuple[TrialProgress, ...]:
    return tuple(TrialProgress(cell, seed, state, seconds) for seed, (state, seconds) in enumerate(states))


def test_time_left_and_rate_by_hand(plan: Plan) -> None:
    """Trials take 100 s here: 40 s are left of the running one and 100 s of the others each."""
    first, second, other, *_ = cells_of(plan, "mlp-optimizers")
    done = trials(first, ("done", 80.0), ("done", 120.0))
    study = StudyProgress("one", done + trials(first, ("running", 60.0), ("waiting", None), ("failed", None)))
    assert study.seconds_left == pytest.approx(240)
    assert study.per_hour == pytest.approx(36)
    assert hours_left([study]) == pytest.approx(240 / 3600)
    # A cell of which nothing is known is taken to be like the rest of its study.
    assert StudyProgress("one", done + trials(other, ("waiting", None))).seconds_left == pytest.approx(100)
    # One that takes longer than others did is not past its end.
    assert StudyProgress("one", done + trials(first, ("running", 500.0))).seconds_left == 0
    unknown = StudyProgress("two", trials(second, ("running", 5.0)))
    assert (unknown.seconds_left, unknown.per_hour, hours_left([study, unknown])) == (None, None, None)
    assert hours_left([StudyProgress("one", done + trials(other, ("waiting", None)))]) is None


def test_looking_does_not_end_a_hold(plan: Plan, tmp_path: Path) -> None:
    cell = cells_of(plan, "batchnorm-cnn")[0]
    with training(plan, cell, 0):
        assert [of_study(plan, tmp_path, "batchnorm-cnn")[1] for _ in range(3)] == [1, 1, 1]
        assert Store(Path(plan.params.store)).is_held(cell.digest, 0)


def test_looking_leaves_nothing_behind(plan: Plan, tmp_path: Path) -> None:
    progress(plan, tmp_path / "results")
    assert list(tmp_path.iterdir()) == []


def test_another_data_sets_trials_do_not_count(plan: Plan, tmp_path: Path) -> None:
    cell = cells_of(plan, "dropout-cnn")[0]
    finish(tmp_path, cell, 0)
    (tmp_path / "mnist").rename(tmp_path / "digits")
    assert of_study(plan, tmp_path, "dropout-cnn")[0] == 0


@pytest.fixture
def two_studies(plan: Plan) -> list[StudyProgress]:
    first, second, *_ = cells_of(plan, "mlp-optimizers")
    one = trials(first, ("done", 3600.0), ("done", 3600.0), ("running", 1800.0))
    two = trials(second, ("done", 60.0), ("waiting", None), ("failed", None))
    return [StudyProgress("one", one), StudyProgress("two", two)]


def test_the_table_has_a_row_for_each_study_and_a_total(two_studies: list[StudyProgress]) -> None:
    console = Console(file=io.StringIO(), width=80)
    console.print(status_table(console, two_studies))
    assert [line.split() for line in shown_on(console).splitlines()] == [
        ["study", "trials", "done", "ready", "running", "waiting", "failed", "per", "h", "left"],
        ["one", "3", "2", "0", "1", "0", "0", "1.0", "0:30", "h"],
        ["two", "3", "1", "0", "0", "1", "1", "–", "–"],
        ["total", "6", "3", "0", "1", "1", "1", "1.0", "0:32", "h"],
    ]


def test_a_terminal_gets_lines_and_the_same_numbers(two_studies: list[StudyProgress]) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True, no_color=True)
    console.print(status_table(console, two_studies))
    assert "─" in shown_on(console)
    assert shown_on(console).count("0:32 h") == 1


def test_failures_are_pointed_to(plan: Plan, tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=80)
    show_status(plan, tmp_path, console)
    assert "--failed" not in shown_on(console)
    fail(plan, cells_of(plan, "mlp-optimizers")[0], 0, OSError("disk full"))
    show_status(plan, tmp_path, console)
    assert shown_on(console).splitlines()[-1] == "What went wrong: restudy status --failed"


@pytest.mark.parametrize("terminal", [True, False])
def test_watching_ends_when_all_is_done(plan: Plan, tmp_path: Path, terminal: bool) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=terminal, no_color=True)
    waited: list[float] = []

    def finish_some(seconds: float) -> None:
        """A study is finished at each look."""
        for cell in cells_of(plan, list(plan.studies)[len(waited)]):
            finish(tmp_path, cell, 0)
            finish(tmp_path, cell, 1)
        waited.append(seconds)

    watch_status(plan, tmp_path, console, 7.0, finish_some)
    assert waited == [7.0] * len(plan.studies)
    # A terminal is given the last view once more when its cursor is let go.
    assert shown_on(console).count("cnn-lstm-grid") == len(plan.studies) + 1 + terminal
    assert ("\x1b" in shown_on(console)) == terminal


def test_the_command_is_plain_in_a_pipe_and_quick(repository: Path) -> None:
    """Quick is without torch, whose import alone takes longer than the command may."""
    code = (
        "import sys; from restudy.cli import app; "
        "app(['status', '--config', 'dataset=digits'], standalone_mode=False); "
        "import json; print(json.dumps([name for name in ('torch', 'pandas', 'matplotlib') if name in sys.modules]))"
    )
    command = [sys.executable, "-c", code]
    lines = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout.splitlines()
    assert lines[0].startswith("digits, seed")
    assert lines[2].split() == [
        "study",
        "trials",
        "done",
        "ready",
        "running",
        "waiting",
        "failed",
        "per",
        "h",
        "left",
    ]
    assert lines[-2].startswith("total")
    assert json.loads(lines[-1]) == []
    assert "\x1b" not in "".join(lines)


def test_a_bad_data_set_is_one_line(repository: Path) -> None:
    command = [sys.executable, "-m", "restudy", "status", "--config", "dataset=cifar"]
    done = subprocess.run(command, cwd=repository, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "restudy: --config: dataset: 'cifar' is not known; allowed: digits, mnist\n"


def test_a_trial_that_diverged_is_done_and_named(plan: Plan, tmp_path: Path) -> None:
    """It says nothing of how long others take."""
    cell = cells_of(plan, "mlp-optimizers")[0]
    for seed in (0, 1):
        finish(tmp_path / "results", cell, seed, 100 if seed else 2, None if seed else 3)
    console = Console(file=io.StringIO(), width=100)
    show_status(plan, tmp_path / "results", console)
    shown = shown_on(console)
    assert f"{cell.study}/{cell.name}/seed0 diverged in epoch 3" in shown
    assert "seed1 diverged" not in shown
    study = next(row for row in progress(plan, tmp_path / "results") if row.study == cell.study)
    assert numbers(study)[0] == 2
    assert study.expected(cell) == 100
