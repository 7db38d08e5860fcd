"""Keys that changed, and cells that came, went or were made anew."""

from typing import Any

import pytest

from compared_fixture import STUDY, judged, params, results, summary
from restudy.versions.changed_settings import CellChange, ParamChange, changed_cells, changed_params


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, [("a", "1", "2")]),
        ({"a": None}, {"a": "x"}, [("a", "null", '"x"')]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 3, "c": 2}}, [("a.b", "1", "3")]),
        ({"a": {"b": 1}}, {"a": {"c": 1}}, [("a.c", None, "1"), ("a.b", "1", None)]),
        ({}, {"a": {"b": {"c": 1}}}, [("a", None, '{"b": {"c": 1}}')]),
        ({"a": [1, 2]}, {"a": [1, 3]}, [("a", "[1, 2]", "[1, 3]")]),
        ({"a": [{"b": 1}, {"b": 2}]}, {"a": [{"b": 1}, {"b": 3}]}, [("a.1.b", "2", "3")]),
        ({"a": [{"b": 1}]}, {"a": [{"b": 1}, {"b": 3}]}, [("a", '[{"b": 1}]', '[{"b": 1}, {"b": 3}]')]),
        ({"a": {"b": 1}}, {"a": 2}, [("a", '{"b": 1}', "2")]),
        ({"a": {"optimizer.lr": [0.1]}}, {"a": {"optimizer.lr": [0.2]}}, [("a.optimizer.lr", "[0.1]", "[0.2]")]),
    ],
)
def test_keys_that_differ_are_found(old: Any, new: Any, changes: list[tuple[str, str | None, str | None]]) -> None:
    found = changed_params(results(params=old), results(params=new))
    assert found == [ParamChange(*change) for change in changes]


def test_what_a_paper_says_is_below_papers() -> None:
    paper = {"tables": {"T1": {"title": "Two cells"}}}
    changed = {"tables": {"T1": {"title": "Two small cells"}}}
    found = changed_params(
        results(params=params(papers={STUDY: paper})), results(params=params(papers={STUDY: changed}))
    )
    assert found == [ParamChange(f"papers.{STUDY}.tables.T1.title", '"Two cells"', '"Two small cells"')]


def test_without_params_nothing_is_said_of_them() -> None:
    assert changed_params(results(params=None), results()) is None


def test_cells_come_and_go_and_are_made_anew() -> None:
    new_table = summary(Two="two-22222222", Three="three-33333333")
    new = results(claims={STUDY: judged(cell="one-99999999")}, tables={(STUDY, "T1"): new_table})
    old = results(tables={(STUDY, "T1"): summary(Two="two-22222222", Held="one-held-out-44444444")})
    assert changed_cells(old, new) == [
        CellChange(STUDY, "one", "made anew"),
        CellChange(STUDY, "one-held-out", "removed"),
        CellChange(STUDY, "three", "added"),
    ]


def test_a_new_study_s_cells_are_all_added() -> None:
    new = results(claims={STUDY: judged(), "other": judged(cell="big-55555555")})
    assert changed_cells(results(), new) == [CellChange("other", "big", "added")]
