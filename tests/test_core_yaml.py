"""YAML's core schema, held against what ruamel, with which DVC reads, and PyYAML make of the same text."""

import io
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from restudy.core_yaml import parse_yaml, read_yaml
from restudy.errors import UserError
from restudy.yaml_scalars import scalars

NUMBER_LIKE = st.text(alphabet="0123456789+-._:eExXoObBaAfF", min_size=1, max_size=9).filter(lambda text: text != "-")


def by_ruamel(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(io.StringIO(text))


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


@settings(max_examples=3000)
@given(NUMBER_LIKE)
def test_a_number_that_is_read_is_the_same_for_all(written: str) -> None:
    """What readers would take for different numbers is refused, whatever its notation."""
    try:
        ours = parse_yaml(f"key: {written}", "own.yaml").content["key"]
    except UserError:
        return
    theirs = by_ruamel(f"key: {written}")["key"]
    assert repr(ours) == repr(theirs) or (ours != ours and theirs != theirs)
    users = yaml.safe_load(f"key: {written}")["key"]
    if is_number(users):
        assert is_number(ours)
        assert ours == users or (ours != ours and users != users)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_as_python_writes_them_come_back(number: float) -> None:
    assert parse_yaml(f"[{number!r}]", "own.yaml").content == [number]


@pytest.mark.parametrize("written", ["1e-3", "1E-3", "0.001", "1.0e-3", "10e-4"])
def test_a_thousandth_is_a_number_however_it_is_written(written: str) -> None:
    assert parse_yaml(f"lr: {written}", "own.yaml").content == {"lr": 0.001}


@pytest.mark.parametrize("word", ["no", "yes", "on", "off", "y", "N"])
def test_words_that_yaml_1_1_takes_for_booleans_are_words(word: str) -> None:
    """DVC writes them without quotes."""
    assert parse_yaml(f"- {word}", "own.yaml").content == [word] == by_ruamel(f"- {word}")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a:\n  b: 0100", "own.yaml:2: a.b: 0100: readers differ on a leading 0"),
        ("a: 0o17", "own.yaml:1: a: 0o17: readers differ on octal and binary numbers; write it in decimals"),
        ("a: 0b11", "own.yaml:1: a: 0b11: readers differ on octal and binary numbers"),
        ("- 1:30", "own.yaml:1: 0: 1:30: readers differ on it (base 60 in YAML 1.1); write it in decimals"),
        ("a: 1_000", "own.yaml:1: a: 1_000: readers differ on _ between digits; write it without"),
        ("a: 2026-01-02", "own.yaml:1: a: 2026-01-02: readers differ on dates"),
        ("a: 1\nb: 2\na: 3", "own.yaml:3: a: this key stands here a second time, first in line 1"),
        ("<<: {a: 1}", "own.yaml:1: '<<' merges blocks in YAML 1.1 alone"),
        ("true: 1", "own.yaml:1: 'true' is no key"),
        ("a: &one [*one]", "own.yaml:1: a.0: an alias stands inside of what it stands for"),
        ("a: !!set {b}", "own.yaml:1: a: the tag tag:yaml.org,2002:set has no meaning here"),
        ("a: !!python/name:os.system x", "own.yaml:1: a: the tag tag:yaml.org,2002:python/name:os.system"),
        ("a: [1", "own.yaml:2: not YAML: while parsing a flow sequence did not find expected ',' or ']'"),
        ("a: \x00", "own.yaml: not YAML: "),
    ],
)
def test_what_readers_take_differently_is_one_line(text: str, line: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_yaml(text, "own.yaml")
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_the_same_in_quotes_is_text() -> None:
    text = "['0100', '1:30', \"1_000\", '2026-01-02', '1e-3', 'true', '~']"
    assert parse_yaml(text, "own.yaml").content == ["0100", "1:30", "1_000", "2026-01-02", "1e-3", "true", "~"]


def test_lines_are_known_for_keys_and_for_what_stands_around_them() -> None:
    document = parse_yaml("a: 1\nb:\n  - c: 2\n  - d: 3\n", "own.yaml")
    assert [document.place(*keys) for keys in (("a",), ("b", 1, "d"), ("b", 1, "x"), ("z",))] == [
        "own.yaml:1",
        "own.yaml:4",
        "own.yaml:4",
        "own.yaml",
    ]


def test_keys_that_stand_in_the_file_as_one_have_its_line() -> None:
    document = parse_yaml("grid:\n  batch_size: [1]\n  optimizer.lr: [2]\n", "own.yaml")
    places = [document.place("grid", *keys) for keys in (("optimizer", "lr"), ("optimizer", "eps"), ("optimizer.lr",))]
    assert places == ["own.yaml:3", "own.yaml:1", "own.yaml:3"]


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_other_encodings_are_one_line(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes("a: 1\ntitle: Größe\n".encode(encoding))
    with pytest.raises(UserError, match=r"^\S+own\.yaml:\d: byte 0x\w\w is not UTF-8; save the file as UTF-8"):
        read_yaml(path)


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_yaml(path).content == {"a": 1}


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"own\.yaml: No such file or directory; write it$"):
        read_yaml(tmp_path / "own.yaml", "write it")


ALIASES = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{last}'] * 10)}]\n" for last, name in pairwise("abcdefgh")
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: " + "[" * 5000 + "]" * 5000, "more than 50 deep; write them flatter"),
        ("".join("  " * depth + "a:\n" for depth in range(500)), "more than 50 deep; write them flatter"),
        ("- " * 500 + "1", "more than 50 deep; write them flatter"),
        (ALIASES, "more than 200000 values, aliases followed; write it shorter"),
        ("a: " + "9" * 5000, "a number of 5000 digits; write it with at most 300"),
        ("a: " + "1" * 400 + ".5", "a number of 402 digits; write it with at most 300"),
    ],
    ids=["lists", "blocks", "items", "aliases", "digits", "decimals"],
)
def test_what_has_no_end_is_refused_within_seconds(text: str, words: str) -> None:
    start = time.monotonic()
    with pytest.raises(UserError) as caught:
        parse_yaml(text, "file")
    assert words in str(caught.value)
    assert str(caught.value).isprintable()
    assert time.monotonic() - start < 10


def test_a_number_of_many_digits_is_refused_on_the_command_line_too() -> None:
    with pytest.raises(UserError, match="a number of 5000 digits"):
        scalars("9" * 5000, "--config: seeds")


def test_a_zero_has_no_sign() -> None:
    assert str(parse_yaml("a: -0.0", "file").content["a"]) == "0.0"
