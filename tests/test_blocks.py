"""Blocks, families of them, and those of one's own."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from restudy.blocks import Block, Family
from restudy.core_yaml import Document
from restudy.errors import UserError
from restudy.models import MODELS, Model
from restudy.models.mlp import MLP
from restudy.params.messages import one_line


class Inner(Block):
    """A block within."""

    share: float = 0.5


class Whole(Block):
    """A block with one of a family."""

    model: Model
    other: Model | None = None
    inner: Inner = Inner()
    count: int = 1


MLP_SETTINGS = {"name": "mlp", "hidden": [4]}


def complaint(**content: Any) -> str:
    """What is said of a wrong `Whole`."""
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(content)
    return one_line(caught.value, Document("file", content, {}), Whole, content)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "true is no whole number; write one"),
        ("5", "'5' is text; write 5 without quotes"),
        ("five", "'five' is no whole number; write one"),
        ("5.5", "'5.5' is no whole number; write one"),
        (1.5, "1.5 is no whole number; write one"),
        (10.0, "10.0 is no whole number in this form; write 10"),
        (None, "null is no whole number; write one"),
        ([1], "[1] is a list; write one whole number"),
        ({"a": 1}, "{'a': 1} is a block of keys; write one whole number"),
    ],
)
def test_a_number_of_things_is_an_integer(value: Any, words: str) -> None:
    assert complaint(model=MLP_SETTINGS, count=value) == f"file: count: {words}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (False, "false is no number; write one"),
        ("0.5", "'0.5' is text; write 0.5 without quotes"),
        ("on", "'on' is no number; write one"),
        ("098", "'098' is no number; write one"),
        ("98.8 %", "'98.8 %' is no number; write one"),
        (float("nan"), "nan is not allowed: Input should be a finite number"),
        (float("inf"), "inf is not allowed: Input should be a finite number"),
        (None, "null is no number; write one"),
    ],
)
def test_a_number_is_a_number(value: Any, words: str) -> None:
    assert complaint(model=MLP_SETTINGS, inner={"share": value}) == f"file: inner.share: {words}"


def test_a_whole_number_will_do_where_a_fraction_may_stand() -> None:
    assert Inner.model_validate({"share": 1}).share == 1.0


def test_a_block_is_chosen_by_its_name_and_dumped_with_it() -> None:
    whole = Whole.model_validate({"model": MLP_SETTINGS, "other": {"name": "lstm", "hidden": 3, "layers": 1}})
    assert isinstance(whole.model, MLP)
    assert whole.model_dump(exclude_defaults=True) == {
        "model": MLP_SETTINGS,
        "other": {"name": "lstm", "hidden": 3, "layers": 1},
    }
    assert Whole.model_validate(whole.model_dump()) == Whole.model_validate(dict(whole)) == whole


@pytest.mark.parametrize(
    ("model", "line"),
    [
        ({"name": "cnm"}, "model: 'cnm' is not known (did you mean cnn?); allowed: cnn, lstm, mlp"),
        ({"name": "os.path"}, "model: 'os.path' is not known; allowed: cnn, lstm, mlp"),
        ({"name": "custom.nets"}, "model: 'custom.nets' is not known; allowed: cnn, lstm, mlp"),
        ({"name": "../mlp"}, "model: '../mlp' is not known (did you mean mlp?); allowed: cnn, lstm, mlp"),
        ({"name": None}, "model: 'None' is not known; allowed: cnn, lstm, mlp"),
        ({}, "model: 'name' is missing: it says which of the kinds this is"),
        (3, "model: 3 is no block of keys; write its keys below it"),
        ({"name": "mlp"}, "model.hidden: this key is missing"),
        ({"name": "mlp", "hidden": [0]}, "model.hidden.0: 0 is not allowed: Input should be greater than or equal"),
        ({"name": "mlp", "hiden": [4], "hidden": [4]}, "model.hiden: unknown key (did you mean hidden?); allowed: hid"),
    ],
)
def test_a_mistake_names_the_key_and_what_is_allowed(model: Any, line: str) -> None:
    assert complaint(model=model).startswith(f"file: {line}")
    if model != 3:
        assert complaint(model=MLP_SETTINGS, other=model).startswith(f"file: {line.replace('model', 'other', 1)}")


def test_a_key_of_a_block_within_is_explained_by_that_block() -> None:
    cnn = {"name": "cnn", "channels": [4], "kernel": 3, "padding": [1], "pool": "max", "batch_norm": {"epsilon": 1}}
    assert complaint(model=cnn) == "file: model.batch_norm.position: this key is missing"
    cnn["batch_norm"] = {"position": "after_relu", "momentum": 0.1, "eps": 1e-5, "epsilon": 1}
    assert complaint(model=cnn).startswith(
        "file: model.batch_norm.epsilon: unknown key (did you mean position?); allowed: eps"
    )


def test_the_schema_describes_every_block_by_its_name() -> None:
    options = Whole.model_json_schema()["properties"]["model"]["oneOf"]
    definitions = Whole.model_json_schema()["$defs"]
    blocks = [definitions[option["$ref"].rpartition("/")[2]] if "$ref" in option else option for option in options]
    assert [block["properties"]["name"]["const"] for block in blocks] == ["cnn", "lstm", "mlp"]
    assert all(block["properties"]["name"]["description"] for block in blocks)


def test_the_key_and_whether_one_s_own_may_be_named_are_the_family_s() -> None:
    class Kind(Block):
        """A block with a kind."""

        kind: str

    family = Family("restudy.models", Kind, key="kind", own=False)
    with pytest.raises(ValueError, match="using 'kind' does not match"):
        family.parse({"kind": "custom.mine"})


OWN = """
from typing import Annotated

