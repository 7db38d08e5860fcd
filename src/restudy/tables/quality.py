"""How good cells are on the test images: accuracy, macro F1, calibration and likelihood, each with its interval."""

from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import Field

from restudy.evidence.runs import metric_runs
from restudy.formats import Unit
from restudy.judging.rows import CELL, DECIMALS, Column, Row, Rows, Value, metric_column, over_runs, within, words
from restudy.lazy import lazily
from restudy.papers.items import Table
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence import featured, scores
    from restudy.evidence.material import Material
    from restudy.judging import headline
    from restudy.papers.paper import Paper
else:
    featured, scores = lazily("restudy.evidence.featured"), lazily("restudy.evidence.scores")
    headline = lazily("restudy.judging.headline")

COLUMNS = [
    words("title", "setting"),
    CELL,
    metric_column("test_accuracy", interval=True),
    Column("further_accuracy", "a further run on these images", Unit.SHARE, ours=False, interval=True),
    Column("macro_f1", "macro F1", Unit.SCORE, interval=True),
    Column("calibration_error", "calibration error", Unit.SCORE),
    Column("corrected_calibration_error", "calibration error less chance", Unit.SCORE, interval=True),
    Column("negative_log_likelihood", "negative log-likelihood", Unit.SCORE, interval=True),
]


class Quality(Table):
    """Scores on the test images with their intervals."""

    cells: list[str] = Field(
        [], description="The cells; none named means all, or in a large grid the chosen ones and those of headlines."
    )
    rank: ClassVar[int] = 1

    @classmethod
    def standard(cls, plan: StudyPlan, paper: "Paper") -> Self:
        """Of every study."""
        return cls(
            kind="quality",
            title="Scores on the test images with their intervals",
            note="Accuracy: mean ± standard deviation over runs, the interval of the mean over runs and images, and "
            "the one in which a further run on the same images falls; for one seed, Wilson's interval of this network. "
            "The other intervals are over images alone. Calibration error: as it is commonly given, and without what "
            "chance adds to it.",
        )

    def rows(self, material: "Material") -> Rows:
        """A row for each cell."""
        evidence = material.evidence
        cells = featured.named(evidence, self.cells) or featured.shown(evidence, material.paper)
        return Rows(COLUMNS, [_row(material, cell) for cell in cells])


def _row(material: "Material", cell: Cell) -> Row:
    evidence, confidence = material.evidence, material.statistics.confidence
    runs = metric_runs(evidence, cell, "test_accuracy")
    interval = headline.accuracy_interval(evidence, cell, "test_accuracy", len(evidence.labels))
    values = {
        "title": Value(material.title(cell)),
        "cell": Value(cell.name),
        "test_accuracy": within(interval, over_runs(runs.values, diverged=runs.diverged)),
    }
    if len(runs.values):
        values["further_accuracy"] = within(material.posterior.further_run(runs, confidence))
    for name, found in scores.cell_scores(material, cell).items():
        mean = Value(round(found.mean, DECIMALS))
        if found.corrected is None:
            values[name] = within(found.interval, mean)
        else:
            values[name] = mean
            values[f"corrected_{name}"] = within(found.interval, Value(round(found.corrected, DECIMALS)))
    return Row(values)
