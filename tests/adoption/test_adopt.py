"""`restudy adopt` through the real commands: a change of code that is harmless, and one that is not."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import torch

from restudy.checksums import read_record, write_record
from restudy.data.download import download
from restudy.data.origin import write_origin
from restudy.data.split import split
from restudy.data.unpack import unpack
from restudy.datasets import dataset_named
from restudy.layout import LAST_FILE, TRIAL_FILES, Results
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan
from restudy.records import read_json
from restudy.store.store import Store
from restudy.training.job import CellPlaces, TrialData, train_cell
from results_fixture import parsed
from workflow_project import DIGEST, Project, new_project, repository_params

pytestmark = pytest.mark.slow

STUDIES = parsed("""
networks:
  base: {epochs: 1, batch_size: 256}
  variants:
    mlp: {settings: {model: {name: mlp, hidden: [8]}}}
    lstm: {settings: {model: {name: lstm, hidden: 4, layers: 1}}}
rows:
  base: {epochs: 1, batch_size: 256}
  variants:
    lstm: {settings: {model: {name: lstm, hidden: 6, layers: 1}}}
""")
REST = {"protocols": {"published": {"choose_by": "test_accuracy"}}, "choose_within": "study"}
DIGITS = dataset_named("digits")
LOOP_CODE = "src/restudy/training/loop.py"
MLP_CODE = "src/restudy/models/mlp.py"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose three cells were trained with two seeds each; its store is empty."""
    content = repository_params() | {
        "dataset": "digits",
        "seeds": [0, 1],
        "studies": {name: REST | study for name, study in STUDIES.items()},
    }
    project = new_project(tmp_path_factory.mktemp("trained") / "project", content)
    plan = make_plan(parse_params(content))
    data = project.folder / "data/digits"
    images, split_file = data / "train.safetensors", data / "splits/all.safetensors"
    download(DIGITS, data / "raw", None)
    unpack(DIGITS, data / "raw", images, data / "test.safetensors")
    write_origin(data, "digits")
    split(images, (DIGITS.train_size, 0), 0, split_file)
    for cell in plan.cells.values():
        store, results = Store(project.folder / ".restudy/store"), Results(project.folder / "results/digits")
        places = CellPlaces(cell.digest, store, results, cell.study, cell.name)
        train_cell(TrialData(images, split_file, cell.given, "cpu"), places, [0, 1])
    torch.set_deterministic_debug_mode("default")
    split_file.rename(split_file.with_stem(next(iter(plan.splits))))
    shutil.rmtree(project.folder / ".restudy/store")
    return project


@pytest.fixture
def project(trained: Project, tmp_path: Path) -> Project:
    """A copy of it."""
    return trained.copy(tmp_path / "project")


def adopt(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "restudy", "adopt", *arguments],
        cwd=project.folder,
        env=project.environment,
        capture_output=True,
        text=True,
        check=False,
    )


def change_nothing_that_is_learned(project: Project) -> None:
    """Give a local variable another name."""
    file = project.folder / LOOP_CODE
    text = file.read_text(encoding="utf-8")
    assert text.count("predicted") > 1
    file.write_text(text.replace("predicted", "guessed"), encoding="utf-8")


def change_what_mlps_learn(project: Project) -> None:
    """Leave the output layer of MLPs without a bias."""
    project.edit(MLP_CODE, "nn.Linear(widths[-1], classes)", "nn.Linear(widths[-1], classes, bias=False)")


def cell_folders(project: Project, cell: str) -> set[Path]:
    """The results of all cells of `networks` that have this name before their digest."""
    folders = (project.folder / "results/digits/cells/networks").iterdir()
    return {folder for folder in folders if DIGEST.sub("", folder.name) == cell}


def results_of(trial: Path) -> dict[str, bytes]:
    """The content of a trial's files but run.json."""
    return {name: (trial / name).read_bytes() for name in TRIAL_FILES if name != LAST_FILE}


def in_store(project: Project) -> list[Path]:
    return sorted((project.folder / ".restudy/store").glob("*/seed?"))


def forget_code(cell: Path) -> None:
    """Make a cell's records those of a code that no record names."""
    for seed in ("seed0", "seed1"):
        record = read_json(cell / seed / LAST_FILE) | {"digest": "0" * 64}
        del record["code"]
        write_record(cell / seed / LAST_FILE, record)


