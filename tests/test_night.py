"""One round of a night: whether seeds are given, what it takes off the hours, and whether another follows."""

import logging
import os
from pathlib import Path

import pytest

from restudy.cli.rounds import HOURS_LEFT, LOGGER, Rounds
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


def another(plan: Plan, hours: float = 5.0, dry_run: bool = False, finished: bool = True) -> float | None:
    """The hours that the round after one which trains what is missing is given; None where there is none."""
    rounds = Rounds(plan, hours)
    train(plan)
    if finished:
        rounds.finish()
    try:
        rounds.next(dry_run)
    except NextRoundError as error:
        return float(str(error))
    return None


def test_seeds_are_given_when_a_round_has_ended_and_what_it_trained_is_taken_off(plan: Plan) -> None:
    judged(plan, A1=(3, ["best"]))
    assert another(plan) == 5.0 - len(plan.cells) * SECONDS / 3600
    more = planned()
    assert more.studies["small"].cell("best").seeds == (0, 1, 2)
    judged(plan, A1=(5, ["best"]))
    assert another(more) == 5.0 - 2 * SECONDS / 3600


def test_a_run_that_has_no_jobs_is_a_round_too(plan: Plan) -> None:
    """Snakemake calls no hook then, and says so."""
    train(plan)
    judged(plan, A1=(3, ["best"]))
    rounds = Rounds(plan, 5.0)
    logging.getLogger(LOGGER).info("Nothing to be done (all requested files are present and up to date).")
    logging.getLogger(LOGGER).warning("Nothing to be done (all requested files are present and up to date).")
    with pytest.raises(NextRoundError, match=r"^5\.0$"):
        rounds.next(dry_run=False)


@pytest.mark.parametrize("runs", [None, 31])
def test_nothing_follows_where_no_claim_is_settled_by_more_runs(plan: Plan, runs: int | None) -> None:
    judged(plan, A1=(runs, ["best"]))
    assert another(plan) is None
    assert planned().cells == plan.cells


def test_nothing_follows_when_the_hours_are_over(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOURS_LEFT, "0.5")
    judged(plan, A1=(3, ["best"]))
    assert another(plan) is None
    assert planned().cells == plan.cells


def test_nothing_follows_a_round_that_failed(plan: Plan) -> None:
    judged(plan, A1=(3, ["best"]))
    assert another(plan, finished=False) is None
    assert planned().cells == plan.cells


def test_nothing_follows_a_round_that_left_trials_untrained_or_judged_nothing(plan: Plan) -> None:
    assert another(plan) is None
    judged(plan, A1=(3, ["best"]))
    cell = plan.studies["small"].cell("best")
    RESULTS.training_evidence("small", cell.name, 0).unlink()
    rounds = Rounds(plan, 5.0)
    rounds.finish()
    rounds.next(dry_run=False)
    assert planned().cells == plan.cells


def test_a_dry_run_writes_nothing(plan: Plan) -> None:
    judged(plan, A1=(3, ["best"]))
    before = Path("params.yaml").read_bytes()
    assert another(plan, dry_run=True) is None
    assert Path("params.yaml").read_bytes() == before
