"""The one place where names of metrics, settings and cells become text."""

from restudy.params.study import Study
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.report.formatters import plain

PART_TITLES = {"train": "training", "val": "validation", "test": "test"}
METRIC_TITLES = {
    "train_loss": "train loss",
    "train_accuracy": "train accuracy",
    "train_total_loss": "train total loss",
    "val_loss": "validation loss",
    "val_accuracy": "validation accuracy",
    "val_total_loss": "validation total loss",
    "test_loss": "test loss",
    "test_accuracy": "test accuracy",
    "test_total_loss": "test total loss",
    "average_accuracy": "average accuracy",
    "test_errors": "test errors",
    "epochs_run": "epochs run",
    "best_epoch": "best epoch",
    "trainable_parameters": "trainable parameters",
    "last_train_loss": "last train loss",
    "last_train_accuracy": "last train accuracy",
    "best_test_accuracy": "best test accuracy",
    "best_test_epoch": "epoch of best test accuracy",
    "first_epoch_at_target": "first epoch at target",
    "loss_gap": "gap of test and train loss",
    "accuracy_gap": "gap of train and test accuracy",
    "train_minus_test_accuracy": "train minus test accuracy",
    "train_loss_roughness": "roughness of train loss",
    "test_loss_roughness": "roughness of test loss",
    "test_accuracy_roughness": "roughness of test accuracy",
    "first_epoch_roughness": "roughness in epoch 1",
    "settling_step": "settled at step",
    "further_accuracy": "a further run on these images",
    "macro_f1": "macro F1",
    "calibration_error": "calibration error",
    "corrected_calibration_error": "calibration error less chance",
    "negative_log_likelihood": "negative log-likelihood",
    "difference_in_accuracy": "difference, points",
    "mcnemar_p_value": "p-value in each seed (McNemar)",
    "p_value": "p-value",
    "adjusted_p_value": "p-value adjusted (Holm)",
}
SETTING_TITLES = {"batch_size": "batch size", "optimizer.lr": "learning rate", "epochs": "epochs"}
PROTOCOL_TITLES = {"published": "As published", "held_out": "On held-out images"}


def metric_title(metric: str) -> str:
    """A metric's name in words; other quantities are in words already."""
    words = METRIC_TITLES.get(metric)
    if words:
        return words
    # Longer names first, since they may hold shorter ones.
    for name in sorted(METRIC_TITLES, key=len, reverse=True):
        metric = metric.replace(name, METRIC_TITLES[name])
    return metric.replace("_", " ")


def setting(key: str) -> str:
    """A setting's key in words."""
    return SETTING_TITLES.get(key, key.replace("_", " ").replace(".", " "))


def is_setting(key: str) -> bool:
    """Whether a column is named by a setting's key and not by a metric."""
    return "." in key or key in SETTING_TITLES


def cell_title(study: Study, cell: Cell) -> str:
    """A cell in words: its variant, its grid values, and whether images were held out."""
    parts = [
        study.variants[cell.variant].title,
        *(f"{setting(key)} {plain(value)}" for key, value in cell.grid.items()),
    ]
    if cell.protocols == ("held_out",):
        parts.append("held out")
    return ", ".join(parts)


def title_of(plan: StudyPlan, name: str) -> str:
    """The title of the cell with this name."""
    return next(cell_title(plan.study, cell) for cell in plan.cells if cell.name == name)
