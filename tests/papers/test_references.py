"""What a paper refers to: what each mistake says, in one line."""

import pytest

from restudy.errors import UserError
from results_fixture import GRID, paper_of, plan_study

PLACE = "small.yaml: "
NAMES = "allowed: one, two, three, extra"
GRID_NAMES = "allowed: one-bs32-lr0.1, one-bs32-lr0.01, "
HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy}
  held_out: {choose_by: val_accuracy, settings: {split: parted}}
"""
GRID_TABLE = """
tables:
  T1:
    kind: grid
    title: A grid
    variant: one
    rows: batch_size
    columns: optimizer.lr
    metric: test_accuracy
    published: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
"""
SUMMARY = """
tables:
  T1:
    kind: summary
    title: Two cells
    cells: [one, two]
    columns: [test_accuracy, test_loss]
    published: [[0.9, null], [0.8, 0.1]]
"""


def message_for(changes: str) -> str:
    """What is said of a paper with these keys changed."""
    plan = plan_study(changes)
    with pytest.raises(UserError) as caught:
        paper_of(plan, changes)
    return str(caught.value)


def value_claim(cell: str) -> str:
    return f"claims: {{A1: {{kind: value, text: t, cell: {cell}, metric: test_loss, published: 1}}}}\n"


def claim(text: str) -> str:
    return f"claims: {{A1: {{text: t, {text}}}}}\n"


# What is changed, and the parts that the message must have.
MISTAKES: dict[str, tuple[str, tuple[str, ...]]] = {
    "step answered by an unknown claim": (
        value_claim("two") + "rubric: [{text: t, place: p, claims: [A1]}, {text: t, place: p, claims: [A2]}]",
        ("rubric.1.claims.0: no 'A2' in the paper", "allowed: A1"),
    ),
    "step answered by an unknown figure": (
        value_claim("two") + "rubric: [{text: t, place: p, figures: [A1]}]",
        ("rubric.0.figures.0: no 'A1' in the paper", "allowed: "),
    ),
    "claim of an unknown cell": (
        value_claim("tow"),
        ("claims.A1: no cell 'tow'", "did you mean two?", NAMES),
    ),
    "claim of an unknown cell in a list": (
        claim("kind: order, metrics: [test_loss], ascending: [one, none]"),
        ("claims.A1: no cell 'none'", "did you mean one?", NAMES),
    ),
    "claim that a contradiction reads of an unknown cell": (
        "contradictions: [{text: t}, {text: t, readings: "
        "{a: {kind: monotone, text: t, cell: four, metric: val_accuracy}}}]",
        ("contradictions.1.readings.a: no cell 'four'", NAMES),
    ),
    "headline of an unknown cell": (
        "headline: [{title: t, cell: tow, metric: test_loss, published: 1}]",
        ("headline.0: no cell 'tow'", "did you mean two?", NAMES),
    ),
    "table of an unknown cell": (
        "tables: {T1: {kind: parts, title: t, cell: four, published: {}}}",
        ("tables.T1: no cell 'four'", NAMES),
    ),
    "figure of an unknown cell": (
        "figures: {F1: {kind: curves, title: t, cells: [one, four], panels: [[train_loss]]}}",
        ("figures.F1: no cell 'four'", NAMES),
    ),
    "a grid value that is not there": (
        GRID + value_claim("one-bs16-lr0.1"),
        ("claims.A1: no cell 'one-bs16-lr0.1'", "did you mean one-bs", GRID_NAMES),
    ),
    "grid values in another order": (
        GRID + value_claim("one-lr0.1-bs8"),
        ("claims.A1: no cell 'one-lr0.1-bs8'", GRID_NAMES),
    ),
    "grid values where there is no grid": (
        value_claim("one-bs8"),
        ("claims.A1: no cell 'one-bs8'", "did you mean one?", NAMES),
    ),
    "a protocol that the study has not": (
        value_claim("one-held-out"),
        ("claims.A1: no cell 'one-held-out'", NAMES),
    ),
    "more than one cell": (
        GRID + value_claim("one-bs8"),
        ("claims.A1: no cell 'one-bs8'", "did you mean one-bs8-lr0.", GRID_NAMES),
    ),
    "a folder with its digest": (
        value_claim("one-01234567"),
        ("claims.A1: no cell 'one-01234567'", NAMES),
    ),
    "rows that are no key of the grid": (
        GRID + GRID_TABLE.replace("rows: batch_size", "rows: batchsize"),
        ("tables.T1.rows: 'batchsize'", "did you mean batch_size?", "allowed: batch_size, optimizer.lr"),
    ),
    "columns that are no key of the grid": (
        GRID + GRID_TABLE.replace("columns: optimizer.lr", "columns: epochs"),
        ("tables.T1.columns: 'epochs'", "allowed: batch_size, optimizer.lr"),
    ),
    "grid table of an unknown variant": (
        GRID + GRID_TABLE.replace("variant: one", "variant: three"),
        ("tables.T1.variant: no variant 'three'", "allowed: one, two"),
    ),
    "too few published rows": (
        GRID + GRID_TABLE.replace(", [0.4, 0.5, 0.6]", ""),
        ("tables.T1.published: expected 2 rows of 3 values",),
    ),
    "too many published values in a row": (
        GRID + GRID_TABLE.replace("0.5, 0.6", "0.5, 0.6, 0.7"),
        ("tables.T1.published: expected 2 rows of 3 values",),
    ),
    "rows and columns the other way round": (
        GRID
        + GRID_TABLE.replace("rows: batch_size", "rows: optimizer.lr").replace("columns: opt", "columns: batch_size #"),
        ("tables.T1.published: expected 3 rows of 2 values",),
    ),
    "a summary with a row too few": (
        SUMMARY.replace(", [0.8, 0.1]", ""),
        ("tables.T1.published: expected 2 rows of 2 values",),
    ),
    "a summary with a value too few": (
        SUMMARY.replace("0.9, null", "0.9"),
        ("tables.T1.published: expected 2 rows of 2 values",),
    ),
    "a summary with a word too few": (
        SUMMARY + "    words: {speed: [slow]}\n",
        ("tables.T1.words.speed: 1 words; expected 2, one for each cell",),
    ),
    "an epoch with a value too few": (
        "tables: {T1: {kind: epochs, title: t, cell: one, columns: [train_loss, test_loss], "
        "published: {1: [0.5, 0.4], 3: [0.2]}}}",
        ("tables.T1.published.3: 1 values; expected 2: train_loss, test_loss",),
    ),
    "a class with a score too many": (
        "tables: {T1: {kind: class_report, title: t, cell: one, published: {'3': [1, 1, 1, 9, 9]}}}",
        ("tables.T1.published.3: 5 values; expected 4: precision, recall, f1, support",),
    ),
    "a class that there is not": (
        "tables: {T1: {kind: class_report, title: t, cell: one, published: {'12': [1, 1, 1, 9]}}}",
        ("tables.T1.published: '12' is no row of the report", "macro avg"),
    ),
    "counts of too few classes": (
        "tables: {T1: {kind: class_counts, title: t, part: test, published: [1, 2]}}",
        ("tables.T1.published: 2 values; expected 10, one for each class",),
    ),
    "a row claim of no key of the grid": (
        GRID + claim("kind: row_extreme, metric: test_loss, which: lowest, key: momentum, value: 1"),
        ("claims.A1.key: 'momentum'", "allowed: batch_size, optimizer.lr"),
    ),
    "a row claim of no value of the grid": (
        GRID + claim("kind: row_extreme, metric: test_loss, which: lowest, key: optimizer.lr, value: 5"),
        ("claims.A1.value: 5.0", "allowed: [0.1, 0.01, 0.02]"),
    ),
    "a claim of a class that there is not": (
        claim("kind: class_extreme, cells: [one], score: recall, highest: 10, lowest: 3"),
        ("claims.A1.highest: 10 is no class of mnist; allowed: 0 to 9",),
    ),
    "a claim of one class twice": (
        claim("kind: class_extreme, cells: [one], score: recall, highest: 3, lowest: 3"),
        ("claims.A1.lowest: 3 is the highest too; name two classes",),
    ),
    "heat map of an unknown table": (
        GRID + GRID_TABLE + "figures: {F1: {kind: heatmap, title: t, table: T2}}",
        ("figures.F1.table: 'T2'", "allowed: T1"),
    ),
    "heat map of a summary": (
        SUMMARY + "figures: {F1: {kind: heatmap, title: t, table: T1}}",
        ("figures.F1.table: 'T1'", "allowed: "),
    ),
    "dots of a grid": (
        GRID + GRID_TABLE + "figures: {F1: {kind: dots, title: t, table: T1, column: test_accuracy}}",
        ("figures.F1.table: 'T1'", "allowed: "),
    ),
    "dots of no column of the table": (
        SUMMARY + "figures: {F1: {kind: dots, title: t, table: T1, column: val_loss}}",
        ("figures.F1.column: T1 has no column 'val_loss'", "allowed: test_accuracy, test_loss"),
    ),
    "steps that are not kept": (
        "base: {keep: []}\nfigures: {F1: {kind: steps, title: t, cells: [one]}}",
        ("figures.F1.cells: training of one keeps no losses of steps; add first_epoch_steps to its keep",),
    ),
    "filters of a network without any": (
        "figures: {F1: {kind: filters, title: t, cell: one}}",
        ("figures.F1.cell: one is of the family mlp, which has no convolution",),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_reference_is_one_line_with_place_value_and_what_is_allowed(mistake: str) -> None:
    changes, parts = MISTAKES[mistake]
    message = message_for(changes)
    assert "\n" not in message
    assert message.startswith(PLACE + parts[0])
    assert [part for part in parts if part not in message] == [], message


@pytest.mark.parametrize(
    "changes",
    [
        value_claim("one"),
        GRID + value_claim("two-bs8-lr0.02"),
        HELD_OUT + value_claim("one-held-out"),
        GRID + value_claim("best") + "cells: {best: {variant: one, grid: {batch_size: 8, optimizer.lr: 0.1}}}",
        SUMMARY + "figures: {F1: {kind: dots, title: t, table: T1, column: test_loss}}",
        GRID + GRID_TABLE + "figures: {F1: {kind: heatmap, title: t, table: T1}}",
        SUMMARY.replace("    published: [[0.9, null], [0.8, 0.1]]\n", ""),
    ],
    ids=["claim", "grid", "protocol", "name of its own", "summary", "grid table", "nothing published"],
)
def test_right_references_pass(changes: str) -> None:
    assert paper_of(plan_study(changes), changes)


def test_of_two_mistakes_the_first_is_named() -> None:
    two = value_claim("four") + SUMMARY.replace("[one, two]", "[one, five]")
    assert message_for(two).startswith("small.yaml: tables.T1: no cell 'five'")
