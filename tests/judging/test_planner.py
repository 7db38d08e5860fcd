"""Which runs settle most claims in the time that there is."""

from restudy.judging.needs import MOST_RUNS, Need, Planner, needs_of
from restudy.plan.cells import Cell
from results_fixture import plan_study

PLAN = plan_study(seeds=(0, 1, 2))
ONE, TWO, THREE, EXTRA = PLAN.cells
SECONDS = {cell.name: seconds for cell, seconds in zip(PLAN.cells, (10.0, 20.0, 40.0, 1.0), strict=True)}
ALONE = {cell.name: [cell] for cell in PLAN.cells}


def need(claim: str, runs: int, *cells: Cell) -> Need:
    return Need("small", claim, "open", runs, cells)


def test_the_cheapest_claim_comes_first_and_its_runs_serve_the_next() -> None:
    steps = Planner(SECONDS, ALONE).steps([need("dear", 5, TWO, THREE), need("cheap", 5, ONE, TWO)], 1000)
    assert [(step.need.claim, dict(step.added), step.seconds) for step in steps] == [
        ("cheap", {ONE.name: 2, TWO.name: 2}, 60),
        ("dear", {THREE.name: 2}, 80),
    ]


def test_it_ends_before_more_time_is_asked_for_than_there_is() -> None:
    needs = [need("cheap", 5, ONE, TWO), need("dear", 5, THREE)]
    assert [
        [step.need.claim for step in Planner(SECONDS, ALONE).steps(needs, hours)] for hours in (59, 60, 139, 140)
    ] == [
        [],
        ["cheap"],
        ["cheap"],
        ["cheap", "dear"],
    ]


def test_what_is_not_settled_by_so_many_runs_is_left_out() -> None:
    needs = [need("far", MOST_RUNS + 1, EXTRA), need("near", MOST_RUNS, EXTRA)]
    assert [step.need.claim for step in Planner(SECONDS, ALONE).steps(needs, 1e9)] == ["near"]


def test_cells_whose_seeds_stand_in_one_place_get_them_together() -> None:
    together = {ONE.name: [ONE, EXTRA], EXTRA.name: [ONE, EXTRA]}
    (step,) = Planner(SECONDS, ALONE | together).steps([need("some", 4, ONE)], 1000)
    assert (dict(step.added), step.seconds) == ({ONE.name: 1, EXTRA.name: 1}, 11)


def test_claims_are_needs_where_runs_would_settle_them() -> None:
    claims = {
        "A": {"verdict": "open", "seeds_to_decide": 7, "cells": [TWO.name]},
        "B": {"verdict": "tied", "seeds_to_decide": None, "cells": [ONE.name]},
        "C": {"verdict": "holds", "cells": [ONE.name]},
    }
    assert needs_of("small", PLAN.cells, {"claims": claims}) == [need("A", 7, TWO)]
