"""Verdicts that flipped, and verdicts that one side alone has."""

from compared_fixture import STUDY, judged, results
from restudy.versions.changed_verdicts import VerdictChange, changed_verdicts
from restudy.versions.result_set import ResultSet

NUMBER = {"place": "T1", "row": "One", "quantity": "test_loss", "verdict": "holds", "reason": "inside"}


def with_numbers(*verdicts: str, verdict: str | None = "holds") -> ResultSet:
    numbers = [NUMBER | {"verdict": each} for each in verdicts]
    return results(claims={STUDY: judged(verdict) | {"numbers": numbers}})


def test_equal_verdicts_are_no_change() -> None:
    assert changed_verdicts(with_numbers("holds"), with_numbers("holds")) == []


def test_a_flip_names_the_claim_in_its_words_and_those_of_tables_come_last() -> None:
    changes = changed_verdicts(with_numbers("open"), with_numbers("does not hold", verdict="open"))
    assert changes == [
        VerdictChange(STUDY, "A1", "One is [best].", "holds", "open", "a reason", of_table=False),
        VerdictChange(STUDY, "headline", "One, test accuracy", "holds", "open", "a reason", of_table=False),
        VerdictChange(STUDY, "T1", "One, test loss", "open", "does not hold", "inside", of_table=True),
    ]


def test_a_verdict_that_came_or_went_has_one_side() -> None:
    (went,) = changed_verdicts(with_numbers("holds"), with_numbers())
    assert (went.old, went.new, went.reason) == ("holds", None, "inside")
    came = changed_verdicts(with_numbers(verdict=None), with_numbers())
    assert [(change.place, change.old, change.new) for change in came] == [
        ("A1", None, "holds"),
        ("headline", None, "holds"),
    ]


def test_readings_of_a_contradiction_are_named_by_both() -> None:
    def read(verdict: str) -> ResultSet:
        readings = {"first": {"verdict": verdict, "reason": "r"}}
        return results(claims={STUDY: judged() | {"contradictions": [{"text": "Two things.", "readings": readings}]}})

    (change,) = changed_verdicts(read("holds"), read("open"))
    assert (change.place, change.what, change.of_table) == ("contradiction", "Two things. (first)", False)


def test_other_quantities_than_metrics_are_words() -> None:
    def read(verdict: str) -> ResultSet:
        number = NUMBER | {"row": "", "quantity": "loss_over_images", "verdict": verdict}
        return results(claims={STUDY: judged() | {"numbers": [number]}})

    (change,) = changed_verdicts(read("holds"), read("open"))
    assert (change.place, change.what, change.of_table) == ("T1", "loss over images", True)


def test_results_of_an_early_kind_without_headline_are_read_too() -> None:
    early = results(claims={STUDY: {"claims": {"A1": {"holds": {"0": True}}}}})
    assert {change.old for change in changed_verdicts(early, with_numbers())} == {None}