def test_after_a_harmless_change_trials_are_placed_and_not_trained(project: Project) -> None:
    """The trials of one cell have a record of the code that trained them, those of the other have none."""
    with project.params() as content:
        del content["studies"]["rows"]
    (mlp,), (lstm,) = (cell_folders(project, cell) for cell in ("mlp", "lstm"))
    code = read_json(mlp / "seed0" / LAST_FILE)["code"]
    forget_code(lstm)
    change_nothing_that_is_learned(project)

    done = adopt(project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("4 trials are ready")
    outcome = project.run("--until", "train")

    assert outcome.trained == {"networks": {"mlp", "lstm"}}
    assert project.plan("--until", "train").trained == {}
    for old, name, known in ((mlp, "mlp", code), (lstm, "lstm", None)):
        (new,) = cell_folders(project, name) - {old}
        log = (project.folder / "logs/digits/train/networks" / f"{new.name}.log").read_text()
        assert [line.split(",")[0] for line in log.splitlines()] == [f"seed {n}: finished earlier" for n in (0, 1)]
        assert [results_of(new / seed) for seed in ("seed0", "seed1")] == [
            results_of(old / seed) for seed in ("seed0", "seed1")
        ]
        check_records(old, new, known)


def check_records(old_cell: Path, new_cell: Path, code: str | None) -> None:
    """One of a cell's two trials was trained again, the other says that it was adopted and by what right."""
    old, new = ([read_record(cell / f"seed{n}" / LAST_FILE) for n in (0, 1)] for cell in (old_cell, new_cell))
    (sample,) = (seed for seed, record in enumerate(new) if "adopted" not in record)
    assert old[sample]["seconds"] <= old[1 - sample]["seconds"], "the sample is the cheapest"
    (entry,) = new[1 - sample].pop("adopted")
    assert abs(datetime.now(UTC) - datetime.fromisoformat(entry.pop("date"))) < timedelta(minutes=10)
    assert entry == {
        "from_digest": old[1 - sample]["digest"],
        "from_code": code,
        "code": new[sample]["code"],
        "data_proven": code is not None,
        "verified_by": {"study": "networks", "cell": new_cell.name, "seed": sample},
    }
    assert new[1 - sample] == old[1 - sample] | {"digest": new[sample]["digest"]}
    assert new[sample]["digest"] != old[sample]["digest"]


def test_a_change_that_matters_is_refused_for_the_cells_that_it_reaches(project: Project) -> None:
    change_nothing_that_is_learned(project)
    change_what_mlps_learn(project)
    done = adopt(project)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("restudy: adopt: networks/mlp-")
    assert "history.csv is not the one in results/digits/cells/networks/mlp-" in line
    assert "none of the 2 trials of networks that this code trained is adopted" in line
    assert line.endswith("machine and versions are the same, so the code changes what is learned")
    entries = [entry for trial in in_store(project) for entry in read_json(trial / LAST_FILE).get("adopted", [])]
    assert {entry["verified_by"]["cell"][:4] for entry in entries} == {"lstm"}
    assert {entry["verified_by"]["study"] for entry in entries} == {"networks", "rows"}

    again = adopt(project)
    assert again.returncode == 1
    assert "trained again" not in again.stdout, "the sample that differed stands in the store"

    lstm = adopt(project, "networks/lstm")
    assert (lstm.returncode, lstm.stderr) == (0, "")
    assert lstm.stdout.startswith("Nothing to adopt: every trial of these cells is finished")


def test_results_of_another_copy_can_be_brought_in(trained: Project, tmp_path: Path) -> None:
    """Those of the same code need no sample."""
    project = new_project(tmp_path / "fresh", {})
    shutil.copy2(trained.folder / "params.yaml", project.folder)
    assert adopt(project).stdout.startswith("Nothing to adopt: no finished trial has")
    elsewhere = str(trained.folder / "results/digits/cells")
    change_nothing_that_is_learned(project)
    done = adopt(project, "--dry-run", "--from", elsewhere)
    assert done.stdout.splitlines()[-1].startswith("6 trials would be ready")
    assert done.stdout.count("would be trained again") == 3
    assert in_store(project) == []
    shutil.rmtree(project.folder / "src")
    shutil.copytree(trained.folder / "src", project.folder / "src")
    done = adopt(project, "--from", elsewhere)
    assert "trained again" not in done.stdout
    ready = [read_json(trial / LAST_FILE) for trial in in_store(project)]
    assert len(ready) == 6
    assert not any("adopted" in record for record in ready)


def test_small_material_the_message_says_how_to_make_them(project: Project) -> None:
    shutil.rmtree(project.folder / "data")
    change_nothing_that_is_learned(project)
    done = adopt(project, "rows/lstm")
    assert done.returncode == 2
    assert done.stderr.startswith("restudy: data/digits/train.safetensors: no such file")
    assert "snakemake --cores 2 data/digits/train.safetensors --config dataset=digits" in done.stderr
    assert in_store(project) == []
