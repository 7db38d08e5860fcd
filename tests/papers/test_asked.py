"""What a paper may say of numbers, classes and cells: each mistake is one line that says what is allowed."""

import pytest

from restudy.errors import UserError
from results_fixture import GRID, paper_of, plan_study

BARE = "base: {keep: []}\n"
VALIDATED = "base: {split: parted}\n"


def refused(changes: str) -> str:
    """What is said of a paper with these keys changed."""
    plan = plan_study(changes)
    with pytest.raises(UserError) as caught:
        paper_of(plan, changes)
    assert str(caught.value).isprintable()
    return str(caught.value)


def claim(text: str) -> str:
    return f"claims: {{A1: {{text: t, {text}}}}}\n"


def table(text: str) -> str:
    return f"tables: {{T1: {{title: t, {text}}}}}\n"


def figure(text: str) -> str:
    return f"figures: {{F1: {{title: t, {text}}}}}\n"


PERCENT = "95.5 cannot be test_accuracy (in percent? then write 0.955); allowed: 0 to 1"
NUMBERS = {
    "headline": "headline: [{title: t, cell: one, metric: test_accuracy, published: 95.5}]",
    "value": claim("kind: value, cell: one, metric: test_accuracy, published: 95.5"),
    "threshold": claim("kind: threshold, metric: test_accuracy, above: 95.5"),
    "summary": table("kind: summary, cells: [one], columns: [test_accuracy], published: [[95.5]]"),
    "epochs": table("kind: epochs, cell: one, columns: [test_accuracy], published: {1: [95.5]}"),
    "parts": table("kind: parts, cell: one, published: {test: {accuracy: 95.5}}"),
    "grid": GRID
    + table(
        "kind: grid, variant: one, rows: batch_size, columns: optimizer.lr, metric: test_accuracy, "
        "published: [[0.1, 0.2, 95.5], [0.1, 0.2, 0.3]]"
    ),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_a_number_is_one_that_its_metric_can_have(kind: str) -> None:
    assert PERCENT in refused(NUMBERS[kind])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            claim("kind: value, cell: one, metric: test_loss, published: -1"),
            "-1 cannot be test_loss; allowed: at least",
        ),
        (
            claim("kind: value, cell: one, metric: best_epoch, published: 0"),
            "0 cannot be best_epoch; allowed: at least 1",
        ),
        (claim("kind: value, cell: one, metric: test_loss, published: .nan"), "nan is not allowed"),
        (claim("kind: class_threshold, cell: one, score: f1, above: 95.5"), "95.5 is not allowed"),
        (
            table("kind: class_report, cell: one, published: {'3': [95.5, null, null, null]}"),
            "95.5 cannot be a precision",
        ),
        (
            table("kind: class_report, cell: one, published: {'3': [null, null, null, 9.5]}"),
            "9.5 cannot be a number of im",
        ),
        (table("kind: class_counts, part: test, published: [-1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"), "-1 is not allowed"),
        (table("kind: layers, cell: one, published_totals: {total: -1}"), "-1 is not allowed"),
        (
            claim(
                "kind: gap, above: 2, first: {cell: one, metric: test_accuracy}, "
                "second: {cell: two, metric: test_accuracy}"
            ),
            "2 cannot be a difference of test_accuracy",
        ),
    ],
)
def test_other_numbers_have_limits_too(changes: str, words: str) -> None:
    assert words in refused(changes)


@pytest.mark.parametrize(
    "changes",
    [
        claim("kind: class_extreme, cells: [one], score: f1, highest: 77, lowest: 1"),
        claim("kind: confusion, cells: [one], pairs: [[1, 77]]"),
        claim("kind: lowest_scores, cell: one, lowest: [{label: 77, score: f1}], among: [f1], at_least: 0.9"),
        claim("kind: second_guess, cell: one, label: 1, prediction: 77"),
        table("kind: errors, cell: one, pairs: [{label: 77, prediction: 1, published: 3}]"),
        figure("kind: feature_maps, cell: one, label: 77"),
    ],
)
def test_a_class_is_one_of_the_data_s(changes: str) -> None:
    assert "77 is no class of mnist; allowed: 0 to 9" in refused(changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (claim("kind: class_extreme, cells: [one], score: f1, highest: 1, lowest: 1"), "name two classes"),
        (claim("kind: confusion, cells: [one], pairs: [[4, 4]]"), "4 taken for 4 is no error"),
        (claim("kind: confusion, cells: [one], pairs: [[4, 9], [9, 4]]"), "name each pair once"),
        (claim("kind: second_guess, cell: one, label: 1, prediction: 1"), "1 taken for 1 is no error"),
        (
            table("kind: errors, cell: one, pairs: [{label: 1, prediction: 1, published: 3}]"),
            "1 taken for 1 is no error",
        ),
        (
            claim("kind: lowest_scores, cell: one, lowest: [{label: 1, score: recall}], among: [f1], at_least: 0.9"),
            "recall is not compared; allowed: f1",
        ),
        (
            VALIDATED + claim("kind: different_epochs, cell: one, lowest: val_loss, highest: val_loss"),
            "name two metrics",
        ),
        (claim("kind: threshold, metric: test_loss, at_least: 2, at_most: 1"), "are the two the other way round?"),
        (claim("kind: threshold, metric: test_loss, above: 1, below: 1"), "are the two the other way round?"),
        (claim("kind: threshold, metric: test_loss, above: 1, at_least: 1"), "give one of at_least and above"),
        (
            claim("kind: gap, above: 0, first: {cell: one, metric: test_loss}, second: {cell: one, metric: test_loss}"),
            "it is the first number too",
        ),
        (
            claim(
                "kind: gap, above: 0, first: {cell: one, metric: test_loss}, second: {cell: two, metric: test_errors}"
            ),
            "name metrics of one unit",
        ),
        (
            "variants: {one: {settings: {model: {name: mlp, hidden: [1]}}}}\n"
            + claim("kind: extreme, metrics: [test_loss], which: lowest, cell: one"),
            "no other cell of the study is compared with one",
        ),
    ],
)
def test_a_claim_that_cannot_be_otherwise_or_never_holds_is_refused(changes: str, words: str) -> None:
    assert words in refused(changes)


