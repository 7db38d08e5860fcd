"""The steps as commands: what the rules call, and what a mistake says."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from evidence_fixture import leave_training_evidence
from restudy.checksums import FILES, checksums, read_record, write_record
from restudy.cli import app, main
from restudy.layout import PAGE, TRIAL_FILES, Results
from restudy.plan.plan import StudyPlan, write_study_plan
from restudy.records import read_json, write_json
from results_fixture import of_paper, plan_study, study_content

STEPS = ["download", "unpack", "excerpt", "split", "train", "select", "evaluate", "predict", "measure"]
STEPS += ["judge", "tabulate", "draw", "report", "typeset"]
COMMAND = re.compile(r"python -m restudy (\w+)((?:.*\\\n)*.*)")
STUDY = """
base: {epochs: 1, batch_size: 256, split: parted, keep: [epoch_weights]}
variants:
  one: {settings: {model: {name: mlp, hidden: [8]}}}
  two: {settings: {model: {name: mlp, hidden: [16]}}}
protocols:
  published: {choose_by: best_test_accuracy}
  held_out: {choose_by: val_accuracy}
tables:
  T: {kind: summary, title: Two networks, cells: [one, two], columns: [test_accuracy]}
figures:
  F: {kind: dots, title: Two networks, table: T, column: test_accuracy}
claims:
  C: {kind: threshold, text: Better than chance., metric: test_accuracy, above: 0.1}
"""
Run = Callable[..., str]


@pytest.fixture
def run() -> Run:
    """Runs a command with options given as keywords, a list for an option that is repeated."""

    def invoke(step: str, *arguments: str, **options: Any) -> str:
        words = [step, *arguments]
        for name, value in options.items():
            for each in value if isinstance(value, list) else [value]:
                words += [f"--{name}", str(each)]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return invoke


def commands() -> dict[str, Any]:
    """The commands by name, as click holds them."""
    group: Any = typer.main.get_command(app)
    found: dict[str, Any] = group.commands
    return found


def calls_of_rules(repository: Path) -> dict[str, set[str]]:
    """The commands that the rules call, with the options that they give."""
    text = "\n".join(path.read_text() for path in sorted((repository / "workflow" / "rules").glob("*.smk")))
    return {name: set(re.findall(r"--[a-z-]+", options)) for name, options in COMMAND.findall(text)}


def test_the_rules_call_every_step_and_nothing_else(repository: Path) -> None:
    assert sorted(calls_of_rules(repository)) == sorted(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_the_options_that_a_rule_gives_are_those_that_its_step_has(repository: Path, step: str) -> None:
    """Some come from the rule's params: where to train, the plans."""
    options = [parameter for parameter in commands()[step].params if parameter.opts[0].startswith("--")]
    needed = {option.opts[0] for option in options if option.required}
    given = calls_of_rules(repository)[step]
    assert given <= {name for option in options for name in option.opts}
    assert needed - given <= {"--seed", "--store", "--device", "--plan"}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_says_what_it_does(step: str) -> None:
    assert commands()[step].help.strip().endswith(".")


def test_a_mistake_of_the_user_s_is_one_line_and_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["restudy", "download", "mnist", "--raw", str(tmp_path / "raw"), "--mirror", str(tmp_path / "mirror")]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as exit_of_command:
        main()
    assert exit_of_command.value.code == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"restudy: mirror {tmp_path / 'mirror'}: no file train-images-idx3-ubyte.gz")
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        (["select", "--plan", "nowhere.json", "--results", "nowhere"], ["--results", "nowhere"]),
        (["judge", "--plan", "nowhere.json"], ["--results"]),
        (["evaluate"], ["--plan"]),
        (["elect"], ["elect"]),
    ],
    ids=["a folder that is not there", "an option that is missing", "no option at all", "no such step"],
)
def test_a_wrong_call_names_what_is_wrong(words: list[str], parts: list[str]) -> None:
    result = CliRunner().invoke(app, words, terminal_width=200)
    assert result.exit_code == 2
    for part in parts:
        assert part in re.sub(r"\x1b\[[\d;]*m", "", result.output)


