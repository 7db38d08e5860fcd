"""Frames as files, whose text no spreadsheet runs and which come back as they were."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from restudy.drawing.frames import read_frame, write_frame


@pytest.mark.parametrize("text", ["=1+2", "+1 layer", "-dropout", "@home", "'=1", "plain", "1 − 2"])
def test_titles_come_back_and_are_no_formulas(text: str, tmp_path: Path) -> None:
    frame = pd.DataFrame({"cell": [text, "sgd"], text: [-1.5, 2.0], "epoch": [-1, 2]})
    write_frame(tmp_path / "figure.csv", frame)
    with (tmp_path / "figure.csv").open(encoding="utf-8", newline="") as stream:
        header, first, _ = csv.reader(stream)
    assert [field for field in (*header, first[0]) if field[:1] in {*"=+-@"}] == []
    assert first[1:] == ["-1.5", "-1"]
    pd.testing.assert_frame_equal(read_frame(tmp_path / "figure.csv"), frame)


def test_a_frame_without_rows_has_its_names(tmp_path: Path) -> None:
    write_frame(tmp_path / "figure.csv", pd.DataFrame({"cell": [], "mean": []}))
    assert (tmp_path / "figure.csv").read_text() == "cell,mean\n"
