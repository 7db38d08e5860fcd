"""What the real Snakemake makes of results: by what they were made from, whatever clocks say and was interrupted."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from restudy.checksums import FILES, read_record
from workflow_project import Project, finished, project

pytestmark = pytest.mark.slow
__all__ = ["finished", "project"]

GRID, OPTIMIZERS = "cnn-lstm-grid", "mlp-optimizers"
RESULTS, STEPS = "results/digits", ".restudy/steps/digits"
REPORTING = {"report": 1, "typeset": 1, "all": 1}
# What follows from a study's paper.
PRESENTING = {"judge": 1, "tabulate_mlp_optimizers": 1, "draw_mlp_optimizers": 1} | REPORTING
PRESENTING_BOTH = PRESENTING | {"judge": 2, "tabulate_cnn_lstm_grid": 1, "draw_cnn_lstm_grid": 1}
JUDGE_CODE = "src/restudy/judging/judge.py"
PATIENCE_SECONDS = 120


def append(project: Project, file: str, text: str = "\n\nEDITED = True\n") -> None:
    with (project.folder / file).open("a", encoding="utf-8") as stream:
        stream.write(text)


def state(project: Project) -> dict[Path, tuple[bytes, int]]:
    """Each file of data and results: its content and its own time."""
    return {path: (path.read_bytes(), path.lstat().st_mtime_ns) for path in project.files("data", "results")}


def edit_claim(paper: dict[str, Any]) -> None:
    paper["claims"]["C1"]["at_least"] = 0.5


def edit_caption(paper: dict[str, Any]) -> None:
    next(iter(paper["figures"].values()))["title"] = "Another caption"


def edit_published(paper: dict[str, Any]) -> None:
    paper["headline"][0]["published"] = 0.5


def edit_title(paper: dict[str, Any]) -> None:
    paper["title"] = "Another title"


@pytest.mark.parametrize("edit", [edit_claim, edit_caption, edit_published, edit_title])
def test_what_a_paper_says_trains_chooses_and_evaluates_nothing(
    project: Project, edit: Callable[[dict[str, Any]], None]
) -> None:
    with project.paper(OPTIMIZERS) as paper:
        edit(paper)
    planned = project.plan()
    assert planned.counts == PRESENTING
    assert {job.wildcards["study"] for job in planned.jobs if "study" in job.wildcards} == {OPTIMIZERS}


def test_a_paper_that_is_put_back_by_git_with_its_results_plans_nothing(project: Project) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@b")
        subprocess.run(["git", *who, *arguments], cwd=project.folder, check=True, capture_output=True)

    committed = ("params.yaml", "papers", "src", RESULTS)
    git("init", "--quiet")
    git("add", *committed)
    git("commit", "--quiet", "--message", "First")
    before = {path: content for path, (content, _) in state(project).items()}
    with project.paper(OPTIMIZERS) as paper:
        edit_claim(paper)
    assert project.run().counts == PRESENTING
    assert {path: content for path, (content, _) in state(project).items()} != before
    git("checkout", "--quiet", "--", *committed)
    assert project.plan().jobs == []
    assert {path: content for path, (content, _) in state(project).items()} == before


@pytest.mark.parametrize("arguments", [("--dry-run",), ("--dry-run", "--forceall"), ("--cores", "1"), ("--summary",)])
def test_reading_the_snakefile_changes_neither_data_nor_results(project: Project, arguments: tuple[str, ...]) -> None:
    """Also where results are outdated; a run with nothing to do is among them."""
    if "--cores" not in arguments:
        append(project, "src/restudy/evidence/measure.py")
    before = state(project)
    assert project.snakemake(*arguments).status == 0
    assert state(project) == before


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("src/restudy/evaluation/trial.py", PRESENTING_BOTH | {"evaluate": 2, "measure": 2}),
        ("src/restudy/evidence/measure.py", PRESENTING_BOTH | {"measure": 2}),
        (JUDGE_CODE, REPORTING | {"judge": 2}),
        ("src/restudy/claims/different_epochs.py", REPORTING | {"judge": 1}),
        ("src/restudy/report/templates/report.css", REPORTING),
        ("src/restudy/claims/class_threshold.py", {}),
    ],
    ids=["evaluate", "measure", "judge", "a kind that one paper uses", "a template", "a kind that none uses"],
)
@pytest.mark.parametrize("target", [(), (f"{RESULTS}/report/report.html",)], ids=["all", "report"])
def test_a_line_of_code_plans_its_step_and_all_behind_it(
    project: Project, file: str, counts: dict[str, int], target: tuple[str, ...]
) -> None:
    append(project, file, "\n/* A remark. */\n" if file.endswith("css") else "\n\nEDITED = True\n")
    expected = {rule: number for rule, number in counts.items() if not target or rule not in ("typeset", "all")}
    assert project.plan(*target).counts == expected


@pytest.mark.tried(
    "Clocks, copies and versions", "results with times of 1980 and 2096", "an edit plans its steps, and nothing else"
)
@pytest.mark.parametrize("time", [315532800, 4e9], ids=["1980", "2096"])
def test_an_edit_counts_whatever_times_results_have(project: Project, time: float) -> None:
    """Also for a target that Snakemake compares by times alone, since it remembers nothing of what ran elsewhere."""
    shutil.rmtree(project.folder / ".snakemake")
    shutil.rmtree(project.folder / ".restudy")
    for path in project.files("data", "results", "logs"):
        os.utime(path, (time, time))
    target = f"{RESULTS}/report/report.html"
    assert project.plan().jobs == project.plan(target).jobs == []
    append(project, JUDGE_CODE)
    assert project.plan().counts == REPORTING | {"judge": 2}
    assert project.plan(target).counts == {"judge": 2, "report": 1}
    assert project.run().counts == REPORTING | {"judge": 2}
    assert project.plan().jobs == []


@pytest.mark.tried("Clocks, copies and versions", "a deleted file", "it is made again, with all behind it")
@pytest.mark.parametrize(
    ("lost", "counts"),
    [
        (f"made_from/evaluate/{OPTIMIZERS}.json", PRESENTING | {"evaluate": 1, "measure": 1}),
        (f"evaluation/{OPTIMIZERS}/epochs.csv", PRESENTING | {"measure": 1}),
        ("made_from/excerpt.json", PRESENTING_BOTH | {"excerpt": 1, "measure": 2}),
        (f"made_from/judge/{OPTIMIZERS}.json", REPORTING | {"judge": 1}),
        (f"metrics/{OPTIMIZERS}.json", REPORTING | {"judge": 1}),
        (f"tables/{GRID}.json", REPORTING | {"tabulate_cnn_lstm_grid": 1}),
        (f"plots/grids/{GRID}.csv", REPORTING | {"draw_cnn_lstm_grid": 1}),
        (f"selection/{GRID}.json", REPORTING | {"select": 1, "judge": 1}),
        ("report/verdicts.json", REPORTING),
        ("made_from/typeset.json", {"typeset": 1, "all": 1}),
    ],
)
def test_what_was_deleted_is_made_again_with_all_behind_it(project: Project, lost: str, counts: dict[str, int]) -> None:
    (project.folder / RESULTS / lost).unlink()
    assert project.plan().counts == counts


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        ("select", REPORTING | {"select": 2, "judge": 2}),
        ("evaluate", PRESENTING_BOTH | {"evaluate": 2, "measure": 2}),
        ("measure", PRESENTING_BOTH | {"measure": 2}),
        ("judge", REPORTING | {"judge": 2}),
        ("draw_mlp_optimizers", REPORTING | {"draw_mlp_optimizers": 1}),
        ("report", REPORTING),
        ("typeset", {"typeset": 1, "all": 1}),
    ],
)
def test_a_forced_step_and_all_behind_it_run(project: Project, rule: str, counts: dict[str, int]) -> None:
    assert project.plan("--forcerun", rule).counts == counts


@pytest.mark.parametrize("before", ["download", "split", "train", "select"])
def test_a_forced_job_hides_no_other(project: Project, before: str) -> None:
    """Snakemake 9.27 looks no further behind a job that must run, and its own files lead no further."""
    with project.paper(OPTIMIZERS) as paper:
        edit_claim(paper)
    counts = project.plan("--forcerun", before).counts
    assert {rule: counts[rule] for rule in PRESENTING if rule != "judge"} == {
        rule: number for rule, number in PRESENTING.items() if rule != "judge"
    }
    assert counts["judge"] == (2 if before == "select" else 1)


def test_a_lost_trial_hides_no_edit(project: Project) -> None:
    cell = project.planned_cell(GRID, "cnn-bs64-lr0.001")
    (project.folder / RESULTS / f"evidence/training/{GRID}/{cell.name}.seed0.json").unlink()
    with project.paper(OPTIMIZERS) as paper:
        edit_claim(paper)
    counts = project.plan().counts
    assert counts["train"] == 1
    assert {job.wildcards["study"] for job in project.plan().jobs if job.rule == "judge"} >= {OPTIMIZERS}


@pytest.mark.tried("Killed, interrupted, begun again", "a chain of steps, killed in the middle", "it goes on")
def test_an_interrupted_chain_goes_on(project: Project) -> None:
    """The first command ends after one step of it, the second is killed in the middle, the third does the rest."""
    append(project, "src/restudy/evidence/measure.py")
    assert project.run("--until", "measure").counts == {"measure": 2}
    assert project.plan().counts == PRESENTING_BOTH
    process = subprocess.Popen(
        project.command("--cores", "1"), cwd=project.folder, env=project.environment, stdout=subprocess.DEVNULL
    )
    stamps = [project.folder / STEPS / f"{step}.done" for step in (f"judge/{GRID}", f"judge/{OPTIMIZERS}")]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not any(stamp.exists() for stamp in stamps):
        assert time.monotonic() < deadline, "no study was judged"
        time.sleep(0.05)
    process.kill()
    process.wait(PATIENCE_SECONDS)
    assert project.snakemake("--unlock").status == 0
    rest = project.run()
    assert "measure" not in rest.counts
    assert rest.counts["judge"] < PRESENTING_BOTH["judge"] + 1
    assert project.plan().jobs == []


@pytest.mark.tried("Killed, interrupted, begun again", "a step that fails", "it leaves nothing, and is run again")
def test_a_step_that_fails_leaves_nothing_and_is_run_again(project: Project) -> None:
    source = project.folder / JUDGE_CODE
    before = source.read_bytes()
    append(project, JUDGE_CODE, '\n\nraise SystemExit("broken")\n')
    assert project.snakemake("--cores", "2").status != 0
    assert project.files(f"{RESULTS}/claims", f"{RESULTS}/made_from/judge") == []
    source.write_bytes(before)
    assert project.run().counts == REPORTING | {"judge": 2}
    assert project.plan().jobs == []


def test_a_record_is_the_description_and_names_no_time(project: Project) -> None:
    records = project.files(f"{RESULTS}/made_from")
    assert len(records) == 2 * 6 + 3
    for record in records:
        wanted = project.folder / STEPS / record.relative_to(project.folder / RESULTS / "made_from")
        content = read_record(record)
        assert content.pop(FILES)
        assert content == read_record(wanted)


def test_a_look_while_a_job_runs_does_not_disturb_it(project: Project) -> None:
    """`snakemake -n` beside a run, as one looks how much is left."""
    shutil.rmtree(project.folder / RESULTS / "evaluation")
    process = subprocess.Popen(
        project.command("--cores", "2"), cwd=project.folder, env=project.environment, stdout=subprocess.DEVNULL
    )
    while process.poll() is None:
        project.snakemake("--dry-run")
    assert process.returncode == 0
    assert project.plan().jobs == []
