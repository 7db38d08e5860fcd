"""Seeds where claims need them: what is said, and what is written."""

from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from restudy.cli.decided import decide
from restudy.core_yaml import parse_yaml
from restudy.errors import UserError
from restudy.layout import Results
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan
from restudy.records import read_json, write_json
from results_fixture import PARAMS

STUDIES = """
studies:
  small:
    variants:
      cnn:
        settings: {model: {name: mlp, hidden: [1]}}
      mlp:
        settings: {model: {name: mlp, hidden: [2]}}
    grid:
      batch_size: [8, 16]
    cells:
      best: {variant: cnn, grid: {batch_size: 8}}
    protocols:
      published: {choose_by: test_accuracy}
    choose_within: study
"""


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.chdir(tmp_path)
    Path("params.yaml").write_text(PARAMS + STUDIES, encoding="utf-8")
    return make_plan(parse_params(read()))


def read() -> dict[str, Any]:
    content: dict[str, Any] = parse_yaml(Path("params.yaml").read_text(encoding="utf-8"), "params.yaml").content
    return content


def judged(plan: Plan, **claims: tuple[int | None, list[str]]) -> None:
    """What `judge` says of each claim: the runs that would settle it, and the cells that it is about."""
    study = plan.studies["small"]
    found = {
        key: {"verdict": "open", "seeds_to_decide": runs, "cells": [study.cell(name).name for name in names]}
        for key, (runs, names) in claims.items()
    }
    write_json(Results(Path("results/mnist")).claims("small"), {"claims": found})


def said(plan: Plan, capsys: pytest.CaptureFixture[str], *claims: str, dry_run: bool = False) -> str:
    decide(plan, Path("params.yaml"), 1.0, claims, dry_run, Console(width=200))
    return capsys.readouterr().out


def seeds_after(plan: Plan) -> dict[str, tuple[int, ...]]:
    again = make_plan(parse_params(read()))
    return {name: again.studies["small"].cell(name).seeds for name in ("best", "cnn-bs16", "mlp-bs8", "mlp-bs16")}


def test_a_named_cell_alone_gets_what_a_claim_about_it_needs(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    judged(plan, A1=(3, ["best"]), A2=(31, ["mlp-bs8"]), A3=(None, ["mlp-bs8"]))
    file = Results(Path("results/mnist")).claims("small")
    found = read_json(file)
    found["claims"]["A4"] = found["claims"]["A3"] | {"verdict": "tied"}
    write_json(file, found)
    text = said(plan, capsys)
    assert "Of 4 claims 1 is settled now, 2 with these runs if all else stays as it is." in text
    assert "Not to be settled by 30 runs of each setting; other test images may: A2, A3." in text
    assert "Tied, which more runs leave as it is: A4." in text
    assert "Written to params.yaml: studies.small.cells.best.seeds." in text
    assert seeds_after(plan) == {"best": (0, 1, 2), "cnn-bs16": (0,), "mlp-bs8": (0,), "mlp-bs16": (0,)}


def test_a_named_cell_keeps_its_seeds_where_its_variant_gets_more(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    judged(plan, A1=(3, ["cnn-bs16"]))
    said(plan, capsys)
    assert seeds_after(plan) == {"best": (0,), "cnn-bs16": (0, 1, 2), "mlp-bs8": (0,), "mlp-bs16": (0,)}


def test_a_dry_run_writes_nothing(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    judged(plan, A1=(3, ["best"]))
    assert "A1" in said(plan, capsys, dry_run=True)
    assert Path("params.yaml").read_text(encoding="utf-8") == PARAMS + STUDIES


def test_only_the_claims_that_are_named_count(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    judged(plan, A1=(3, ["best"]), A2=(5, ["mlp-bs8"]))
    said(plan, capsys, "A2")
    assert seeds_after(plan)["best"] == (0,)
    assert seeds_after(plan)["mlp-bs8"] == (0, 1, 2, 3, 4)


def test_an_unknown_claim_is_one_line(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    judged(plan, A1=(3, ["best"]))
    with pytest.raises(UserError, match=r"^--claims: 'A2' is no claim of these studies; allowed: A1$"):
        said(plan, capsys, "A2")


def test_a_study_that_was_not_judged_is_one_line(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UserError, match=r"^results/mnist/claims/small.json: not there; run snakemake"):
        said(plan, capsys)


def test_what_was_judged_of_other_cells_is_not_planned_by(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    judged(plan, A1=(3, ["best"]))
    file = Results(Path("results/mnist")).claims("small")
    file.write_text(file.read_text().replace(plan.studies["small"].cell("best").name, "cnn-bs8-00000000"))
    with pytest.raises(UserError, match=r"claims/small\.json: is of cnn-bs8-00000000, which the plan no longer has"):
        said(plan, capsys)
