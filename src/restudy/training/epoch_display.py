"""How a trial that a person watches is shown: a line for each epoch, a bar within it, a table at the end."""

import time
from collections.abc import Mapping, Sequence
from math import inf
from types import TracebackType
from typing import Any, Self

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from restudy.formats import sentence
from restudy.training.divergence import Divergence
from restudy.training.loop import Observer
from restudy.training.wording import words

# A redraw holds up training for as long as it takes.
REDRAWS_PER_SECOND = 5
HEADINGS = ("epoch", "train loss", "train acc", "val loss", "val acc", "seconds")
WIDTHS = (5, 10, 9, 10, 9, 7)
LOWEST = "*"
NOT_MEASURED = "–"


class EpochDisplay(Observer):
    """Prints a line when an epoch is done and, in a terminal, moves a bar within it.

    Args:
        console: where to.
        epochs: the most epochs that will run.
    """

    def __init__(self, console: Console, epochs: int) -> None:
        self.console = console
        self.epochs = epochs
        self.lowest = inf
        self.clock = 0.0
        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("steps"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_interactive,
            refresh_per_second=REDRAWS_PER_SECOND,
            transient=True,
        )
        self.task: TaskID | None = None

    def __enter__(self) -> Self:
        self.console.print(f"[bold]{row_text(HEADINGS)}[/]  {LOWEST} lowest val loss so far", soft_wrap=True)
        self.bar.start()
        self.clock = time.perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.bar.stop()

    def on_step(self, epoch: int, step: int, steps: int) -> None:
        """Move the bar."""
        if self.task is None:
            self.task = self.bar.add_task("", total=steps)
        if step == 1:
            self.bar.reset(self.task, total=steps, description=f"epoch {epoch} of {self.epochs}")
        self.bar.update(self.task, completed=step)

    def on_epoch(self, row: dict[str, Any]) -> None:
        """Print the epoch's numbers, and whether its validation loss is the lowest so far."""
        now = time.perf_counter()
        line = row_text(epoch_cells(row, now - self.clock))
        self.clock = now
        if row["val_loss"] is not None and row["val_loss"] < self.lowest:
            self.lowest = row["val_loss"]
            line += f"  [green]{LOWEST}[/]"
        self.console.print(line, soft_wrap=True)

    def on_divergence(self, divergence: Divergence) -> None:
        """Print where it diverged."""
        self.console.print(sentence(words(divergence)) + ".", soft_wrap=True)


def epoch_cells(row: Mapping[str, Any], seconds: float) -> list[str]:
    """A history row as text, in the order of HEADINGS."""
    return [
        str(row["epoch"]),
        loss_text(row["train_loss"]),
        accuracy_text(row["train_accuracy"]),
        loss_text(row["val_loss"]),
        accuracy_text(row["val_accuracy"]),
        f"{seconds:.1f}",
    ]


def row_text(cells: Sequence[str]) -> str:
    """Cells, each right-aligned in its column."""
    return "  ".join(cell.rjust(width) for cell, width in zip(cells, WIDTHS, strict=True))


def loss_text(loss: float | None) -> str:
    """A loss per image in nats."""
    return NOT_MEASURED if loss is None else f"{loss:.4f}"


def accuracy_text(share: float | None) -> str:
    """An accuracy in [0, 1] as a percentage."""
    return NOT_MEASURED if share is None else f"{share * 100:.2f} %"


def ending(history: Sequence[Mapping[str, Any]], best_epoch: int, stopped_early: bool, patience: int | None) -> str:
    """When and why training ended, and which epoch's weights it kept, in two lines.

    Args:
        history: one row per epoch.
        best_epoch: the epoch of the kept weights.
        stopped_early: whether patience ran out before the last epoch.
        patience: epochs without a lower validation loss that are allowed, or None without early stopping.
    """
    last, best = len(history), history[best_epoch - 1]["val_loss"]
    if patience is None:
        return f"Ended after epoch {last}, the last one asked for.\nKept its weights: there is no early stopping."
    why = f"no lower val loss for {patience} epoch{'s' if patience > 1 else ''}"
    end = f"Stopped early after epoch {last}: {why}." if stopped_early else f"Ended after epoch {last}, the last one."
    return f"{end}\nKept the weights of epoch {best_epoch}, which has the lowest: {loss_text(best)}."


def results_table(console: Console, rows: Sequence[tuple[str, int, int, Mapping[str, float]]]) -> Table:
    """The final weights on each part of the data.

    Args:
        console: where the table will be shown; without a terminal it has no lines.
        rows: name of the part, its images, images per batch of its total loss, and `loss`, `accuracy`
            and `total_loss`.
    """
    table = Table(box=box.SIMPLE_HEAD if console.is_terminal else None, pad_edge=False, show_edge=False)
    table.add_column("")
    for heading in ("images", "loss per image", "accuracy", "total loss", "in batches of"):
        table.add_column(heading, justify="right", no_wrap=True)
    for name, images, batch_size, numbers in rows:
        loss, accuracy = loss_text(numbers["loss"]), accuracy_text(numbers["accuracy"])
        table.add_row(name, f"{images:,}", loss, accuracy, f"{numbers['total_loss']:.3f}", f"{batch_size:,}")
    return table
