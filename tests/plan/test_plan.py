"""The plan, and each study's part of it as a file."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.params.params import parse_params
from restudy.plan.plan import Plan, make_plan, read_study_plan, write_study_plan
from restudy.provenance import digest

STUDIES = ["cnn-lstm-grid", "batchnorm-cnn", "mlp-optimizers", "dropout-cnn", "cnn-architectures"]


def test_studies_come_in_the_order_of_the_file(mnist_plan: Plan) -> None:
    assert list(mnist_plan.studies) == STUDIES


def test_the_repository_s_cells_are_as_many_as_the_papers_ask_for(mnist_plan: Plan) -> None:
    """A: 2 × 12; B: 2; C: 3 under two protocols; D: 3; E: 4 under two protocols, and 3 twins of them."""
    cells = {name: [cell for cell in study.cells if cell.protocols] for name, study in mnist_plan.studies.items()}
    assert {name: len(found) for name, found in cells.items()} == {
        "cnn-lstm-grid": 24,
        "batchnorm-cnn": 2,
        "mlp-optimizers": 6,
        "dropout-cnn": 3,
        "cnn-architectures": 11,
    }


def test_the_rest_are_those_of_alternatives(params_content: dict[str, Any], mnist_plan: Plan) -> None:
    for name, study in mnist_plan.studies.items():
        alternatives = params_content["studies"][name]["alternatives"]
        rest = Counter(cell.alternative for cell in study.cells if not cell.protocols)
        assert rest == {alternative: len(content["cells"]) for alternative, content in alternatives.items()}


def test_cells_are_found_by_study_and_name(mnist_plan: Plan) -> None:
    assert len(mnist_plan.cells) == sum(len(study.cells) for study in mnist_plan.studies.values())
    for (study, name), cell in mnist_plan.cells.items():
        assert (cell.study, cell.name) == (study, name)
        assert cell in mnist_plan.studies[study].cells


def test_no_two_cells_of_all_studies_share_a_digest(mnist_plan: Plan) -> None:
    assert len({cell.digest for cell in mnist_plan.cells.values()}) == len(mnist_plan.cells)


def test_every_split_that_a_cell_needs_is_planned_and_no_other(mnist_plan: Plan) -> None:
    assert {cell.split for cell in mnist_plan.cells.values()} == set(mnist_plan.splits)
    sizes = {(split["train"], split["val"], split["seed"]) for split in mnist_plan.splits.values()}
    assert sizes == {(50_000, 10_000, 0), (50_000, 10_000, 1), (54_000, 6_000, 42), (60_000, 0, 0), (54_000, 6_000, 0)}


def test_a_protocol_has_its_cells(mnist_plan: Plan) -> None:
    """Those of alternatives are of none."""
    optimizers = mnist_plan.studies["mlp-optimizers"]
    for protocol, validation in (("published", 0), ("held_out", 6_000)):
        cells = optimizers.under(protocol)
        assert [cell.variant for cell in cells] == ["sgd", "momentum", "adam"]
        assert {cell.settings["split"]["val"] for cell in cells} == {validation}
    grid = mnist_plan.studies["cnn-lstm-grid"]
    assert grid.under("published") == grid.under("held_out") == [cell for cell in grid.cells if not cell.alternative]


def test_seeds_are_all_that_changes_with_the_seeds(params_content: dict[str, Any], mnist_plan: Plan) -> None:
    """But of those that have seeds of their own."""
    plan = make_plan(parse_params(params_content | {"seeds": [4, 2]}))
    given = {cell.seeds for cell in mnist_plan.cells.values()} - {(0, 1, 2)}
    assert given >= {(0, 1)}
    assert plan.cells.keys() == mnist_plan.cells.keys()
    for key, cell in mnist_plan.cells.items():
        assert plan.cells[key] == replace(cell, seeds=(4, 2) if cell.seeds == (0, 1, 2) else cell.seeds)
    for study in plan.studies.values():
        seeds = (seed for cell in study.cells for seed in cell.seeds)
        assert study.seeds == tuple(dict.fromkeys(seeds))


def test_a_changed_learning_rate_changes_exactly_its_cells(params_content: dict[str, Any], mnist_plan: Plan) -> None:
    params_content["studies"]["cnn-lstm-grid"]["grid"]["optimizer.lr"][1] = 0.003
    changed = {cell.digest: cell for cell in make_plan(parse_params(params_content)).cells.values()}
    before = {cell.digest: cell for cell in mnist_plan.cells.values()}
    gone = [before[key] for key in before.keys() - changed.keys()]
    new = [changed[key] for key in changed.keys() - before.keys()]
    assert sorted((cell.variant, cell.grid["batch_size"]) for cell in gone) == sorted(
        (cell.variant, cell.grid["batch_size"]) for cell in new
    )
    assert len(gone) == 6
    assert {cell.grid["optimizer.lr"] for cell in gone} == {0.002}
    assert {cell.grid["optimizer.lr"] for cell in new} == {0.003}


def test_a_study_s_plan_is_read_as_it_was_written(tmp_path: Path, mnist_plan: Plan) -> None:
    for name, study in mnist_plan.studies.items():
        write_study_plan(tmp_path / name, study)
        assert read_study_plan(tmp_path / name) == study


def test_a_cell_s_digest_follows_from_the_settings_in_the_file(tmp_path: Path, mnist_plan: Plan) -> None:
    """A job gets its settings as JSON, and they must be those that its folder is named by."""
    write_study_plan(tmp_path / "plan.json", mnist_plan.studies["dropout-cnn"])
    written = json.loads((tmp_path / "plan.json").read_text())["cells"]
    for cell, planned in zip(written, mnist_plan.studies["dropout-cnn"].cells, strict=True):
        assert digest(cell["settings"]) == digest(dict(planned.settings))
        assert cell["name"].endswith(cell["digest"][:8])


def test_a_plan_that_did_not_change_leaves_its_file_alone(tmp_path: Path, mnist_plan: Plan) -> None:
    path, study = tmp_path / "plan.json", mnist_plan.studies["batchnorm-cnn"]
    write_study_plan(path, study)
    before = path.stat()
    write_study_plan(path, study)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_plan_that_changed_is_written(tmp_path: Path, mnist_plan: Plan) -> None:
    path, study = tmp_path / "plan.json", mnist_plan.studies["batchnorm-cnn"]
    write_study_plan(path, study)
    write_study_plan(path, replace(study, seeds=(5,)))
    assert read_study_plan(path).seeds == (5,)


def test_one_wrong_study_stops_the_whole_plan(params_content: dict[str, Any]) -> None:
    params_content["studies"]["dropout-cnn"]["base"]["epochs"] = 0
    with pytest.raises(UserError, match=r"^params\.yaml: studies\.dropout-cnn\.base\.epochs: 0 is not allowed"):
        make_plan(parse_params(params_content))
