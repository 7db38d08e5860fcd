"""The numbers of a study's trials and of their epochs, which follow from evidence alone."""

from collections.abc import Mapping
from math import ceil, isfinite
from typing import Any

from restudy.evidence.images import Images
from restudy.evidence.of_test import OfTest
from restudy.layout import Evaluation, Results
from restudy.metric import TrialRecords
from restudy.metrics import EPOCH_METRICS, METRICS
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import write_csv
from restudy.store.training_evidence import epochs_of, read_training_evidence

TRIAL_COLUMNS = ("cell", "variant", "seed", "diverged_in_epoch", *METRICS)
EPOCH_COLUMNS = ("cell", "seed", "epoch", *EPOCH_METRICS)
Row = dict[str, Any]


def measure(plan: StudyPlan, results: Results) -> None:
    """Write trials.csv and epochs.csv.

    Raises:
        DamageError: evidence is not there or damaged.
    """
    labels = Images(results.images(plan.excerpt)).labels
    trials, epochs = list[Row](), list[Row]()
    for cell in plan.cells:
        for seed in cell.seeds:
            training = read_training_evidence(results.training_evidence(plan.name, cell.name, seed), cell.digest, seed)
            file = results.test_evidence(plan.name, cell.name, seed, cell.evaluation)
            test = OfTest.read(file, labels, cell.settings["classes"])
            rows = [_epoch_row(row, test.epochs) for row in epochs_of(training)]
            values = _values(plan, cell, training, rows, test)
            trials.append({"cell": cell.name, "variant": cell.variant, "seed": seed, **values})
            epochs += [{"cell": cell.name, "seed": seed, **row} for row in rows]
    files = Evaluation(results.evaluation(plan.name))
    write_csv(files.trials, trials, TRIAL_COLUMNS)
    write_csv(files.epochs, epochs, EPOCH_COLUMNS)


def _values(plan: StudyPlan, cell: Cell, training: Mapping[str, Any], epochs: list[Row], test: OfTest) -> Row:
    """A trial's metrics; of one that diverged those alone that are the same in every run."""
    size, images = plan.study.train_total_batch_size, cell.settings["split"]["train"]
    diverged = test.diverged_in_epoch
    records = TrialRecords(
        training["metrics"],
        epochs,
        [] if diverged else training["steps"],
        {} if diverged else test.numbers(cell.settings["evaluation_batch_size"]),
        target=plan.study.target_accuracy,
        train_batches=ceil(images / size) if size else None,
    )
    values = {name: metric.value(records) if metric.exact or not diverged else None for name, metric in METRICS.items()}
    return {"diverged_in_epoch": diverged} | values


def _epoch_row(row: Row, test: Mapping[int, tuple[float, float]]) -> Row:
    """An epoch's row; without test numbers where its weights were not kept, or gave a loss that is not finite."""
    loss, accuracy = test.get(row["epoch"], (None, None))
    known = loss is not None and isfinite(loss)
    return {**row, "test_loss": loss if known else None, "test_accuracy": accuracy if known else None}
