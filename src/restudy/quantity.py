"""What a number is of, where it is more than a metric of a finished trial: a small record instead of a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from restudy.formats import Unit
from restudy.metrics import METRICS

Score = Literal["precision", "recall", "f1"]
SCORES: tuple[Score, ...] = ("precision", "recall", "f1")
SCORE_TITLES: dict[Score, str] = {"precision": "precision", "recall": "recall", "f1": "F1"}


@dataclass(frozen=True)
class Quantity:
    """A metric, perhaps after one epoch; the epoch of a metric's end; a score of a class; or errors between classes.

    Attributes:
        metric: the metric's name.
        epoch: after which epoch; None for the finished trial.
        epoch_of: which end of the metric the number is the epoch of.
        score: the score's name.
        label: the class that the score is of, or the right class of the errors.
        prediction: the class that was predicted.
        directed: whether errors the other way round are left out.
        second: of such errors, those in which the right class was the second most probable one.
    """

    metric: str | None = None
    epoch: int | None = None
    epoch_of: Literal["highest", "lowest"] | None = None
    score: Score | None = None
    label: int | None = None
    prediction: int | None = None
    directed: bool = True
    second: bool = False

    @property
    def title(self) -> str:
        """In words."""
        if self.metric:
            title = METRICS[self.metric].title
            if self.epoch_of:
                return f"epoch of {self.epoch_of} {title}"
            return title if self.epoch is None else f"{title} after epoch {self.epoch}"
        if self.score:
            return f"{SCORE_TITLES[self.score]} of {self.label}"
        if self.second:
            return f"of these with {self.label} second"
        return errors_title(self.label, self.prediction, self.directed)

    @property
    def unit(self) -> Unit:
        """What it is in."""
        if self.metric and not self.epoch_of:
            return METRICS[self.metric].unit
        return Unit.SCORE if self.score else Unit.COUNT

    def plain(self) -> dict[str, Any]:
        """What is other than in any quantity, in plain types."""
        known = ((field, getattr(self, field.name)) for field in fields(self))
        return {field.name: value for field, value in known if value != field.default}

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Quantity":
        """What `plain` gave."""
        return cls(**content)


def errors_title(label: int | None, prediction: int | None, directed: bool) -> str:
    """Errors between two classes in words."""
    return f"{label} taken for {prediction}" if directed else f"errors between {label} and {prediction}"
