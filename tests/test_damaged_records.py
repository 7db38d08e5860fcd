"""Damaged records: none stops a plan, and those who only look say one line or nothing, and no traceback."""

import contextlib
from pathlib import Path

import pytest

from damage import DAMAGES, KINDS, OTHER_DAMAGES, inflict, lose_trials
from finished_run import DATA, RESULTS, STUDY, Run, Said, run, whole_run
from restudy.data.origin import check_origin
from restudy.freshness.jobs import jobs
from restudy.layout import TRIAL_FILES
from restudy.store.attempt import ATTEMPT_FILE, attempt, read_attempt

__all__ = ["run", "whole_run"]

RECORDS = [name for name in KINDS if name.startswith(("record ", "description ", "plan", "run", "config"))]
TEXTS = {name: damage for name, (pattern, damage) in OTHER_DAMAGES.items() if "safetensors" not in pattern}
ALL_DAMAGES = DAMAGES | TEXTS
LOOKS = [
    ["status"],
    ["status", "--failed"],
    ["store"],
    ["why"],
    ["adopt", "--dry-run"],
    ["compare", RESULTS, RESULTS],
    ["needs", f"{STUDY}/quality"],
]


@pytest.mark.tried("Damaged files", "each record that planning reads", "the plan is made, and the job runs again")
@pytest.mark.parametrize("damage", ALL_DAMAGES)
@pytest.mark.parametrize("kind", RECORDS)
def test_a_damaged_record_stops_no_plan(run: Run, kind: str, damage: str) -> None:
    """What a damaged record speaks of is made again; plans and descriptions are written again."""
    file = inflict(run, ALL_DAMAGES[damage], kind)
    run.prepare()
    with contextlib.chdir(run.folder):
        check_origin(Path(DATA), "digits")
        for job in jobs(run.plan, run.papers):
            made_again = file == run.folder / job.record
            assert job.is_current == job.done.is_file() == (not made_again)
    if file.is_relative_to(run.folder / ".restudy"):
        assert run.step("report").status == 0
        assert {run.step(f"{step}/{STUDY}").status for step in ("select", "judge", "tabulate")} == {0}


@pytest.mark.tried(
    "Damaged files", "records that `status`, `why`, `store`, `compare` and the like read", "no traceback"
)
@pytest.mark.parametrize("damage", ALL_DAMAGES)
@pytest.mark.parametrize("words", LOOKS, ids=" ".join)
def test_who_only_looks_gives_no_traceback(run: Run, words: list[str], damage: str) -> None:
    """With a trial of which each file is damaged in turn, and each file of what is compared."""
    for kind in ("config.json", "run.json", "history.csv", "checkpoint", "claims", "metrics", "rows of tables"):
        inflict(run, ALL_DAMAGES[damage], kind)
        assert_said(run, run.restudy(*words))


def assert_said(run: Run, said: Said) -> None:
    """Success, or one line for each thing that is wrong."""
    assert said.status in (0, 1, 2), said
    assert all(line.startswith("restudy: ") for line in said.err.splitlines()), said
    assert said.err or said.status == 0, said


@pytest.mark.tried("Damaged files", "trials that `adopt` finds", "they are left out, and named")
@pytest.mark.parametrize("damage", [name for name in ALL_DAMAGES if name != "missing"])
@pytest.mark.parametrize("name", TRIAL_FILES)
def test_a_damaged_trial_is_not_adopted(run: Run, name: str, damage: str) -> None:
    """It is left out, with a line that says why."""
    cell = run.cell()
    file, other = (run.folder / f"{RESULTS}/cells/{STUDY}/{cell.name}/seed{seed}/{name}" for seed in (0, 1))
    content = ALL_DAMAGES[damage](file.read_bytes(), other.read_bytes() + b" ")
    assert content is not None
    file.unlink()
    file.write_bytes(content)
    said = run.restudy("adopt", "--dry-run")
    (line,) = said.err.splitlines()
    assert line.startswith(f"restudy: adopt: left out: {file.relative_to(run.folder)}: ")


@pytest.mark.tried("Damaged files", "locks of trials", "nobody waits for them")
@pytest.mark.parametrize("content", [b"", b"filelock/2\npid=1", b"\xff", b"{}"], ids=["empty", "cut", "bytes", "JSON"])
def test_a_damaged_lock_holds_nobody_up(run: Run, content: bytes) -> None:
    cell = run.cell()
    lock = run.folder / f".restudy/store/{cell.digest}/seed0.lock"
    lock.write_bytes(content)
    lose_trials(run)
    assert run.restudy("status").status == 0
    said = run.step(f"train/{STUDY}/{cell.name}")
    assert said.status == 0
    assert "seed 0: waits for another process" in said.out
    assert not lock.exists()


@pytest.mark.tried("Damaged files", "records of attempts", "`status` does without")
@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[]", b"{}", b'{"started": 1}'])
def test_a_damaged_attempt_is_none(run: Run, content: bytes) -> None:
    cell = run.cell()
    trial = run.folder / f".restudy/store/{cell.digest}/seed0"
    with contextlib.suppress(ValueError), attempt(trial):
        raise ValueError
    whole = read_attempt(trial)
    assert whole is not None
    (trial / ATTEMPT_FILE).write_bytes(content)
    assert read_attempt(trial) is None
    for words in (["status"], ["status", "--failed"]):
        assert run.restudy(*words).status == 0


@pytest.mark.tried("Damaged files", "trials that `prune` takes into the store", "what is whole is kept, the rest named")
@pytest.mark.parametrize("damage", [name for name in ALL_DAMAGES if name != "missing"])
@pytest.mark.parametrize("name", TRIAL_FILES)
def test_pruning_keeps_what_is_whole_and_says_what_is_not(run: Run, name: str, damage: str) -> None:
    cell = run.cell()
    unwanted = run.folder / f"{RESULTS}/cells/{STUDY}/sgd-00000000"
    (run.folder / f"{RESULTS}/cells/{STUDY}/{cell.name}").rename(unwanted)
    file = unwanted / "seed0" / name
    content = ALL_DAMAGES[damage](file.read_bytes(), (unwanted / "seed1" / name).read_bytes() + b" ")
    assert content is not None
    file.unlink()
    file.write_bytes(content)
    (run.folder / ".restudy/store").rename(run.folder / ".restudy/another")
    said = run.restudy("prune")
    assert said.status == 0
    (line,) = said.err.splitlines()
    assert line.startswith(f"restudy: not kept in the store: {file.relative_to(run.folder)}: ")
    kept = [path.name for path in (run.folder / f".restudy/store/{cell.digest}").iterdir() if path.is_dir()]
    assert kept == ["seed1"]
    assert not unwanted.exists()
