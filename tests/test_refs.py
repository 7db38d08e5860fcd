"""References of claims, tables and figures: what each mistake says, in one line."""

import pytest

from restudy.errors import UserError
from restudy.params.claims import CellRef
from restudy.plan.refs import find_cells
from results_fixture import GRID, plan_study, small_plan

PLACE = "params.yaml: studies.small"
VARIANTS = "allowed: one, two, three, extra"
GRID_VALUES = "allowed: {'batch_size': [32, 8], 'optimizer.lr': [0.1, 0.01, 0.02]}"
HELD_OUT = """
protocols:
  published: {choose_by: test_accuracy, note: a note}
  held_out: {choose_by: val_accuracy, note: a note, settings: {split: parted}}
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
    cells: [{variant: one}, {variant: two}]
    columns: [test_accuracy, test_loss]
    published: [[0.9, null], [0.8, 0.1]]
"""


def message_for(changes: str) -> str:
    """What is said of a study with these keys changed."""
    with pytest.raises(UserError) as caught:
        plan_study(changes)
    return str(caught.value)


def value_claim(cell: str) -> str:
    return f"claims: {{A1: {{kind: value, text: t, cell: {cell}, metric: test_loss, published: 1}}}}\n"


# What is changed, and the parts that the message must have.
MISTAKES: dict[str, tuple[str, tuple[str, ...]]] = {
    "step answered by an unknown claim": (
        value_claim("{variant: two}")
        + "rubric: [{text: t, place: p, claims: [A1]}, {text: t, place: p, claims: [A2]}]",
        (f"{PLACE}.rubric.1.claims: no 'A2' in the study", "allowed: A1"),
    ),
    "claim of an unknown variant": (
        value_claim("{variant: tow}"),
        (f"{PLACE}.claims.A1: no cell of variant 'tow'", "did you mean two?", VARIANTS),
    ),
    "claim of an unknown variant in a list": (
        "claims: {A1: {kind: order, text: t, metrics: [test_loss], ascending: [{variant: one}, {variant: none}]}}",
        (f"{PLACE}.claims.A1: no cell of variant 'none'", VARIANTS),
    ),
    "table of an unknown variant": (
        "tables: {T1: {kind: parts, title: t, cell: {variant: four}, published: {}}}",
        (f"{PLACE}.tables.T1: no cell of variant 'four'", VARIANTS),
    ),
    "figure of an unknown variant": (
        "figures: {F1: {kind: curves, title: t, cells: [{variant: four}], panels: [[train_loss]]}}",
        (f"{PLACE}.figures.F1: no cell of variant 'four'", VARIANTS),
    ),
    "a grid value that is not there": (
        GRID + value_claim("{variant: one, grid: {batch_size: 16, optimizer.lr: 0.1}}"),
        (f"{PLACE}.claims.A1: no cell of one with {{'batch_size': 16, 'optimizer.lr': 0.1}}", GRID_VALUES),
    ),
    "a grid key that is not there": (
        GRID + value_claim("{variant: one, grid: {batch: 8, optimizer.lr: 0.1}}"),
        (f"{PLACE}.claims.A1: no cell of one with {{'batch': 8, 'optimizer.lr': 0.1}}", GRID_VALUES),
    ),
    "grid values where there is no grid": (
        value_claim("{variant: one, grid: {batch_size: 8}}"),
        (f"{PLACE}.claims.A1: no cell of one with {{'batch_size': 8}}", "allowed: no grid"),
    ),
    "a protocol that the study has not": (
        value_claim("{variant: one, protocol: held_out}"),
        (f"{PLACE}.claims.A1: no cell of one", "under held_out", "protocols published"),
    ),
    "more than one cell": (
        GRID + value_claim("{variant: one, grid: {batch_size: 8}}"),
        (f"{PLACE}.claims.A1: 3 cells of one", "give grid values for batch_size, optimizer.lr"),
    ),
    "no grid values at all": (
        GRID + value_claim("{variant: two}"),
        (f"{PLACE}.claims.A1: 6 cells of two", "give grid values for batch_size, optimizer.lr"),
    ),
    "rows that are no key of the grid": (
        GRID + GRID_TABLE.replace("rows: batch_size", "rows: batchsize"),
        (f"{PLACE}.tables.T1: 'batchsize'", "did you mean batch_size?", "allowed: batch_size, optimizer.lr"),
    ),
    "columns that are no key of the grid": (
        GRID + GRID_TABLE.replace("columns: optimizer.lr", "columns: epochs"),
        (f"{PLACE}.tables.T1: 'epochs'", "allowed: batch_size, optimizer.lr"),
    ),
    "grid table of an unknown variant": (
        GRID + GRID_TABLE.replace("variant: one", "variant: three"),
        (f"{PLACE}.tables.T1: no variant 'three'", "allowed: one, two"),
    ),
    "too few published rows": (
        GRID + GRID_TABLE.replace(", [0.4, 0.5, 0.6]", ""),
        (f"{PLACE}.tables.T1.published", "2 rows of 3 values"),
    ),
    "too many published values in a row": (
        GRID + GRID_TABLE.replace("0.5, 0.6", "0.5, 0.6, 0.7"),
        (f"{PLACE}.tables.T1.published", "2 rows of 3 values"),
    ),
    "rows and columns the other way round": (
        GRID
        + GRID_TABLE.replace("rows: batch_size", "rows: optimizer.lr").replace("columns: opt", "columns: batch_size #"),
        (f"{PLACE}.tables.T1.published", "3 rows of 2 values"),
    ),
    "a summary with a row too few": (
        SUMMARY.replace(", [0.8, 0.1]", ""),
        (f"{PLACE}.tables.T1.published", "2 rows of 2 values"),
    ),
    "a summary with a value too few": (
        SUMMARY.replace("0.9, null", "0.9"),
        (f"{PLACE}.tables.T1.published", "2 rows of 2 values"),
    ),
    "a summary with a word too few": (
        SUMMARY + "    words: {speed: [slow]}\n",
        (f"{PLACE}.tables.T1.words.speed: 1 words; expected 2, one for each cell",),
    ),
    "an epoch with a value too few": (
        "tables: {T1: {kind: epochs, title: t, cell: {variant: one}, columns: [train_loss, test_loss], "
        "published: {1: [0.5, 0.4], 3: [0.2]}}}",
        (f"{PLACE}.tables.T1.published.3: 1 values; expected 2: train_loss, test_loss",),
    ),
    "a class with a score too many": (
        "tables: {T1: {kind: class_report, title: t, cell: {variant: one}, published: {'3': [1, 1, 1, 9, 9]}}}",
        (f"{PLACE}.tables.T1.published.3: 5 values; expected 4: precision, recall, f1, support",),
    ),
    "a class that there is not": (
        "tables: {T1: {kind: class_report, title: t, cell: {variant: one}, published: {'12': [1, 1, 1, 9]}}}",
        (f"{PLACE}.tables.T1.published: '12' is no row of the report", "macro avg"),
    ),
    "counts of too few classes": (
        "tables: {T1: {kind: class_counts, title: t, part: test, published: [1, 2]}}",
        (f"{PLACE}.tables.T1.published: 2 values; expected 10: 0, 1, 2",),
    ),
    "a choice on validation images where there are none": (
        "protocols: {held_out: {choose_by: val_loss, note: n, settings: {split: all}}}",
        (f"{PLACE}.protocols.held_out.choose_by: val_loss needs validation images", "held_out.settings.split"),
    ),
    "a choice by the best epoch where none are kept": (
        "protocols: {published: {choose_by: best_test_accuracy, note: n, settings: {keep: []}}}",
        (f"{PLACE}.protocols.published.choose_by: best_test_accuracy needs the weights of each epoch", "epoch_weights"),
    ),
    "heat map of an unknown table": (
        GRID + GRID_TABLE + "figures: {F1: {kind: heatmap, title: t, table: T2}}",
        (f"{PLACE}.figures.F1.table: 'T2'", "allowed: T1"),
    ),
    "heat map of a summary": (
        SUMMARY + "figures: {F1: {kind: heatmap, title: t, table: T1}}",
        (f"{PLACE}.figures.F1.table: 'T1'", "allowed: "),
    ),
    "dots of a grid": (
        GRID + GRID_TABLE + "figures: {F1: {kind: dots, title: t, table: T1, column: test_accuracy}}",
        (f"{PLACE}.figures.F1.table: 'T1'", "allowed: "),
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_reference_is_one_line_with_place_value_and_what_is_allowed(mistake: str) -> None:
    changes, parts = MISTAKES[mistake]
    message = message_for(changes)
    assert "\n" not in message
    for part in parts:
        assert part in message


@pytest.mark.parametrize(
    "changes",
    [
        value_claim("{variant: one}"),
        GRID + value_claim("{variant: two, grid: {optimizer.lr: 0.02, batch_size: 8}}"),
        HELD_OUT + value_claim("{variant: one, protocol: held_out}"),
        SUMMARY + "figures: {F1: {kind: dots, title: t, table: T1, column: test_loss}}",
        GRID + GRID_TABLE + "figures: {F1: {kind: heatmap, title: t, table: T1}}",
        SUMMARY.replace("    published: [[0.9, null], [0.8, 0.1]]\n", ""),
    ],
    ids=["claim", "grid", "protocol", "summary", "grid table", "nothing published"],
)
def test_right_references_pass(changes: str) -> None:
    assert plan_study(changes).cells


def test_of_two_mistakes_the_first_is_named() -> None:
    assert ".claims.A1" in message_for(
        value_claim("{variant: four}") + SUMMARY.replace("variant: two", "variant: five")
    )


def test_cells_are_found_by_variant_protocol_and_grid() -> None:
    plan = small_plan(GRID)
    found = find_cells(plan.cells, CellRef(variant="one", grid={"optimizer.lr": 0.02}))
    assert [(cell.variant, cell.grid["batch_size"], cell.grid["optimizer.lr"]) for cell in found] == [
        ("one", 32, 0.02),
        ("one", 8, 0.02),
    ]
    assert find_cells(plan.cells, CellRef(variant="one", protocol="held_out")) == []
    assert find_cells(plan.cells, CellRef(variant="one", grid={"epochs": 3})) == []


def test_a_cell_of_two_protocols_is_found_under_both() -> None:
    plan = small_plan(HELD_OUT.replace(", settings: {split: parted}", ""))
    published, held_out = (
        find_cells(plan.cells, CellRef.model_validate({"variant": "one", "protocol": protocol}))
        for protocol in ("published", "held_out")
    )
    assert published == held_out == [plan.cells[0]]


@pytest.mark.parametrize(
    ("claim", "parts"),
    [
        ("key: momentum, value: 1", (f"{PLACE}.claims.A1.key: 'momentum'", "allowed: batch_size, optimizer.lr")),
        ("key: optimizer.lr, value: 5", (f"{PLACE}.claims.A1.value: 5.0", "allowed: [0.1, 0.01, 0.02]")),
    ],
)
def test_a_row_claim_names_a_key_and_a_value_of_the_grid(claim: str, parts: tuple[str, ...]) -> None:
    text = f"{GRID}claims: {{A1: {{kind: row_extreme, text: t, metric: test_loss, which: lowest, {claim}}}}}\n"
    message = message_for(text)
    assert all(part in message for part in parts), message


def test_a_headline_names_a_cell() -> None:
    message = message_for("headline: [{title: t, cell: {variant: tow}, metric: test_loss, published: 1}]\n")
    assert f"{PLACE}.headline.0: no cell of variant 'tow'" in message


def test_a_grid_of_lists_can_be_named() -> None:
    text = "grid: {keep: [[], [epoch_weights]]}\n" + value_claim("{variant: one, grid: {keep: [first_epoch_steps]}}")
    assert "allowed: {'keep': [[], ['epoch_weights']]}" in message_for(text)