@pytest.mark.parametrize(
    "changes",
    [
        claim("kind: order, metrics: [test_loss], ascending: [one, two, one]"),
        claim("kind: threshold, metric: test_loss, above: 0, cells: [one, one]"),
        claim("kind: confusion, cells: [one, one], pairs: [[4, 9]]"),
        table("kind: summary, cells: [one, one], columns: [test_loss]"),
        table("kind: quality, cells: [one, one]"),
        figure("kind: curves, cells: [one, one], panels: [[train_loss]]"),
        figure("kind: reliability, cells: [one, one]"),
    ],
)
def test_a_cell_is_listed_once(changes: str) -> None:
    assert "one is listed already; name each cell once" in refused(changes)


def test_a_cell_under_another_name_is_the_same() -> None:
    named = GRID + "cells: {best: {variant: one, grid: {batch_size: 8, optimizer.lr: 0.1}}}\n"
    changes = named + table("kind: summary, cells: [best, one-bs8-lr0.1], columns: [test_loss]")
    assert "one-bs8-lr0.1 is listed already as best" in refused(changes)


@pytest.mark.parametrize(
    "changes",
    [
        claim("kind: monotone, cell: one, metric: test_accuracy"),
        claim("kind: order, metrics: [best_test_accuracy], ascending: [one, two]"),
        claim("kind: threshold, metric: test_loss_roughness, below: 1"),
        claim("kind: extreme, metrics: [best_test_accuracy], which: highest, cell: one"),
        claim("kind: value, cell: one, metric: best_test_accuracy, published: 0.9"),
        table("kind: epochs, cell: one, columns: [test_loss]"),
        table("kind: summary, cells: [one], columns: [best_test_epoch]"),
        figure("kind: curves, cells: [one], panels: [[test_loss]]"),
    ],
)
def test_what_needs_weights_of_each_epoch_says_so(changes: str) -> None:
    assert "needs the weights of each epoch" in refused(BARE + changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            claim("kind: value, cell: one, metric: settling_step, published: 9"),
            "needs the losses of the first epoch's st",
        ),
        (figure("kind: steps, cells: [one]"), "keeps no losses of steps; add first_epoch_steps to its keep"),
        (claim("kind: monotone, cell: one, metric: val_loss"), "val_loss needs validation images"),
        (claim("kind: value, cell: one, metric: first_epoch_at_target, published: 9"), "needs a target_accuracy"),
        (figure("kind: filters, cell: one"), "has no convolution; name a cell that has"),
        (figure("kind: interaction"), "the study's grid has 0 keys"),
        (figure("kind: parallel"), "differ in fewer than two settings"),
        (figure("kind: search"), "it needs a grid whose cells all have validation images"),
        (figure("kind: further_runs"), "the paper has none; add headline"),
    ],
)
def test_what_a_study_does_not_leave_is_not_shown(changes: str, words: str) -> None:
    keep = BARE if "keep" in words or "losses" in words or "target" not in words else "base: {keep: [epoch_weights]}\n"
    assert words in refused(keep + changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("title: ''", "nothing to read"),
        ('title: "a\\x07"', "it has the control character U+0007"),
        ('summary: "a\\x1b[31m"', "it has the control character U+001B"),
        (claim("kind: value, cell: one, metric: test_loss, published: 1, note: ' '"), "nothing to read"),
        ("titles: {one: Net, two: Net}", "'Net' is the title of one too"),
        (f"tables: {{{'T' * 300}: {{kind: quality, title: t}}}}", "has 300 letters; at most 64"),
        ("tables: {T1: {kind: quality, title: t}, t1: {kind: quality, title: t}}", "differs from T1 in capitals alone"),
        ("dataset: cifar", "'cifar' is not known; allowed: digits, mnist"),
        ("source: {authors: A, year: 20200, title: t}", "20200 is not allowed"),
    ],
)
def test_words_and_names_can_be_read_and_told_apart(changes: str, words: str) -> None:
    assert words in refused(changes)
