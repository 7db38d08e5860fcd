"""The benchmark of verdicts: its parts, that it runs, and that what was measured is good enough and is what is told."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import stopping
from scipy import stats
from tally import Outcome, summary, words

from claims import Family, by_t_tests
from restudy.judging.error_rates import error_rates
from restudy.quantity import Quantity
from tiny_studies import REPOSITORY

FOLDER = REPOSITORY / "benchmarks/verdicts"
MOST_WRONG, MOST_LEANING_WRONG, MOST_OTHER_WORDS = 0.05, 0.20, 0.05
FEW = 20


@pytest.fixture(scope="module")
def results() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("distance", [0.0, 1.0, 10.0])
def test_the_earlier_rule_is_welch_s_test_of_eight(distance: float) -> None:
    values = np.array([[0.0, 1.0, 2.0], [distance + 0.1, distance, distance - 0.1]])
    margins = Family(values, Quantity("train_loss")).rises([0, 1])
    p_value = stats.ttest_ind(*values, equal_var=False, alternative="less").pvalue
    assert (by_t_tests(margins) == "holds") == (16 * p_value <= 0.05)


def test_words_are_counted_and_wrong_where_they_say_the_opposite() -> None:
    outcomes = [
        Outcome("order", "holds", "open", 1.0, 0.1),
        Outcome("order", "holds", "holds", -1.0, 0.1),
        Outcome("order", "leans false", "open", 0.05, 0.1),
        Outcome("order", "tied", "open", 0.0, 0.1),
    ]
    found = summary(outcomes)
    assert (found["decided"], found["decided, wrong"], found["leaning, wrong"], found["tied"]) == (0.5, 0.5, 1.0, 0.25)
    assert found["another word where it does not matter"] == 0.5
    assert (found["decided before"], found["decided before, wrong"]) == (0.25, 1.0)
    assert words(outcomes)["holds"] == {"given": 2, "precision": 0.5, "recall": 1.0}


@pytest.mark.parametrize("looks", [stopping.AS_PLANNED, stopping.EACH_RUN])
def test_runs_are_added_until_a_claim_is_settled_or_thirty_do_not(looks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cells that are the same, and two that are three run-SDs apart."""
    for name, value in {"CELLS": (2,), "SPREADS": ("equal",), "SCATTERS": {"equal": 0.0, "far": 4.0}}.items():
        monkeypatch.setattr(stopping, name, value)
    found = [(place, each) for place, each in stopping.simulate_stopping(4) if place["looks"] == looks]
    assert len(found) == 16
    for place, each in found:
        settled = each.word in ("holds", "does not hold", "tied")
        assert 3 <= place["runs"] <= 30
        assert settled or looks == stopping.AS_PLANNED or place["runs"] == 30
        assert not settled or abs(each.truth) > 0 or each.word == "tied"
    assert {each.word for _, each in found} & {"holds", "does not hold"}


@pytest.mark.slow
def test_it_runs(tmp_path: Path) -> None:
    command = [sys.executable, str(FOLDER), "--repeats", "1", "--output", str(tmp_path)]
    subprocess.run(command, check=True)
    assert {file.name for file in tmp_path.iterdir()} == {"results.json", "results.md", "error_rates.json"}
    assert (
        json.loads((tmp_path / "results.json").read_text()).keys()
        == json.loads((FOLDER / "results.json").read_text()).keys()
    )


@pytest.mark.parametrize("of", ["by seeds", "digits by seeds"])
def test_words_are_as_seldom_wrong_as_they_may_be(results: dict[str, list[dict[str, Any]]], of: str) -> None:
    for row in results[of]:
        assert row["decided, wrong"] <= MOST_WRONG
        # Of a handful no share can be told.
        assert row["leaning, wrong"] <= MOST_LEANING_WRONG or row["leaning"] * row["claims"] < FEW


def test_what_does_not_matter_gets_no_other_word_and_twice_as_much_is_decided(
    results: dict[str, list[dict[str, Any]]],
) -> None:
    for row in results["by seeds"]:
        assert row["another word where it does not matter"] <= MOST_OTHER_WORDS
    three = results["by seeds"][0]
    assert three["group"] == [3]
    assert three["decided"] >= 2 * three["decided before"]


def test_reports_and_documents_tell_what_was_measured(results: dict[str, list[dict[str, Any]]]) -> None:
    assert error_rates()["by seeds"] == results["by seeds"]
    text = (REPOSITORY / "docs/statistics.md").read_text(encoding="utf-8")
    for row in [*results["by seeds"], *results["digits by seeds"]]:
        keys = ("decided", "decided, wrong", "leaning", "leaning, wrong", "tied")
        shown = " | ".join([str(row["group"][0]), *(f"{100 * row[key]:.1f}" for key in keys)])
        assert f"| {shown} |" in text


def test_looking_again_settles_as_seldom_wrongly_as_it_may(results: dict[str, list[dict[str, Any]]]) -> None:
    assert {row["group"][0] for row in results["stopping"]} == {stopping.AS_PLANNED, stopping.EACH_RUN}
    for row in results["stopping"]:
        assert row["decided, wrong"] <= MOST_WRONG
    text = (REPOSITORY / "docs/statistics.md").read_text(encoding="utf-8")
    keys = ("decided", "decided, wrong", "tied", "another word where it does not matter")
    for row in results["stopping"]:
        looks, cells = row["group"]
        shown = [f"{row['runs']:.1f}", *(f"{100 * row[key]:.1f}" for key in keys)]
        assert cells != "all" or f"| {' | '.join([looks, *shown])} |" in text
