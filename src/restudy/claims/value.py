"""A published number of a cell; it is compared with ours, and nothing is tested."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import Field

from restudy.judging.findings import Finding, metric_of
from restudy.judging.numbers import published_metric
from restudy.metrics import MetricName
from restudy.papers.asked import Asked
from restudy.papers.items import Claim
from restudy.papers.printed import Printed
from restudy.plan.plan import StudyPlan

if TYPE_CHECKING:
    from restudy.evidence.evidence import Evidence


class Value(Claim):
    """A published number."""

    cell: str = Field(description="The cell.")
    metric: MetricName = Field(description="Its metric.")
    published: Printed = Field(description="The published value.")
    decimals: int | None = Field(
        None,
        ge=0,
        le=15,
        description="Decimals it is published with; else its digits', for accuracies at least 4 (0.9880).",
    )

    def asked(self, plan: StudyPlan) -> Iterator[Asked]:
        """The metric with its published value."""
        yield Asked(self.cell, self.metric, ("published",), self.published)

    def finding(self, evidence: "Evidence") -> Finding:
        """Our number, beside the published one."""
        cell = evidence.cell(self.cell)
        number = published_metric(
            *(evidence, cell, self.metric, self.published),
            decimals=self.decimals,
            not_comparable=self.not_comparable,
        )
        return Finding(None, [metric_of(evidence, cell, self.metric)], published=number, cells=[cell])
