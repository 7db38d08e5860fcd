"""Two sets of results side by side: a pure function of what was read."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from restudy.versions.changed_numbers import NumberChange, Status, compared_numbers
from restudy.versions.changed_settings import CellChange, ParamChange, changed_cells, changed_params
from restudy.versions.changed_verdicts import VerdictChange, changed_verdicts
from restudy.versions.result_set import ResultSet


@dataclass(frozen=True)
class TableChange:
    """A table that one side alone has, or whose content other than means over seeds differs."""

    study: str
    table: str
    change: Literal["added", "removed", "other content"]


@dataclass(frozen=True)
class Comparison:
    """What changed from one set of results to another.

    Attributes:
        old: what the first set is called.
        new: what the second set is called.
        dataset: the data set of both.
        params: keys that changed; None where one side has no params.yaml.
        cells: cells that came, went or were made anew.
        numbers: every number that both sides have.
        verdicts: verdicts that differ or that one side alone has.
        tables: tables that one side alone has, or whose other content differs.
    """

    old: str
    new: str
    dataset: str
    params: list[ParamChange] | None
    cells: list[CellChange]
    numbers: list[NumberChange]
    verdicts: list[VerdictChange]
    tables: list[TableChange]

    def numbers_with(self, status: Status) -> list[NumberChange]:
        """The numbers of which this became."""
        return [number for number in self.numbers if number.status == status]

    @property
    def counts(self) -> Counter[Status]:
        """How many numbers there are of each status."""
        return Counter(number.status for number in self.numbers)

    @property
    def flips(self) -> list[VerdictChange]:
        """Verdicts that both sides have and that differ."""
        return [change for change in self.verdicts if change.old and change.new]

    @property
    def one_sided(self) -> list[VerdictChange]:
        """Verdicts that one side alone has."""
        return [change for change in self.verdicts if not (change.old and change.new)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        changed = any(number.status != Status.SAME for number in self.numbers)
        return not (self.params or self.cells or changed or self.verdicts or self.tables)


def compare(old: ResultSet, new: ResultSet) -> Comparison:
    """What changed from `old` to `new`, two sets of the same data set."""
    numbers = compared_numbers(old, new)
    return Comparison(
        *(old.name, new.name, new.dataset),
        params=changed_params(old, new),
        cells=changed_cells(old, new),
        numbers=numbers,
        verdicts=changed_verdicts(old, new),
        tables=_changed_tables(old, new, numbers),
    )


def _changed_tables(old: ResultSet, new: ResultSet, numbers: list[NumberChange]) -> list[TableChange]:
    explained = {(number.study, number.place) for number in numbers}
    changes = []
    for key in sorted({*old.tables, *new.tables}):
        if key not in old.tables:
            changes.append(TableChange(*key, "added"))
        elif key not in new.tables:
            changes.append(TableChange(*key, "removed"))
        elif key not in explained and old.tables[key] != new.tables[key]:
            changes.append(TableChange(*key, "other content"))
    return changes
