"""What a paper claimed, as data in a small vocabulary, so that a new claim is YAML and no code."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from restudy.params.settings import Block

Metric = Literal[
    "train_loss",
    "train_accuracy",
    "train_total_loss",
    "val_loss",
    "val_accuracy",
    "val_total_loss",
    "test_loss",
    "test_accuracy",
    "test_total_loss",
    "average_accuracy",
    "test_errors",
    "epochs_run",
    "best_epoch",
    "trainable_parameters",
    "last_train_loss",
    "last_train_accuracy",
    "best_test_accuracy",
    "best_test_epoch",
    "first_epoch_at_target",
    "loss_gap",
    "accuracy_gap",
    "train_minus_test_accuracy",
    "train_loss_roughness",
    "test_loss_roughness",
    "test_accuracy_roughness",
    "first_epoch_roughness",
    "settling_step",
]
EpochMetric = Literal[
    "train_loss", "train_accuracy", "val_loss", "val_accuracy", "val_total_loss", "test_loss", "test_accuracy"
]
Score = Literal["precision", "recall", "f1"]
Digit = Annotated[int, Field(ge=0)]


class CellRef(Block):
    """A cell of the study, by its variant and, where there is a grid, its values."""

    variant: str = Field(description="The variant's name.")
    grid: dict[str, Any] = Field({}, description="The grid's keys and values.")
    protocol: Literal["published", "held_out"] = Field("published", description="The protocol that the cell serves.")


class ClaimBase(Block):
    """What every claim has."""

    text: str = Field(description="The claim in one sentence.")
    note: str | None = Field(None, description="What a reader must know to judge it.")
    not_comparable: str | None = Field(
        None, description="The setting that the paper leaves out and without which nothing can be compared."
    )


class ValueClaim(ClaimBase):
    """A cell's metric has a published value."""

    kind: Literal["value"] = Field(description="A published number.")
    cell: CellRef = Field(description="The cell.")
    metric: Metric = Field(description="Its metric.")
    published: float = Field(description="The published value.")
    decimals: int | None = Field(
        None, ge=0, description="Decimals it is published with; else its digits', for accuracies at least 4 (0.9880)."
    )


class OrderClaim(ClaimBase):
    """A metric rises strictly along a list of cells."""

    kind: Literal["order"] = Field(description="An order of cells.")
    metrics: list[Metric] = Field(min_length=1, description="The metrics that must each be in this order.")
    ascending: list[CellRef] = Field(min_length=2, description="The cells, lowest metric first.")


class ExtremeClaim(ClaimBase):
    """A cell has the highest or the lowest metric."""

    kind: Literal["extreme"] = Field(description="The best or the worst cell.")
    metrics: list[Metric] = Field(min_length=1, description="The metrics in which it must be so.")
    which: Literal["highest", "lowest"] = Field(description="The end at which it stands.")
    cell: CellRef = Field(description="The cell.")
    among: Literal["study", "variant"] = Field("study", description="The cells that it is compared with.")


class RowExtremeClaim(ClaimBase):
    """In every row of a grid one value of a key has the highest or the lowest metric."""

    kind: Literal["row_extreme"] = Field(description="The best or the worst value in every row of a grid.")
    metric: Metric = Field(description="The metric.")
    which: Literal["highest", "lowest"] = Field(description="The end at which it stands.")
    key: str = Field(description="Grid key that changes along a row.")
    value: float = Field(description="The value that is claimed to be the best or the worst.")


class Limits(ClaimBase):
    """One limit or two."""

    at_least: float | None = Field(None, description="Lower limit, itself allowed.")
    above: float | None = Field(None, description="Lower limit, itself not allowed.")
    at_most: float | None = Field(None, description="Upper limit, itself allowed.")
    below: float | None = Field(None, description="Upper limit, itself not allowed.")

    @model_validator(mode="after")
    def _some_limit(self) -> "Limits":
        if all(limit is None for limit in (self.at_least, self.above, self.at_most, self.below)):
            raise ValueError("give at_least, above, at_most or below")
        return self


class ThresholdClaim(Limits):
    """Every cell named has a metric between two limits."""

    kind: Literal["threshold"] = Field(description="Limits of a metric.")
    metric: Metric = Field(description="The metric.")
    cells: list[CellRef] = Field([], description="The cells; none named means every cell under the published protocol.")
    of_single_runs: bool = Field(
        False, description="Whether it is about each run, so that it is not the mean over runs that keeps the limits."
    )


