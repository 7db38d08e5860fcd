"""What each metric says of itself, held against what it does."""

from typing import Any

import pytest

from metrics_fixture import EPOCHS, TEST, TRAINING, of, without_test
from restudy.evidence.measure import EPOCH_COLUMNS, TRIAL_COLUMNS
from restudy.formats import Unit
from restudy.metric import Metric, TrialRecords
from restudy.metrics import EPOCH_METRICS, METRICS, metric_title


def test_every_metric_has_words_and_a_unit_of_numbers() -> None:
    titles = [metric_title(name) for name in METRICS]
    assert len(set(titles)) == len(METRICS)
    assert [title for title in titles if not title or "_" in title or title in METRICS] == []
    units = {metric.unit for metric in METRICS.values()}
    assert units == {Unit.SHARE, Unit.GAP, Unit.COUNT, Unit.LOSS, Unit.TOTAL}


def test_a_metric_is_known_by_its_own_name() -> None:
    assert {name: metric.name for name, metric in METRICS.items()} == {name: name for name in METRICS}


def test_the_columns_of_trials_and_epochs_are_the_metrics() -> None:
    assert list(TRIAL_COLUMNS) == ["cell", "variant", "seed", "diverged_in_epoch", *METRICS]
    assert list(EPOCH_COLUMNS) == ["cell", "seed", "epoch", *EPOCH_METRICS]
    assert [name for name, metric in METRICS.items() if metric.by_epoch] == EPOCH_METRICS


class Watched(dict[str, Any]):
    """Numbers that remember which of them were read."""

    def __init__(self, content: dict[str, Any], read: set[str]) -> None:
        super().__init__(content)
        self.seen = read

    def __getitem__(self, key: str) -> Any:
        self.seen.add(key)
        return super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        self.seen.add(key)
        return super().get(key, default)


def numbers_read(metric: Metric) -> set[str]:
    """The names of the numbers that a metric reads: `test_` before those of the test images, `step` for steps."""
    of_training, of_test, of_steps = set[str](), set[str](), set[str]()
    epochs = [Watched(epoch, of_training) for epoch in EPOCHS]
    steps = WatchedSteps([0.0] * 60, of_steps)
    metric.value(TrialRecords(Watched(TRAINING, of_training), epochs, steps, Watched(TEST, of_test), 0.8))
    return of_training | {f"test_{name}" for name in of_test} | of_steps


class WatchedSteps(list[float]):
    """Losses of steps that remember that they were read."""

    def __init__(self, content: list[float], read: set[str]) -> None:
        super().__init__(content)
        self.seen = read

    def __getitem__(self, key: Any) -> Any:
        self.seen.add("step")
        return super().__getitem__(key)

    def __iter__(self) -> Any:
        self.seen.add("step")
        return super().__iter__()

    def __len__(self) -> int:
        self.seen.add("step")
        return super().__len__()


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_says_which_parts_of_the_data_it_looks_at(name: str) -> None:
    """Images whose labels decide it: a choice by it must not be made where it looks at the test images."""
    read, parts = numbers_read(METRICS[name]), set(METRICS[name].parts)
    assert ("test" in parts) == any(number.startswith("test_") for number in read)
    assert ("val" in parts) == any(number.startswith("val_") for number in read)
    if not parts & {"test", "val"}:
        assert ("train" in parts) == any(number.startswith(("train_", "step")) for number in read)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_says_what_must_be_kept_for_it(name: str) -> None:
    bare = {"epochs": without_test(EPOCHS), "steps": []}
    kept: dict[str | None, dict[str, Any]] = {
        "epoch_weights": {"epochs": EPOCHS},
        "first_epoch_steps": {"steps": [0.0] * 60},
    }
    keep = METRICS[name].keep
    assert (of(name, **bare) is None) == (keep is not None)
    assert keep is None or of(name, **bare | kept[keep]) is not None


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_s_value_is_within_its_bounds(name: str) -> None:
    settings = {"epochs": 4, "split": {"val": 100}, "evaluation_batch_size": 10}
    low, high = METRICS[name].bounds(settings)
    value = of(name, steps=[0.0] * 60)
    assert low <= value <= high
    assert not METRICS[name].whole or value == int(value)
    assert METRICS[name].signed == (low < 0)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("val_loss", "validation images"),
        ("train_accuracy", "training images"),
        ("test_accuracy", "test images, after evaluation"),
        ("accuracy_gap", "test images, after evaluation"),
        ("average_accuracy", "all three parts of the data, after evaluation"),
        ("epochs_run", "no images"),
    ],
)
def test_a_choice_says_on_which_images_it_is_made(name: str, words: str) -> None:
    assert METRICS[name].decided_on == words
    assert METRICS[name].before_test == ("after evaluation" not in words)
