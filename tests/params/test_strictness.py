"""What params.yaml must not hold, with the line that it stands in, and what the command line may say over it."""

from pathlib import Path
from typing import Any

import pytest
from snakemake.cli import parse_config

from restudy.errors import UserError
from restudy.params.params import read_params
from restudy.plan.plan import make_plan

PARAMS = """\
dataset: mnist
seeds: [0, 1]
defaults:
  split: all
  pixels: {scale: 255, mean: 0, std: 1}
  optimizer: {name: adam, lr: 0.001}
  model: {name: mlp, hidden: [8]}
  batch_size: 64
  evaluation_batch_size: 1000
  epochs: 10
statistics: {confidence: 0.95, resamples: 2000, calibration_bins: 15}
splits:
  all: {dataset: mnist, train: 60000, validation: 0, seed: 0}
studies:
  small:
    base:
      epochs: 3
    variants:
      one:
        settings:
          optimizer: {amsgrad: false}
      two:
        comparison: false
        settings:
          model: {hidden: [16]}
    grid:
      batch_size: [32, 64]
    protocols:
      published: {choose_by: test_accuracy}
    choose_within: variant
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "params.yaml"


def message(file: Path, old: str, new: str) -> str:
    """What is said of the file with one text replaced."""
    assert PARAMS.count(old) == 1
    file.write_text(PARAMS.replace(old, new), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        make_plan(read_params(file, {}))
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_without_a_mistake_it_is_read(file: Path) -> None:
    file.write_text(PARAMS, encoding="utf-8")
    assert len(make_plan(read_params(file, {})).cells) == 4


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("[0, 1]", "[0, true]", "params.yaml:2: seeds.1: true is no whole number; write one"),
        ("[0, 1]", "0", "params.yaml:2: seeds: 0 is no list; put it in [ ] if it is the only item"),
        ("confidence: 0.95", "confidence: '0.95'", "statistics.confidence: '0.95' is text; write 0.95 without quotes"),
        ("confidence: 0.95", "confidence: 95 %", "statistics.confidence: '95 %' is no number; write one"),
        (
            "resamples: 2000",
            "resamples: 2e3",
            "statistics.resamples: 2000.0 is no whole number in this form; write 2000",
        ),
        ("dataset: mnist, train", "dataset: 2020, train", "splits.all.dataset: 2020 is a number; put it in quotes"),
        ("size: 1000", "size: on", "params.yaml:9: defaults.evaluation_batch_size: 'on' is no whole number; write one"),
        ("epochs: 3", "epochs: '3'", "params.yaml:17: studies.small.base.epochs: '3' is text; write 3 without quotes"),
        ("epochs: 3", "epochs:", "params.yaml:17: studies.small.base.epochs: null is no whole number; write one"),
        ("lr: 0.001", "lr: 1:30", "params.yaml:6: defaults.optimizer.lr: 1:30: readers differ on it (base 60 in YAML"),
        ("64\n  e", "0100\n  e", "params.yaml:8: defaults.batch_size: 0100: readers differ on a leading 0 (octal in"),
        (
            "  epochs: 10\n",
            "  epochs: 10\n  split: all\n",
            "params.yaml:11: defaults.split: this key stands here a second",
        ),
        ("amsgrad: false", "amsgrad: no", "optimizer.amsgrad: 'no' is text; write false without quotes"),
        (
            "comparison: false",
            "comparison: 0",
            "params.yaml:23: studies.small.variants.two.comparison: 0 is neither true",
        ),
        (
            "[16]",
            "16",
            "params.yaml:25: studies.small.variants.two.settings.model.hidden: 16 is no list; put it in [ ]",
        ),
        (
            "[32, 64]",
            "[32, '64']",
            "params.yaml:27: studies.small.grid.batch_size: '64' is text; write 64 without quotes",
        ),
        (
            "[32, 64]",
            "[32]\n      optimizer.lr: [0.1, fast]",
            "params.yaml:28: studies.small.grid.optimizer.lr: 'fast' is",
        ),
        ("choose_within: variant", "choose_within: 3", "params.yaml:30: studies.small.choose_within: 3 is not known"),
        ("  small:\n", "  3:\n", "params.yaml:15: studies.3: 3 is a number; put it in quotes if it is text"),
        ("  small:\n", "  Small:\n", "params.yaml:15: studies.Small: 'Small' is not allowed: String should match"),
        ("  pixels:", "\tpixels:", "params.yaml:5: not YAML: "),
    ],
)
def test_a_mistake_is_one_line_with_file_line_key_value_and_what_to_write(
    file: Path, old: str, new: str, line: str
) -> None:
    said = message(file, old, new)
    assert said.startswith("params.yaml:")
    assert line in said


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("train: 60000, validation: 0", "train: 60000, validation: 1", "params.yaml:13: splits.all: train 60000"),
        ("split: all", "split: half", "params.yaml:4: defaults.split: 'half' is not known; allowed: all"),
        (
            "choose_by: test_accuracy",
            "choose_by: val_loss",
            "params.yaml:29: studies.small.protocols.published.choose_by",
        ),
        ("[32, 64]", "[32, 64, 32]", "params.yaml:15: studies.small: two cells have the same settings"),
        ("epochs: 3", "early_stopping: {patience: 1}", "params.yaml:19: studies.small.variants.one: early_stopping"),
        (
            "    grid:\n",
            "    cells: {c: {variant: three, grid: {}}}\n    grid:\n",
            "params.yaml:26: studies.small.cells.c",
        ),
    ],
)
def test_what_no_single_key_shows_has_its_line_too(file: Path, old: str, new: str, line: str) -> None:
    assert message(file, old, new).startswith(line)


def given_on_the_command_line(text: str) -> dict[str, Any]:
    """What Snakemake makes of `--config KEY=VALUE`."""
    content: dict[str, Any] = parse_config([text])
    return content


@pytest.mark.parametrize(("given", "mirror"), [("mirror=2024", "2024"), ("mirror=archives", "archives")])
def test_a_folder_may_be_called_2024(repository: Path, given: str, mirror: str) -> None:
    params = read_params(repository / "params.yaml", given_on_the_command_line(given))
    assert params.mirror == mirror


@pytest.mark.parametrize(
    ("store", "folder"),
    [
        ("~/store", "/home/ada/store"),
        ("$SCRATCH/store", "/scratch/ada/store"),
        ("${SCRATCH}/store", "/scratch/ada/store"),
        ("/plain", "/plain"),
    ],
)
def test_a_folder_is_what_a_shell_makes_of_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, store: str, folder: str
) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    monkeypatch.setenv("SCRATCH", "/scratch/ada")
    file.write_text(f"{PARAMS}store: {store}\n", encoding="utf-8")
    assert read_params(file, {}).store == folder
    file.write_text(PARAMS, encoding="utf-8")
    assert read_params(file, given_on_the_command_line(f"store={store}")).store == folder


@pytest.mark.parametrize(
    ("store", "words"),
    [
        ("$NO_SUCH_PLACE/store", "the environment has no such variable; set it, or write the path out"),
        ("$EMPTY", "give the path of a folder"),
        ("~no-such-user/store", "there is no such user; write the path out"),
    ],
)
def test_a_folder_of_a_variable_that_is_not_set_is_one_line(
    file: Path, monkeypatch: pytest.MonkeyPatch, store: str, words: str
) -> None:
    monkeypatch.delenv("NO_SUCH_PLACE", raising=False)
    monkeypatch.setenv("EMPTY", "")
    said = message(file, "seeds: [0, 1]", f"store: {store}")
    assert said == f"params.yaml:2: store: '{store}' is not allowed: {words}"
    file.write_text(PARAMS, encoding="utf-8")
    with pytest.raises(UserError, match=f"^--config: store: .* is not allowed: {words}$"):
        read_params(file, given_on_the_command_line(f"store={store}"))


def test_a_folder_has_a_name(file: Path) -> None:
    said = "params.yaml:2: store: '' is not allowed: give the path of a folder"
    assert message(file, "seeds: [0, 1]", "store: ''") == said


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("seeds=[0,true]", "--config: seeds.1: true is no whole number; write one"),
        ("seeds=0", "--config: seeds: 0 is no list; put it in [ ] if it is the only item"),
        ("dataset=2020", "--config: dataset: 2020 is a number; put it in quotes if it is text"),
        ("store=[a]", "--config: store: ['a'] is a list; write one text"),
        ("seed=0", "--config: seed: unknown key (did you mean seeds?)"),
    ],
)
def test_a_mistake_on_the_command_line_is_named_so(repository: Path, given: str, line: str) -> None:
    with pytest.raises(UserError) as caught:
        read_params(repository / "params.yaml", given_on_the_command_line(given))
    assert str(caught.value).startswith(line)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ("seeds=[010]", "seeds.0: 010: readers differ on a leading 0"),
        ("mirror=1:30", "mirror: 1:30: readers differ on it"),
    ],
)
def test_what_readers_take_differently_is_refused_there_too(repository: Path, given: str, line: str) -> None:
    with pytest.raises(UserError, match=f"^--config: {line}"):
        read_params(repository / "params.yaml", given_on_the_command_line(given))
