"""Where tables and figures come from: files with their hashes, commands, jobs and trials."""

import hashlib
import shutil
from pathlib import Path

import pytest

from report_fixture import leave_presented, reported_paper, reported_plan
from restudy.papers.items import Item
from restudy.plan.plan import StudyPlan
from restudy.report.origins import Origin, Origins, report_hashes
from restudy.report.studies import StudyContents
from results_fixture import small_paper, small_plan

CNN_GRID = 6


@pytest.fixture(scope="module")
def plan() -> StudyPlan:
    return reported_plan()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory, plan: StudyPlan) -> StudyContents:
    return leave_presented(tmp_path_factory.mktemp("results"), plan)


@pytest.fixture(scope="module")
def results(study: StudyContents) -> Path:
    return study.results


@pytest.fixture(scope="module")
def found(study: StudyContents) -> dict[str, Origin]:
    """The origins of everything that the study shows."""
    return study.origins["tables"] | study.origins["figures"]


def test_all_that_a_study_shows_has_an_origin(study: StudyContents, found: dict[str, Origin]) -> None:
    assert list(found) == [*study.paper.tables, *study.paper.figures]


def test_files_are_named_from_the_project_and_hashed(found: dict[str, Origin], results: Path) -> None:
    for identifier, origin in found.items():
        ending = "csv" if origin.kind == "tables" else "svg"
        assert origin.shown.path == f"results/mnist/{origin.kind}/reported/{identifier}.{ending}"
        assert origin.numbers.path == f"results/mnist/{origin.kind}/reported/{identifier}.csv"
        for file in (origin.shown, origin.numbers):
            content = (results / file.path.removeprefix("results/mnist/")).read_bytes()
            assert file.digest == hashlib.sha256(content).hexdigest()


def test_commands_name_a_figure_by_its_file(found: dict[str, Origin]) -> None:
    """A figure may have the ID of a table."""
    assert found["T-grid"].command == "restudy rebuild reported/T-grid --rev REVISION"
    assert found["F-heat"].command == "restudy rebuild reported/F-heat.svg --rev REVISION"
    local = "snakemake --cores 1 --force results/mnist/figures/reported/F-heat.svg"
    assert found["F-heat"].local_command == local


def test_jobs_lead_from_the_data_to_the_file(found: dict[str, Origin]) -> None:
    jobs = found["T-grid"].jobs
    assert [job.rule for job in jobs] == ["unpack", "train", "evaluate", "measure", "tabulate_reported"]
    assert [job.jobs for job in jobs] == [1, CNN_GRID, 1, 1, 1]
    assert [job.code for job in jobs[3:]] == ["measure's code", "tabulate's code"]
    assert jobs[4].record == "results/mnist/made_from/tabulate/reported.json"
    assert found["F-heat"].jobs[-1].rule == "draw_reported"


def test_steps_that_were_called_by_hand_leave_no_record(plan: StudyPlan, results: Path, tmp_path: Path) -> None:
    shutil.copytree(results, tmp_path, ignore=shutil.ignore_patterns("made_from"), dirs_exist_ok=True)
    last = Origins(plan, reported_paper(), tmp_path, []).tables()["T-grid"].jobs[-1]
    assert (last.code, last.record) == ("", None)


def test_nothing_was_trained_for_what_shows_the_data_alone(found: dict[str, Origin]) -> None:
    for identifier in ("T-counts", "F-counts", "F-samples"):
        assert found[identifier].trials == ()
        assert "train" not in [job.rule for job in found[identifier].jobs]


@pytest.mark.parametrize(
    ("identifier", "cells"),
    [("T-grid", 6), ("F-heat", 6), ("T-summary", 2), ("F-dots", 2), ("F-steps", 2), ("T-wrong", 1)],
)
def test_trials_are_those_whose_numbers_are_shown(
    plan: StudyPlan, found: dict[str, Origin], identifier: str, cells: int
) -> None:
    trials = found[identifier].trials
    assert len({trial.cell.name for trial in trials}) == cells
    assert [trial.seed for trial in trials] == list(plan.seeds) * cells


def test_what_names_no_cell_is_of_all_cells(plan: StudyPlan) -> None:
    assert tuple(Item(kind="any").cells_behind(plan, reported_paper())) == plan.cells


def test_hashes_follow_params_papers_and_data() -> None:
    small, reported = (small_plan(), small_paper()), (reported_plan(), reported_paper())
    one, all_of = report_hashes([small]), report_hashes([small, reported])
    assert report_hashes([(small_plan(), small_paper())]) == one
    other_paper = report_hashes([(small_plan(), small_paper("summary: Another one."))])
    other_settings = report_hashes([(small_plan("base: {batch_size: 9}"), small_paper())])
    assert len({hashes.params for hashes in (one, other_paper, other_settings, all_of)}) == 4
    assert one.code == other_paper.code
    assert report_hashes([reported]).data != report_hashes([(reported_plan("digits"), reported_paper())]).data
