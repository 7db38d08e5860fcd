"""The examples in the README and in docs/: their YAML is read, and their Python is used."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from docs_pages import REPOSITORY, Block, blocks, prose
from restudy.core_yaml import parse_yaml
from restudy.data.download import download
from restudy.data.origin import write_origin
from restudy.data.unpack import unpack
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.models import MODELS
from restudy.papers.reading import parse_paper
from restudy.params.params import Params, parse_params
from restudy.plan.configuration import read_changed_params
from restudy.plan.plan import Plan, make_plan

ADDING, OWN_STUDY, OWN_CODE = "docs/add-a-part.md", "docs/own-study.md", "docs/own-code.md"
PARAMS = (REPOSITORY / "params.yaml").read_text(encoding="utf-8")
STUDIES = [block for page in ("README.md", OWN_STUDY, ADDING) for block in blocks(page, "yaml")]
STUDIES = [block for block in STUDIES if block.place == "params.yaml, under studies:"]
METRIC_PLACE = "src/restudy/metrics.py, in METRICS"
RECORDS = "    for metric in (\n"


def planned(text: str) -> Plan:
    document = parse_yaml(text, "params.yaml")
    return make_plan(parse_params(document.content, document))


def python_of(page: str) -> dict[str, Block]:
    return {block.place: block for block in blocks(page, "python")}


@pytest.mark.parametrize(
    ("study", "cells"), list(zip(STUDIES, [4, 4, 2], strict=True)), ids=[each.page for each in STUDIES]
)
def test_a_study_can_be_added_at_the_end_of_params(study: Block, cells: int, mnist_plan: Plan) -> None:
    plan = planned(PARAMS + study.text)
    (name,) = plan.studies.keys() - mnist_plan.studies.keys()
    assert len(plan.studies[name].cells) == cells
    assert mnist_plan.cells.keys() < plan.cells.keys()


@pytest.mark.parametrize("number", [0, 1], ids=["a hypothesis", "a published work"])
def test_its_paper_fits(number: int) -> None:
    paper = [block for block in blocks(OWN_STUDY, "yaml") if block.place.startswith("papers/")][number]
    (study,) = (block for block in STUDIES if block.page == OWN_STUDY)
    plan = planned(PARAMS + study.text).studies[Path(paper.place).stem]
    content = parse_yaml(paper.text, paper.place).content
    assert content["claims"].keys() == parse_paper(content, plan).claims.keys()


def test_names_of_cells_are_those_that_are_explained() -> None:
    """The study's own are under held_out; with both protocols there are those of the table."""
    (study,) = (block for block in STUDIES if block.page == OWN_STUDY)
    both = study.text.replace(
        "    protocols:\n", "    protocols:\n      published:\n        choose_by: test_accuracy\n"
    )
    alone, together = (planned(PARAMS + text).studies["mlp-widths"].names for text in (study.text, both))
    assert all(name.endswith("-held-out") for name in alone)
    shown = re.findall(r"^\| `([\w.-]+)` \|", prose(OWN_STUDY), re.MULTILINE)
    assert set(shown) - together.keys() == {"narrow"}


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory, mnist_plan: Plan) -> Path:
    """A copy of the package with every part of the page, an archive for its data set, and the present cells' names."""
    folder = tmp_path_factory.mktemp("extended")
    shutil.copytree(REPOSITORY / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy2(REPOSITORY / "pyproject.toml", folder)
    archive = folder / "archives/letters.npz"
    archive.parent.mkdir()
    images = {f"{part}_images": np.zeros((size, 1, 28, 28), np.uint8) for part, size in (("train", 600), ("test", 30))}
    labels = {f"{part}_labels": np.arange(size) % 26 for part, size in (("train", 600), ("test", 30))}
    np.savez(archive, allow_pickle=False, **images, **labels)
    for place, block in python_of(ADDING).items():
        if place == METRIC_PLACE:
            metrics = folder / place.partition(",")[0]
            text, record = metrics.read_text(encoding="utf-8"), block.text.partition("\n")[2].strip()
            assert text.count(RECORDS) == 1
            metrics.write_text(text.replace(RECORDS, f"{RECORDS}        {record},\n"), encoding="utf-8")
        else:
            md5 = hashlib.md5(archive.read_bytes()).hexdigest()
            assert not (folder / place).exists()
            (folder / place).write_text(block.text.partition("\n")[2].replace("0" * 32, md5), encoding="utf-8")
    (folder / "cells.json").write_text(json.dumps(list(mnist_plan.cells)), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_each_part_is_one_file_and_works(extended: Path) -> None:
    """Its tests run in a process that has the extended package."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"]
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    done = subprocess.run(
        [*command, str(REPOSITORY / "tests/added_parts.py")],
        cwd=extended,
        env=own | {"PYTHONPATH": str(extended / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("tool", ["check", "format --check"])
def test_the_package_s_linters_have_nothing_to_say(extended: Path, tool: str) -> None:
    command = [sys.executable, "-m", "ruff", *tool.split(), "--no-cache", "src"]
    done = subprocess.run(command, cwd=extended, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def own_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with the files of the page on one's own code, and the letters of the other page in `custom`."""
    (tmp_path / "custom").mkdir()
    for place, block in python_of(OWN_CODE).items():
        (tmp_path / place).write_text(block.text, encoding="utf-8")
    letters = python_of(ADDING)["src/restudy/datasets/letters.py"]
    (tmp_path / "custom/letters.py").write_text(letters.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def own_yaml(place: str) -> str:
    (block,) = (block for block in blocks(OWN_CODE, "yaml") if block.place == place)
    return block.text


def own_network() -> str:
    """The settings of the page as a study of their own at the end of params.yaml."""
    settings = "".join(f"      {line}\n" for line in own_yaml("params.yaml, in settings").splitlines())
    rest = "    variants: {one: {}}\n    protocols: {published: {choose_by: test_accuracy}}\n    choose_within: study\n"
    return f"  own:\n    base:\n{settings}{rest}"


@pytest.mark.slow
def test_a_network_that_one_already_has(own_project: Path) -> None:
    """It refuses what does not fit, and is trained by the command that the page shows."""
    digits, data = dataset_named("digits"), own_project / "data/digits"
    (own_project / "params.yaml").write_text(
        PARAMS.replace("dataset: mnist\nseeds", "dataset: digits\nseeds") + own_network(), encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"^grey: the images have 3 channels; write false$"):
        MODELS.parse({"name": "custom.lenet"}).check([3, 28, 28], 10)
    download(digits, data / "raw", None)
    unpack(digits, data / "raw", data / "train.safetensors", data / "test.safetensors")
    write_origin(data, "digits")
    command = [sys.executable, "-m", "restudy", "fit", "--model", "custom.lenet", "--epochs", "1"]
    done = subprocess.run(command, cwd=own_project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "custom.lenet" in done.stdout or "own" in done.stdout


def test_two_classes_of_one_name_are_a_mistake(own_project: Path) -> None:
    twin = python_of(OWN_CODE)["custom/nets.py"].text.replace("LeNet(", "Lenet(")
    (own_project / "custom/zoo.py").write_text(twin, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        MODELS.parse({"name": "custom.lenet"})
    assert str(refused.value) == (
        "custom.lenet: it may be custom.nets.LeNet or custom.zoo.Lenet; give one of them another name"
    )


def test_a_data_set_of_one_s_own_runs_every_study(own_project: Path) -> None:
    """With the shares of each split."""
    own = dict(line.split(": ") for line in own_yaml("params.yaml").splitlines()[1:])
    text = PARAMS.replace("dataset: mnist\nseeds", f"dataset: {own['dataset']}\nmirror: {own['mirror']}\nseeds")
    document = parse_yaml(text, "params.yaml")
    params = parse_params(document.content, document)
    assert params.mirror == str(Path("~/archives").expanduser())
    splits = {name.rpartition("-")[0]: split for name, split in make_plan(params).splits.items()}
    assert splits["train-54000"] == {"train": 540, "val": 60, "seed": 42}


ROW = re.compile(r"^\| `([^`]+: [^`]+)` \| (.*?) \| `([^`]+)` \|$", re.MULTILINE)
STRICT = ROW.findall(prose("docs/settings.md"))


def with_line(line: str) -> str:
    """params.yaml with one more line: a key of the file, of an optimizer, or of a study's settings."""
    key = line.partition(":")[0]
    if key in Params.model_fields:
        return f"{line}\n{PARAMS}"
    inner = f"      optimizer:\n        {line}\n" if key == "lr" else f"      {line}\n"
    return PARAMS.replace("      split: train-54000\n      epochs: 5\n", f"      split: train-54000\n{inner}")


@pytest.mark.parametrize(("wrong", "says", "right"), STRICT, ids=[row[0] for row in STRICT])
def test_what_is_refused_and_what_to_write(wrong: str, says: str, right: str) -> None:
    assert with_line(wrong) != PARAMS
    with pytest.raises(UserError) as refused:
        planned(with_line(wrong))
    assert says in str(refused.value)
    assert str(refused.value).startswith("params.yaml:")
    planned(with_line(right))


def test_commands_name_the_line_too(tmp_path: Path) -> None:
    (tmp_path / "params.yaml").write_text(with_line("batch_size: 64.0"), encoding="utf-8")
    with pytest.raises(UserError, match=r"^params\.yaml:\d+: studies\.batchnorm-cnn\.base\.batch_size: 64\.0 "):
        make_plan(read_changed_params(tmp_path / "params.yaml", {"dataset": "digits"}))


def test_there_are_rows_to_read() -> None:
    assert len(STRICT) > 9
