"""Rows of a table: names of columns in its CSV, means over runs, intervals, and the way into a file and back."""

import json
from math import nan, sqrt

import numpy as np
import pytest

from restudy.formats import Unit
from restudy.judging.numbers import published_count
from restudy.judging.rows import CELL, Column, Row, Rows, Value, metric_column, over_runs, within, words
from restudy.records import to_json
from restudy.statistics.intervals import Interval

COUNT = published_count("first", "images", "", 7, ours=5)
ROWS = Rows(
    [
        words("title", "cell"),
        CELL,
        Column("note", "note", Unit.TEXT, published=True, ours=False),
        Column("images", "images", Unit.COUNT, published=True),
        metric_column("test_loss", interval=True),
        Column("further", "a further run", Unit.SHARE, ours=False, interval=True),
    ],
    [
        Row(
            {
                "title": Value("First, of two"),
                "cell": Value("one-0a1b2c3d"),
                "note": Value(published="ä"),
                "images": Value(5, published=7, number=COUNT),
                "test_loss": within(Interval(0.1, 0.12345678), over_runs([0.1, 0.3])),
                "further": within(Interval(0.5, 1.0)),
            }
        ),
        Row({"title": Value("Second"), "further": within(Interval(nan, nan))}),
    ],
)


def test_a_column_has_several_names_in_the_csv_published_values_first() -> None:
    names = "title,cell,note_published,images_published,images,test_loss_mean,test_loss_sd,test_loss_seeds,"
    names += "test_loss_low,test_loss_high,further_low,further_high"
    first, *lines = ROWS.to_csv().splitlines()
    assert first == names
    assert lines == [
        f'"First, of two",one-0a1b2c3d,ä,7,5,0.2,{sqrt(0.02)!r},2,0.1,0.123457,0.5,1.0',
        "Second" + "," * 11,
    ]


def test_rows_are_read_as_they_were_written_but_for_how_numbers_are_judged() -> None:
    again = Rows.read(json.loads(to_json(ROWS.plain())))
    assert again.columns == ROWS.columns
    assert again.to_csv() == ROWS.to_csv()
    assert list(ROWS.numbers()) == [(0, "images", COUNT)]
    assert list(again.numbers()) == []


def test_words_that_are_shown_instead_of_a_number_are_kept() -> None:
    rows = Rows([words("part", "part")], [Row({"part": Value("val", words="validation")})])
    assert Rows.read(rows.plain()).rows[0]["part"].words == "validation"
    assert rows.to_csv() == "part\nval\n"


def test_a_row_is_of_the_cell_that_stands_in_it() -> None:
    assert [row.cell for row in ROWS.rows] == ["one-0a1b2c3d", ""]


@pytest.mark.parametrize(
    ("values", "mean", "spread", "runs"),
    [
        ([0.5, nan, 0.7], 0.6, sqrt(0.02), 2),
        ([0.5, nan], 0.5, None, 1),
        ([nan, nan], None, None, 0),
        ([], None, None, 0),
    ],
)
def test_a_mean_is_over_the_runs_that_have_a_number(
    values: list[float], mean: float | None, spread: float | None, runs: int
) -> None:
    found = over_runs(np.array(values))
    assert [found.ours, found.spread] == pytest.approx([mean, spread])
    assert found.runs == runs


def test_a_published_number_brings_its_value() -> None:
    assert over_runs([5.0], COUNT).published == 7
    assert over_runs([5.0]).published is None
