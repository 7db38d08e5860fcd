"""Files that are either whole or absent, and equal bytes for equal content."""

import csv
import io
import json
import math
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from restudy.data.arrays import write_tensors
from restudy.records import (
    no_formula,
    read_json,
    read_numbers,
    replacing,
    to_csv,
    to_json,
    without_mark,
    write_csv,
    write_json,
    write_text,
)

FORMULAS = ["=1+2", "=HYPERLINK(1)", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "-", "'=1", "''+a", "- ratio"]
FINITE = st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | FINITE | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "record.json"
    with replacing(path) as temporary:
        temporary.write_text("whole")
        assert temporary.parent == path.parent
        assert not path.exists()
    assert path.read_text() == "whole"
    assert list(path.parent.iterdir()) == [path]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="disk"), replacing(tmp_path / "record.json") as temporary:
        temporary.write_text("half")
        raise OSError("disk full")
    assert list(tmp_path.iterdir()) == []


def test_a_failed_write_leaves_the_file_that_was_there(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_text(path, "before")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "half \ud800")
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_as_json_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_json(tmp_path / "record.json", {"value": object()})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("umask", [0o022, 0o077, 0o002, 0o027])
def test_who_may_read_a_file_is_the_umask_s_word(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        write_text(tmp_path / "text", "")
        write_tensors(tmp_path / "tensors", {"x": torch.zeros(3)})
        write_text(tmp_path / "text", "again")
    finally:
        os.umask(before)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "text": 0o666 & ~umask,
        "tensors": 0o666 & ~umask,
    }


def test_a_long_name_has_a_temporary_one_too(tmp_path: Path) -> None:
    name = "n" * 255
    write_text(tmp_path / name, "whole")
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_a_spreadsheet_and_all_of_it_comes_back(text: str, tmp_path: Path) -> None:
    written = to_csv([{text: text, "value": -1.5}], [text, "value"])
    header, row = csv.reader(io.StringIO(written, newline=""))
    assert header[0] == row[0] == f"'{text}"
    assert row[1] == "-1.5"
    assert without_mark(row[0]) == text


@given(st.text(alphabet="'=+-@\t\r a1"))
def test_every_text_comes_back(text: str) -> None:
    assert without_mark(no_formula(text)) == text
    assert no_formula(text)[:1] not in {*"=+-@\t\r"} or float(text) is not None


@pytest.mark.parametrize("value", ["-1.5", "+3", "−2", "a=b", "1-2", "", "–", -1, 2.5, None, "'quoted'", "x@y"])
def test_what_no_spreadsheet_runs_stays_as_it_is(value: Any) -> None:
    assert no_formula(value) == value
    assert without_mark(value) == value


def test_text_is_utf8_with_unix_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "text"
    write_text(path, "8×8\n")
    assert path.read_bytes() == b"8\xc3\x978\n"


def test_equal_json_has_equal_bytes() -> None:
    assert to_json({"b": 1, "a": {"d": 2, "c": 3}}) == to_json({"a": {"c": 3, "d": 2}, "b": 1})
    assert to_json({"b": 1, "a": 2}) == '{\n "a": 2,\n "b": 1\n}\n'


def test_json_keeps_the_order_when_it_is_meant() -> None:
    assert list(json.loads(to_json({"b": 1, "a": 2}, sort=False))) == ["b", "a"]


def test_json_has_null_for_what_is_not_finite() -> None:
    content = {"nan": math.nan, "inside": [math.inf, {"deep": (-math.inf, 1.5)}]}
    assert json.loads(to_json(content)) == {"nan": None, "inside": [None, {"deep": [None, 1.5]}]}


@given(TREES)
def test_json_gives_back_what_was_written(tree: Any) -> None:
    assert json.loads(to_json(tree)) == tree


def test_json_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    content = {"title": "8×8", "values": [0.1, None, 3]}
    write_json(tmp_path / "record.json", content)
    assert read_json(tmp_path / "record.json") == content


@given(st.lists(FINITE, min_size=1))
def test_csv_has_floats_in_full(values: list[float]) -> None:
    text = to_csv([{"value": value} for value in values], ["value"])
    assert [float(row["value"]) for row in csv.DictReader(io.StringIO(text))] == values


def test_csv_has_the_columns_in_order_and_an_empty_field_for_none(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [{"a": 1, "b": None, "left out": 5}, {"b": "x, y", "a": 0.1}]
    write_csv(tmp_path / "table.csv", rows, ["b", "a"])
    assert (tmp_path / "table.csv").read_bytes() == b'b,a\n,1\n"x, y",0.1\n'


def test_csv_without_rows_still_names_its_columns() -> None:
    assert to_csv([], ["step", "train_loss"]) == "step,train_loss\n"


def test_numbers_are_read_as_they_were_written(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"epoch": 1, "step": 3, "train_loss": 0.1 + 0.2, "val_loss": None},
        {"epoch": 2, "step": 4, "train_loss": 1e-17, "val_loss": 1 / 3},
    ]
    write_csv(tmp_path / "rows.csv", rows, ("epoch", "step", "train_loss", "val_loss"))
    read = read_numbers(tmp_path / "rows.csv")
    assert read == rows
    assert [type(value) for value in read[1].values()] == [int, int, float, float]


def test_an_empty_table_has_no_rows(tmp_path: Path) -> None:
    write_csv(tmp_path / "steps.csv", [], ("step", "train_loss"))
    assert read_numbers(tmp_path / "steps.csv") == []