@pytest.fixture
def plan() -> StudyPlan:
    return plan_study(STUDY, (0, 5), "digits")


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """A folder with the study's paper."""
    # JSON is YAML.
    write_json(tmp_path / "papers/small.yaml", of_paper(study_content(STUDY)))
    return tmp_path / "papers"


@pytest.mark.slow
def test_the_steps_one_after_the_other_make_a_report(tmp_path: Path, run: Run, plan: StudyPlan, papers: Path) -> None:
    """Each leaves the description that it was given beside its results."""
    data, files, raw = tmp_path / "data", Results(tmp_path / "results"), tmp_path / "raw"
    images, test, indices = (data / f"{name}.safetensors" for name in ("train", "test", "split"))
    write_study_plan(tmp_path / "plan.json", plan)
    assert "as it should be" in run("download", "digits", raw=raw)
    run("unpack", "digits", raw=raw, train=images, test=test)
    sizes = plan.cells[0].settings["split"]
    run("split", train=images, sizes=json.dumps(sizes), output=indices)
    for cell in plan.cells:
        options: dict[str, Any] = {"settings": json.dumps(cell.given), "digest": cell.digest, "seed": [0, 5]}
        options |= {"images": images, "split": indices, "store": tmp_path / "store", "device": "cpu"}
        options |= {"results": files.root, "cell": f"small/{cell.name}"}
        assert "seed 5 epoch 1" in run("train", **options)
        assert run("train", **options) == ""
        assert {path.name for path in files.trial("small", cell.name, 5).iterdir()} == set(TRIAL_FILES)

    def step(name: str, **more: Any) -> None:
        described = tmp_path / f"{name}.json"
        job = name if name in ("report", "excerpt") else f"{name}/small"
        write_record(described, {"job": job, "code": name, "commit": None, "plans": {plan.name: plan.digest}})
        run(name, plan=tmp_path / "plan.json", results=files.root, **{"made-from": described}, **more)
        record = files.record(job)
        content = read_record(record)
        left = content.pop(FILES)
        assert content == read_record(described)
        assert left == checksums((files.root / file for file in left), files.root)

    step("select")
    assert read_json(files.selection("small"))["protocols"]["published"]["chosen"] is None
    step("evaluate", test=test)
    step("excerpt", train=images, test=test)
    step("measure")
    step("judge", papers=papers)
    assert set(read_json(files.metrics("small"))) == {"published", "held_out"}
    step("tabulate", papers=papers)
    assert set(read_json(files.table_rows("small"))) == {"T", "quality", "comparisons"}
    step("draw", papers=papers)
    assert {path.parent.name for path in files.root.glob("plots/*/small.csv")} == {"curves", "grids", "confusion"}
    step("report", papers=papers)
    page = files.report(PAGE).read_text()
    assert all(f'id="small-{part}"' in page for part in ("C", "table-T", "figure-F"))


def test_a_step_that_was_given_no_description_leaves_checksums_alone(tmp_path: Path, run: Run, plan: StudyPlan) -> None:
    write_study_plan(tmp_path / "plan.json", plan)
    for cell in plan.cells:
        for seed in plan.seeds:
            leave_training_evidence(tmp_path, cell, seed, metrics={"val_accuracy": 0.5})
    run("select", plan=tmp_path / "plan.json", results=tmp_path)
    selection = Results(tmp_path).selection("small")
    assert read_record(Results(tmp_path).record("select/small")) == {FILES: checksums([selection], tmp_path)}


@pytest.mark.parametrize(
    ("words", "title"), [([], "Every number that decides"), (["papers"], "What is said of one study")]
)
def test_the_schemas_are_printed(words: list[str], title: str) -> None:
    result = CliRunner().invoke(app, ["schema", *words])
    assert json.loads(result.output)["description"].startswith(title)