class CellMetric(Block):
    """One number of one cell."""

    cell: CellRef = Field(description="The cell.")
    metric: Metric = Field(description="Its metric.")


class GapClaim(Limits):
    """One number less another keeps limits; with both signs, `above: -0.01` and `below: 0.01`."""

    kind: Literal["gap"] = Field(description="Limits of a difference.")
    first: CellMetric = Field(description="The number from which the other is taken.")
    second: CellMetric = Field(description="The number that is taken from it.")


class ClassThresholdClaim(ClaimBase):
    """Every class of a cell has a score above a limit."""

    kind: Literal["class_threshold"] = Field(description="A limit for every class.")
    cell: CellRef = Field(description="The cell.")
    score: Score = Field(description="The score; recall is what papers call per-class accuracy.")
    above: float = Field(description="Lower limit, itself not allowed.")


class ClassExtremeClaim(ClaimBase):
    """One class has the highest and another the lowest score, in every cell named."""

    kind: Literal["class_extreme"] = Field(description="The best and the worst class.")
    cells: list[CellRef] = Field(min_length=1, description="The cells.")
    score: Score = Field(description="The score.")
    highest: Digit = Field(description="The class with the highest score.")
    lowest: Digit = Field(description="The class with the lowest score.")


class ClassScore(Block):
    """One score of one class."""

    label: Digit = Field(description="The class.")
    score: Score = Field(description="The score.")


class LowestScoresClaim(ClaimBase):
    """A cell's lowest scores over classes and kinds are these, and none is below a limit."""

    kind: Literal["lowest_scores"] = Field(description="The lowest of all classes' scores.")
    cell: CellRef = Field(description="The cell.")
    lowest: list[ClassScore] = Field(min_length=1, description="The scores that are claimed to be the lowest.")
    among: list[Score] = Field(min_length=1, description="The kinds of score compared.")
    at_least: float = Field(description="Limit that none is below.")


class ConfusionClaim(ClaimBase):
    """The most frequent errors are between these pairs of classes."""

    kind: Literal["confusion"] = Field(description="The most frequent confusions.")
    cells: list[CellRef] = Field(min_length=1, description="The cells, their errors added up.")
    pairs: list[Annotated[list[Digit], Field(min_length=2, max_length=2)]] = Field(
        min_length=1, description="Pairs of classes; directed ones are [label, prediction]."
    )
    directed: bool = Field(False, description="Whether 4 taken for 9 differs from 9 taken for 4.")


class MonotoneClaim(ClaimBase):
    """A metric rises in every epoch."""

    kind: Literal["monotone"] = Field(description="A rise in every epoch.")
    cell: CellRef = Field(description="The cell.")
    metric: EpochMetric = Field(description="The metric.")


class DifferentEpochsClaim(ClaimBase):
    """The epoch of one metric's minimum is not that of another's maximum."""

    kind: Literal["different_epochs"] = Field(description="Two epochs that differ.")
    cell: CellRef = Field(description="The cell.")
    lowest: EpochMetric = Field(description="The metric whose minimum is meant.")
    highest: EpochMetric = Field(description="The metric whose maximum is meant.")


class SecondGuessClaim(ClaimBase):
    """Where a class is taken for another one, the right class is the second most probable."""

    kind: Literal["second_guess"] = Field(description="The second most probable class in an error.")
    cell: CellRef = Field(description="The cell.")
    label: Digit = Field(description="The right class.")
    prediction: Digit = Field(description="The class that it is taken for.")


Claim = Annotated[
    ValueClaim
    | OrderClaim
    | ExtremeClaim
    | RowExtremeClaim
    | ThresholdClaim
    | GapClaim
    | ClassThresholdClaim
    | ClassExtremeClaim
    | LowestScoresClaim
    | ConfusionClaim
    | MonotoneClaim
    | DifferentEpochsClaim
    | SecondGuessClaim,
    Field(discriminator="kind"),
]


def cell_refs(item: Block) -> list[CellRef]:
    """The cells that a table, figure or claim names."""
    found: list[Any] = []
    for name in type(item).model_fields:
        value = getattr(item, name)
        found += value if isinstance(value, list) else [getattr(value, "cell", value)]
    return [part for part in found if isinstance(part, CellRef)]
