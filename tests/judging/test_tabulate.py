"""All tables of a study: in CSV, in one file for the report, and with their published numbers."""

import csv
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from report_fixture import leave_study, reported_plan
from restudy.evidence.material import Material
from restudy.judging.numbers import PublishedNumber
from restudy.judging.rows import Rows
from restudy.judging.tabulate import tabulate
from restudy.layout import Results
from restudy.papers.items import TABLES
from restudy.records import read_json


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    return leave_study(tmp_path_factory.mktemp("results"), reported_plan())


@pytest.fixture(scope="module")
def made(material: Material) -> dict[str, Rows]:
    return {name: table.rows(material) for name, table in material.paper.tables.items()}


def read(rows: Rows) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(rows.to_csv())))


def test_there_is_one_of_every_kind(material: Material) -> None:
    assert {table.kind for table in material.paper.tables.values()} == set(TABLES.names())


def test_every_published_number_is_found_where_its_table_has_it(made: dict[str, Rows]) -> None:
    found, everything = {}, {}
    for name, rows in made.items():
        for line, column, number in rows.numbers():
            found[name, f"{column}_published", line] = number.published
        for line, row in enumerate(read(rows)):
            for column, text in row.items():
                # Published words are shown and not judged.
                if column.endswith("_published") and column not in ("layer_published", "layers_published") and text:
                    everything[name, column, line] = text
    assert {key: _number(text) for key, text in everything.items()} == found
    assert len(found) > 20


def test_published_numbers_stand_beside_our_runs_of_the_same_cell(made: dict[str, Rows]) -> None:
    for name, rows in made.items():
        for line, column, number in rows.numbers():
            ours = rows.rows[line][column].ours
            if isinstance(number, PublishedNumber) and ours is not None:
                values = number.runs.known().values
                assert ours == pytest.approx(values.mean()), (name, column, line)
            assert number.cell == rows.rows[line].cell or not rows.rows[line].cell


def test_rows_are_read_as_they_were_written(made: dict[str, Rows]) -> None:
    for rows in made.values():
        again = Rows.read(rows.plain())
        assert again.columns == rows.columns
        assert again.to_csv() == rows.to_csv()
        assert [row.cell for row in again.rows] == [row.cell for row in rows.rows]
        assert list(again.numbers()) == []


def test_a_file_for_each_table_has_its_floats_in_full(
    material: Material, made: dict[str, Rows], tmp_path: Path
) -> None:
    tabulate(material, Results(tmp_path))
    folder = tmp_path / "tables" / "reported"
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in made}
    for name, rows in made.items():
        places = [(column.key, title, part) for column in rows.columns for title, part in column.names.items()]
        with (folder / f"{name}.csv").open(newline="") as stream:
            written = list(csv.DictReader(stream))
        assert len(written) == len(rows.rows)
        for row, fields in zip(rows.rows, written, strict=True):
            for key, title, part in places:
                assert _number(fields[title]) == _plain(getattr(row[key], part))


def test_one_file_has_the_rows_of_all(material: Material, made: dict[str, Rows], tmp_path: Path) -> None:
    tabulate(material, Results(tmp_path))
    written = read_json(Results(tmp_path).table_rows("reported"))
    assert set(written) == set(made)
    for name, rows in made.items():
        assert Rows.read(written[name]).to_csv() == rows.to_csv()


def test_equal_results_leave_equal_bytes(material: Material, tmp_path: Path) -> None:
    for name in ("first", "second"):
        tabulate(material, Results(tmp_path / name))
    files = [path for path in (tmp_path / "first").rglob("*") if path.is_file()]
    assert len(files) == len(material.paper.tables) + 1
    for path in files:
        assert (tmp_path / "second" / path.relative_to(tmp_path / "first")).read_bytes() == path.read_bytes()


def _number(text: str) -> Any:
    """A field as a number where it is one."""
    try:
        return float(text)
    except ValueError:
        return text


def _plain(value: Any) -> Any:
    """A value as its field should be read."""
    return "" if value is None else _number(value)
