"""What a person sees of a trial."""

import io
from typing import Any

import pytest
from rich.console import Console

from restudy.training.epoch_display import EpochDisplay, accuracy_text, ending, loss_text, results_table
from terminal import shown_on

# Figure 1.2 of the first study: validation loss and accuracy by epoch, patience 3.
FIGURE_1_2 = (
    (1.151, 0.9662),
    (0.756, 0.9770),
    (0.631, 0.9788),
    (0.608, 0.9807),
    (0.561, 0.9815),
    (0.577, 0.9825),
    (0.498, 0.9835),
    (0.512, 0.9840),
    (0.502, 0.9841),
    (0.565, 0.9822),
)
NAN = float("nan")


def rows(*validation: tuple[float | None, float | None]) -> list[dict[str, Any]]:
    return [
        {"epoch": epoch, "train_loss": 0.25, "train_accuracy": 0.5, "val_loss": loss, "val_accuracy": accuracy}
        for epoch, (loss, accuracy) in enumerate(validation, start=1)
    ]


def shown(history: list[dict[str, Any]], terminal: bool = False) -> str:
    """What the display writes for a history whose epochs have three steps each."""
    console = Console(file=io.StringIO(), force_terminal=terminal, force_interactive=terminal, highlight=False)
    with EpochDisplay(console, 25) as display:
        for row in history:
            for step in (1, 2, 3):
                display.on_step(row["epoch"], step, 3)
            display.bar.refresh()
            display.on_epoch(row)
    return shown_on(console)


def test_each_epoch_is_a_line_and_the_lowest_losses_are_marked() -> None:
    heading, *lines = shown(rows(*FIGURE_1_2)).splitlines()
    assert heading.split()[:9] == ["epoch", "train", "loss", "train", "acc", "val", "loss", "val", "acc"]
    assert lines[6].split()[:7] == ["7", "0.2500", "50.00", "%", "0.4980", "98.35", "%"]
    assert [line.endswith("*") for line in lines] == [True] * 5 + [False, True] + [False] * 3


def test_a_line_is_there_as_soon_as_its_epoch_is_done() -> None:
    console = Console(file=io.StringIO())
    with EpochDisplay(console, 25) as display:
        display.on_epoch(rows(*FIGURE_1_2)[0])
        assert "1.1510" in shown_on(console)


def test_columns_stand_below_their_headings() -> None:
    heading, first, *_ = shown(rows(*FIGURE_1_2)).splitlines()
    for name, value in (("epoch", " 1"), ("train loss", "0.2500"), ("val loss", "1.1510"), ("val acc", "96.62 %")):
        assert heading.index(name) + len(name) == first.index(value) + len(value)


def test_without_validation_nothing_is_marked() -> None:
    lines = shown(rows((None, None), (None, None))).splitlines()[1:]
    assert [line.split()[4:6] for line in lines] == [["–", "–"], ["–", "–"]]
    assert not any("*" in line for line in lines)


def test_a_terminal_has_a_bar_within_each_epoch_and_the_same_lines() -> None:
    text = shown(rows(*FIGURE_1_2), terminal=True)
    assert "epoch 7 of 25" in text
    assert "3/3" in text
    assert "\x1b[" in text
    assert "0.4980" in text


def test_without_a_terminal_there_is_no_bar() -> None:
    text = shown(rows(*FIGURE_1_2))
    assert "of 25" not in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("validation", "best_epoch", "stopped_early", "patience", "expected"),
    [
        (
            FIGURE_1_2,
            7,
            True,
            3,
            ("Stopped early after epoch 10: no lower val loss for 3 epochs.", "epoch 7", "0.4980"),
        ),
        (FIGURE_1_2[:8], 7, True, 1, ("Stopped early after epoch 8: no lower val loss for 1 epoch.", "epoch 7")),
        (FIGURE_1_2, 7, False, 5, ("Ended after epoch 10, the last one.", "epoch 7", "0.4980")),
        (FIGURE_1_2, 10, False, None, ("Ended after epoch 10", "no early stopping")),
        ([(None, None)] * 4, 4, False, None, ("Ended after epoch 4", "no early stopping")),
    ],
)
def test_the_ending_says_when_why_and_which_weights(
    validation: Any, best_epoch: int, stopped_early: bool, patience: int | None, expected: tuple[str, ...]
) -> None:
    text = ending(rows(*validation), best_epoch, stopped_early, patience)
    assert all(part in text for part in expected), text


@pytest.mark.parametrize(("loss", "text"), [(0.49804, "0.4980"), (2.302585, "2.3026"), (NAN, "nan"), (None, "–")])
def test_losses_as_text(loss: float | None, text: str) -> None:
    assert loss_text(loss) == text


@pytest.mark.parametrize(("share", "text"), [(0.9863, "98.63 %"), (1.0, "100.00 %"), (0.0, "0.00 %"), (None, "–")])
def test_accuracies_as_text(share: float | None, text: str) -> None:
    assert accuracy_text(share) == text


def test_the_final_table_names_the_batch_size_of_each_total_loss() -> None:
    """Numbers of the first study's Figure 1.3; per image, 12.664 in 391 batches of 128 is 0.0324."""
    console = Console(file=io.StringIO(), width=100)
    numbers = {"loss": 0.0324, "accuracy": 0.9897, "total_loss": 12.664}
    console.print(results_table(console, [("training", 50_000, 128, numbers)]))
    heading, row = shown_on(console).splitlines()
    assert heading.split("  ")[-1].strip() == "in batches of"
    assert row.split() == ["training", "50,000", "0.0324", "98.97", "%", "12.664", "128"]
