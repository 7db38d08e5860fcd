"""params.yaml: what it accepts, and where a mistake is said to stand."""

from pathlib import Path
from typing import Any

import pytest

from restudy.core_yaml import Document
from restudy.errors import UserError
from restudy.params.params import parse_params, read_params
from restudy.params.settings import Settings

Content = dict[str, Any]


def test_a_file_without_keys_is_a_mistake() -> None:
    with pytest.raises(UserError, match=r"^own\.yaml: expected keys such as dataset.*found list$"):
        parse_params([1, 2], Document("own.yaml", [1, 2], {}))


def test_the_repository_s_params_are_read(repository: Path) -> None:
    params = read_params(repository / "params.yaml", {})
    assert list(params.studies) == [
        "cnn-lstm-grid",
        "batchnorm-cnn",
        "mlp-optimizers",
        "dropout-cnn",
        "cnn-architectures",
    ]
    assert params.defaults.keys() <= Settings.model_fields.keys()


def test_what_the_command_line_says_goes_over_the_file(repository: Path) -> None:
    params = read_params(repository / "params.yaml", {"dataset": "digits", "seeds": [3], "mirror": "archives"})
    assert (params.dataset, params.seeds, params.mirror) == ("digits", [3], "archives")


@pytest.mark.parametrize(
    ("overrides", "parts"),
    [
        ({"dataset": "cifar10"}, ("dataset: 'cifar10' is not known", "allowed: digits, mnist")),
        ({"seed": 1}, ("seed: unknown key", "did you mean seeds?")),
        ({"splits": {"all": {"train": 0}}}, ("splits.all.train: 0 is not allowed", "greater than or equal to 1")),
    ],
)
def test_a_mistake_on_the_command_line_is_named_so(
    repository: Path, overrides: dict[str, Any], parts: tuple[str, ...]
) -> None:
    with pytest.raises(UserError) as caught:
        read_params(repository / "params.yaml", overrides)
    assert str(caught.value).startswith("--config: ")
    assert [part for part in parts if part not in str(caught.value)] == []


def test_a_missing_file_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"params\.yaml: No such file or directory; run this in the folder"):
        read_params(tmp_path / "params.yaml", {})


def test_what_is_no_yaml_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text("seeds: [0, 1\ndataset: mnist\n")
    with pytest.raises(UserError, match=r"^params\.yaml:2: not YAML: ") as caught:
        read_params(path, {})
    assert "\n" not in str(caught.value)


def test_nothing_changes_after_reading(repository: Path) -> None:
    params = read_params(repository / "params.yaml", {})
    with pytest.raises(ValueError, match="frozen"):
        params.dataset = "digits"  # type: ignore[misc]
