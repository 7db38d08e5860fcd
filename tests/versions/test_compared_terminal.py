"""What changed, in a terminal."""

import io

from rich.console import Console

from compared_fixture import STUDY, compared, judged, results
from restudy.versions.compare import Comparison, compare
from restudy.versions.compared_terminal import MOST_ROWS, show_comparison
from restudy.versions.result_set import ResultSet


def shown(comparison: Comparison) -> str:
    stream = io.StringIO()
    show_comparison(comparison, Console(file=stream, width=120))
    return stream.getvalue()


def test_counts_flips_and_numbers_beyond_are_shown_as_they_are() -> None:
    text = shown(compared())
    assert text.startswith("old → new, mnist\n")
    assert "Verdicts flipped" in text
    assert f"{STUDY} A1" in text
    assert "One is [best]." in text
    assert "75.00\u00a0%" in text


def test_equal_sets_are_one_line_more() -> None:
    assert shown(compare(results(), results("new"))) == "old → new, mnist\nNothing differs.\n"


def test_many_flips_are_cut_and_counted() -> None:
    def judging(verdict: str) -> ResultSet:
        claims = {f"A{number}": {"text": "t", "verdict": verdict, "reason": "r"} for number in range(15)}
        return results(claims={STUDY: judged() | {"claims": claims}})

    text = shown(compare(judging("holds"), judging("open")))
    assert f"… and {15 - MOST_ROWS} more" in text
