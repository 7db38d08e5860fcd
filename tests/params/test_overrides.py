"""What a command line puts over params.yaml: what it may say, and messages that name it."""

from pathlib import Path
from typing import Any

import pytest

from restudy.errors import UserError
from restudy.params.overrides import parse_overrides
from restudy.params.params import read_params
from restudy.plan.plan import make_plan

SHIPPED = Path("params.yaml")
STUDY = (
    "{base: {split: held-out-6000, model: {name: mlp, hidden: [8]}}, variants: {one: {}}, "
    "protocols: {held_out: {choose_by: val_accuracy}}, choose_within: study}"
)


def refusal(*texts: str) -> str:
    """The message about overrides of the shipped file."""
    with pytest.raises(UserError) as caught:
        make_plan(read_params(SHIPPED, parse_overrides(texts)))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("dataset=digits", "dataset", "digits"),
        ("seeds=[0, 1]", "seeds", [0, 1]),
        ("mirror=", "mirror", None),
        ("mirror=a=b", "mirror", "a=b"),
        ("defaults={epochs: 3}", "defaults", {"epochs": 3}),
    ],
)
def test_a_value_is_yaml(text: str, key: str, value: Any) -> None:
    assert parse_overrides([text]) == {key: value}


@pytest.mark.tried(
    "Settings and command lines", "mistakes in `--config`", "one line that names the option, the key and what is right"
)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dataset", "--config: 'dataset' has no value; write KEY=VALUE, such as dataset=digits"),
        ("defaults.epochs=3", "--config: 'defaults.epochs' is no key; write 'defaults={epochs: 3}'"),
        ("epochs=3", "--config: epochs: this is a setting of cells; write 'defaults={epochs: 3}'"),
        ("sedes=[0]", "--config: sedes: unknown key (did you mean seeds?); allowed: "),
        ("seeds=3", "--config: seeds: 3 is no list"),
        ("dataset=mnits", "--config: dataset: 'mnits' is not known (did you mean mnist?)"),
        ("defaults={epochs: 0}", "--config: defaults.epochs: 0 is not allowed"),
        ("defaults={optimizer: {name: sgdd}}", "--config: defaults.optimizer: 'sgdd' is not known"),
        ("defaults={split: half}", "--config: defaults.split: 'half' is not known; allowed: "),
        ("splits={held-out-6000: {train: 70000}}", "--config: splits.held-out-6000: train 70000 + validation 6000"),
        (
            "studies={mlp-optimizers: {bse: 1}}",
            "--config: studies.mlp-optimizers.bse: unknown key (did you mean base?)",
        ),
        (
            "studies={mlp-optimizrs: {base: {epochs: 3}}}",
            "--config: studies.mlp-optimizrs: there is no such study (did you mean mlp-optimizers?); allowed: ",
        ),
        (
            "only=mlp-optimizers,dropout-cn",
            "--config: only: there is no study 'dropout-cn' (did you mean dropout-cnn?); allowed: ",
        ),
        ("only=[]", "--config: only: [] is empty; give at least 1"),
        ("seeds=[0100]", "--config: seeds.0: 0100: readers differ on a leading 0"),
        ("seeds=[0", "--config: not YAML: "),
    ],
)
def test_a_mistake_names_the_option_the_key_and_what_is_right(text: str, message: str) -> None:
    assert refusal(text).startswith(message)


def test_a_mistake_of_the_file_still_names_its_line(tmp_path: Path) -> None:
    text = SHIPPED.read_text()
    (tmp_path / "params.yaml").write_text(text.replace("dataset: mnist", "dataset: mnits", 1))
    with pytest.raises(UserError, match=r"params\.yaml:\d+: dataset: 'mnits'"):
        read_params(tmp_path / "params.yaml", parse_overrides(["seeds=[0]"]))


def test_a_whole_study_may_be_given() -> None:
    plan = make_plan(read_params(SHIPPED, parse_overrides([f"studies={{quick: {STUDY}}}", "only=quick"])))
    assert list(plan.studies) == ["quick"]


@pytest.mark.parametrize("text", ["only=mlp-optimizers,dropout-cnn", "only=[dropout-cnn, mlp-optimizers]"])
def test_only_some_studies_are_planned_in_the_file_s_order(text: str) -> None:
    whole = make_plan(read_params(SHIPPED, {}))
    some = make_plan(read_params(SHIPPED, parse_overrides([text])))
    assert list(some.studies) == ["mlp-optimizers", "dropout-cnn"]
    assert all(some.studies[name] == whole.studies[name] for name in some.studies)


def test_seeds_from_the_command_line_are_those_of_every_cell() -> None:
    """Also where a study, a variant, a named cell or an alternative has seeds of its own in the file."""
    cells = make_plan(read_params(SHIPPED, {})).cells.values()
    assert len({cell.seeds for cell in cells}) > 1
    assert {cell.seeds for cell in make_plan(read_params(SHIPPED, {"seeds": [7, 9]})).cells.values()} == {(7, 9)}


def test_nearer_seeds_may_be_given_beside_them() -> None:
    overrides = parse_overrides(["seeds=[7]", "studies={batchnorm-cnn: {variants: {cnn: {seeds: [1, 2]}}}}"])
    cells = make_plan(read_params(SHIPPED, overrides)).cells.values()
    assert {cell.seeds for cell in cells if (cell.variant, cell.alternative) == ("cnn", "")} == {(7,), (1, 2)}