from pydantic import Field

from custom.sizes import WIDTH
from restudy.models import ModelBlock


class Wide(ModelBlock):
    \"\"\"One wide layer.\"\"\"

    width: Annotated[int, Field(ge=1, description="Units.")] = WIDTH


class _Hidden(ModelBlock):
    pass


class Helper:
    pass
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own, with a block whose module imports another one."""
    folder = tmp_path / "custom"
    folder.mkdir()
    (folder / "nets.py").write_text(OWN)
    (folder / "sizes.py").write_text("WIDTH = 32\n")
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.mark.usefixtures("own")
def test_one_s_own_block_is_named_checked_and_described() -> None:
    assert MODELS.names() == ["cnn", "lstm", "mlp", "custom.wide"]
    whole = Whole.model_validate({"model": {"name": "custom.wide"}})
    assert whole.model.model_dump() == {"name": "custom.wide", "width": 32}
    assert type(whole.model).__module__ == "custom.nets"
    assert complaint(model={"name": "custom.wide", "width": "8"}).startswith("file: model.width: '8' is text")
    assert complaint(model={"name": "custom.wide", "with": 8}) == (
        "file: model.with: unknown key (did you mean width?); allowed: name, width"
    )
    assert complaint(model={"name": "custom.wild"}) == (
        "file: model: 'custom.wild' is not known (did you mean custom.wide?); allowed: cnn, lstm, mlp, custom.wide"
    )
    assert "Units." in str(Whole.model_json_schema())


@pytest.mark.parametrize("name", ["custom.helper", "custom._hidden", "custom.modelblock", "custom.nets", "nets.wide"])
@pytest.mark.usefixtures("own")
def test_nothing_else_in_the_folder_can_be_named(name: str) -> None:
    assert f"{name!r} is not known" in complaint(model={"name": name})


def test_another_folder_has_other_blocks(own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "custom.wide" in MODELS.names()
    (tmp_path / "elsewhere/custom").mkdir(parents=True)
    (tmp_path / "elsewhere/custom/nets.py").write_text(OWN.replace("Wide", "Narrow").replace("= WIDTH", "= 3"))
    (tmp_path / "elsewhere/custom/sizes.py").write_text("WIDTH = 1\n")
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert MODELS.names()[-1] == "custom.narrow"


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("nets.py", "class Wide(:\n", "custom/nets.py:1: SyntaxError: "),
        ("nets.py", OWN.replace("custom.sizes", "custom.size"), "custom/nets.py:6: ModuleNotFoundError: No module"),
        ("nets.py", OWN + "\n\n1 / 0\n", "custom/nets.py:24: ZeroDivisionError: division by zero"),
        ("sizes.py", "\nWIDTH = int('many')\n", "custom/sizes.py:2: ValueError: invalid literal"),
        ("sizes.py", "WIDTH = (\n", "custom/sizes.py:1: SyntaxError: "),
    ],
)
def test_a_mistake_in_the_folder_is_one_line(own: Path, file: str, text: str, line: str) -> None:
    (own / file).write_text(text)
    with pytest.raises(UserError) as caught:
        MODELS.parse({"name": "custom.wide"})
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)
