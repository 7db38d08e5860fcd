"""One round of a night: whether seeds are given, what it takes off the hours, and whether another follows."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from restudy.cli.rounds import HOURS_LEFT, Rounds
from restudy.layout import Results
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan
from restudy.records import write_json
from results_fixture import PARAMS
from test_decided import STUDIES, judged, read

RESULTS = Results(Path("results/mnist"))
SECONDS = 900.0


class NextRoundError(Exception):
    """In the place of the next round, which never returns: the hours that it is given."""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    def next_round(program: str, arguments: list[str], environment: dict[str, str]) -> None:
        raise NextRoundError(environment[HOURS_LEFT])

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(HOURS_LEFT, raising=False)
    monkeypatch.setattr(os, "execve", next_round)
    Path("params.yaml").write_text(PARAMS + STUDIES, encoding="utf-8")
    return planned()


def planned() -> Plan:
    return make_plan(parse_params(read()))


def train(plan: Plan) -> None:
    """Leave evidence of every trial, as a run would."""
    for cell in plan.cells.values():
        for seed in cell.seeds:
            file = RESULTS.training_evidence(cell.study, cell.name, seed)
            if not file.is_file():
                write_json(file, {"run": {"seconds": SECONDS}})


def another(rounds: Rounds) -> float | None:
    """The hours that the next round is given; None where there is none."""
    try:
        rounds.next()
    except NextRoundError as error:
        return float(str(error))
    return None


def test_a_run_that_has_nothing_to_decide_by_is_the_first_round(plan: Plan) -> None:
    rounds = Rounds(plan, 5.0, dry_run=False)
    assert not rounds.begin()
    train(plan)
    rounds.end(plan)
    assert another(rounds) == 5.0 - len(plan.cells) * SECONDS / 3600


def test_seeds_are_given_and_what_their_runs_take_is_taken_off(plan: Plan) -> None:
    train(plan)
    judged(plan, A1=(3, ["best"]))
    rounds = Rounds(plan, 5.0, dry_run=False)
    assert rounds.begin()
    more = planned()
    assert len(more.cells) == len(plan.cells)
    train(more)
    rounds.end(more)
    assert another(rounds) == 5.0 - 2 * SECONDS / 3600


@pytest.mark.parametrize(
    "stop", [lambda plan: judged(plan, A1=(None, ["best"])), lambda plan: judged(plan, A1=(31, ["best"]))]
)
def test_nothing_follows_where_no_claim_is_settled_by_more_runs(plan: Plan, stop: Callable[[Plan], Any]) -> None:
    train(plan)
    stop(plan)
    rounds = Rounds(plan, 5.0, dry_run=False)
    assert not rounds.begin()
    rounds.end(plan)
    assert another(rounds) is None


def test_nothing_follows_when_the_hours_are_over(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOURS_LEFT, "0.5")
    rounds = Rounds(plan, 5.0, dry_run=False)
    rounds.begin()
    train(plan)
    rounds.end(plan)
    assert another(rounds) is None


def test_nothing_follows_a_round_that_failed(plan: Plan) -> None:
    rounds = Rounds(plan, 5.0, dry_run=False)
    rounds.begin()
    assert another(rounds) is None


def test_runs_that_are_planned_come_before_new_seeds(plan: Plan) -> None:
    judged(plan, A1=(3, ["best"]))
    assert not Rounds(plan, 5.0, dry_run=False).begin()
    assert "seeds" not in read()["studies"]["small"]["cells"]["best"]


def test_a_dry_run_writes_nothing(plan: Plan) -> None:
    train(plan)
    judged(plan, A1=(3, ["best"]))
    before = Path("params.yaml").read_bytes()
    rounds = Rounds(plan, 5.0, dry_run=True)
    assert not rounds.begin()
    assert Path("params.yaml").read_bytes() == before
    assert another(rounds) is None
