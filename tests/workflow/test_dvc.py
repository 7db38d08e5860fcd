"""DVC's view and Snakemake's agree, whichever of the two ran: what is planned, what runs, what is recorded."""

import json
import resource
from pathlib import Path

import pytest

from dvc_project import ADAM_CELLS, CELLS_FOLDER, VersionedProject, first_version, tracked
from restudy.core_yaml import read_yaml
from restudy.layout import HEAVY_KINDS, KINDS
from workflow_project import CELLS, DIGEST, Outcome, finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "tracked"]

NO_OP_SECONDS = 2.0  # of processor time, which on an idle machine is the time on the clock


def test_a_run_leaves_everything_versioned(first_version: VersionedProject) -> None:
    assert first_version.is_clean
    paths = {file.relative_to(first_version.folder) for file in first_version.files("data", "results")}
    outs = [Path(out) for out in first_version.lock]
    assert [path for path in paths if not any(path.is_relative_to(out) for out in outs)] == []
    in_git = {path.parts[2] for path in map(Path, first_version.git("ls-files", "results").split())}
    assert in_git == {*KINDS} - {*HEAVY_KINDS}


def test_the_lock_holds_what_is_run_and_not_what_was_published(first_version: VersionedProject) -> None:
    stage = read_yaml(first_version.folder / "dvc.lock").content["stages"]["studies"]
    assert stage["params"] == {"params.yaml": read_yaml(first_version.folder / "params.yaml").content}
    paths = {dep["path"] for dep in stage["deps"]}
    assert paths == {"Snakefile", "custom", "papers", "requirements.lock", "src", "workflow"}


def test_a_second_run_does_nothing_and_is_quick(tracked: VersionedProject) -> None:
    tracked.dvc("status")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    outcome = tracked.dvc("repro")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert outcome.jobs == []
    assert "didn't change, skipping" in outcome.text
    assert seconds < NO_OP_SECONDS


@pytest.fixture(scope="module")
def another_rate(
    first_version: VersionedProject, tmp_path_factory: pytest.TempPathFactory
) -> tuple[VersionedProject, Outcome]:
    """The first version after one learning rate had changed, not committed, and what `dvc repro` did."""
    project = first_version.copy(tmp_path_factory.mktemp("another_rate") / "project")
    project.set_rate(0.003)
    return project, project.dvc("repro")


def test_a_changed_rate_trains_its_cells_alone(
    another_rate: tuple[VersionedProject, Outcome], first_version: VersionedProject
) -> None:
    """Those of the old rate leave the folder."""
    project, outcome = another_rate
    assert outcome.trained == ADAM_CELLS
    assert [job for job in outcome.jobs if job.wildcards.get("study") == "cnn-lstm-grid"] == []
    assert project.lock[CELLS_FOLDER] != first_version.lock[CELLS_FOLDER]
    folders = [DIGEST.sub("", path.name) for path in (project.folder / CELLS_FOLDER / "mlp-optimizers").iterdir()]
    assert sorted(folders) == sorted(CELLS["mlp-optimizers"])


def test_a_rate_put_back_places_what_was_trained_and_dvc_records_what_snakemake_left(
    another_rate: tuple[VersionedProject, Outcome], first_version: VersionedProject, tmp_path: Path
) -> None:
    tracked, before = another_rate[0].copy(tmp_path / "project"), first_version.lock
    tracked.set_rate(0.001)
    again = tracked.run()
    assert again.trained == ADAM_CELLS
    for job in (job for job in again.jobs if job.rule == "train"):
        log = tracked.folder / f"logs/digits/train/mlp-optimizers/{job.wildcards['cell']}.log"
        assert " epoch " not in log.read_text(encoding="utf-8")
    assert tracked.dvc("repro").jobs == []
    assert tracked.lock == before
    assert tracked.is_clean


def test_a_seed_more_and_a_study_less_train_that_seed_alone(tracked: VersionedProject) -> None:
    with tracked.params() as content:
        content["seeds"] = [0, 1, 2]
        del content["studies"]["cnn-lstm-grid"]
    (tracked.folder / "papers/cnn-lstm-grid.yaml").unlink()
    assert tracked.dvc("repro").trained == {"mlp-optimizers": set(CELLS["mlp-optimizers"])}
    assert [path.name for path in (tracked.folder / CELLS_FOLDER).iterdir()] == ["mlp-optimizers"]
    for log in (log for log in tracked.files("logs/digits/train/mlp-optimizers") if log.suffix == ".log"):
        text = log.read_text(encoding="utf-8")
        assert {line.split()[1] for line in text.splitlines() if " epoch " in line} == {"2"}, log
    assert tracked.call("dvc", "status", "--quiet").status == 0


def test_the_edited_code_of_training_trains_everything(tracked: VersionedProject) -> None:
    with (tracked.folder / "src/restudy/training/loop.py").open("a", encoding="utf-8") as stream:
        stream.write("\n\nEDITED = True\n")
    assert tracked.call("dvc", "status", "--quiet").status == 1
    assert tracked.plan().trained == {study: set(cells) for study, cells in CELLS.items()}


@pytest.mark.parametrize(
    ("file", "addition", "rules"),
    [
        ("src/restudy/training/loop.py", "\n# A remark.\n", set()),
        ("src/restudy/judging/judge.py", "\n\nEDITED = True\n", {"judge", "report", "typeset", "all"}),
        ("papers/mlp-optimizers.yaml", "\n# A remark.\n", set()),
        ("custom/own.py", "WIDTH = 1\n", set()),
    ],
    ids=["a comment", "a step after training", "a remark in a paper", "a part of one's own that nothing uses"],
)
def test_another_edit_trains_nothing(tracked: VersionedProject, file: str, addition: str, rules: set[str]) -> None:
    with (tracked.folder / file).open("a", encoding="utf-8") as stream:
        stream.write(addition)
    assert tracked.call("dvc", "status", "--quiet").status == 1
    assert set(tracked.dvc("repro").counts) == rules
    assert tracked.call("dvc", "status", "--quiet").status == 0


def test_an_edited_template_trains_nothing_and_the_environment_s_profile_says_where_jobs_run(
    tracked: VersionedProject,
) -> None:
    """Without a profile, jobs have all cores of the machine; what is recorded is the same."""
    profile = tracked.folder / "elsewhere"
    profile.mkdir()
    (profile / "config.yaml").write_text("cores: 1\n", encoding="utf-8")
    with (tracked.folder / "src/restudy/report/templates/report.html.j2").open("a", encoding="utf-8") as stream:
        stream.write("<!-- A remark. -->\n")
    outcome = tracked.call("dvc", "repro", SNAKEMAKE_PROFILE="elsewhere")
    assert set(outcome.counts) == {"report", "typeset", "all"}, outcome.text
    assert "Using profiles elsewhere and " in outcome.text
    assert "Provided cores: 1 " in outcome.text
    assert tracked.call("dvc", "status", "--quiet").status == 0


def test_plots_of_two_revisions(another_rate: tuple[VersionedProject, Outcome]) -> None:
    """Each kind and study has a plot of its own, with the rows of both."""
    plots = json.loads(another_rate[0].dvc("plots", "diff", "v1", "workspace", "--json", "--split").text)["data"]
    names = {f"results/digits/plots/{kind}/{study}.csv" for kind in ("curves", "grids", "confusion") for study in CELLS}
    assert set(plots) == names
    for parts in plots.values():
        assert {revision for part in parts for revision in part["revisions"]} == {"v1", "workspace"}
