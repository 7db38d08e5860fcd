"""What would settle the claims that are not: how many runs of which settings, and what they take."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from restudy.plan.cells import Cell

# More runs of each setting are not asked for: so many tell what three cannot, and no paper has as many.
MOST_RUNS = 30


@dataclass(frozen=True)
class Need:
    """A claim that is not settled.

    Attributes:
        study: the study's name.
        claim: its ID.
        verdict: what is said of it now.
        runs: of each setting, that would settle it.
        cells: the cells that it is about.
    """

    study: str
    claim: str
    verdict: str
    runs: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Step:
    """More runs for one claim, after those for the claims before it.

    Attributes:
        need: the claim.
        added: how many runs each cell gets, by name; none where it has enough by then.
        seconds: what they take, one after another.
    """

    need: Need
    added: Mapping[str, int]
    seconds: float


def needs_of(study: str, cells: Sequence[Cell], judged: Mapping[str, Any]) -> list[Need]:
    """The claims of a study that runs would settle.

    Args:
        study: its name.
        cells: its cells.
        judged: what `judge` wrote of it.
    """
    by_name = {cell.name: cell for cell in cells}
    return [
        Need(study, name, found["verdict"], found["seeds_to_decide"], tuple(by_name[each] for each in found["cells"]))
        for name, found in judged["claims"].items()
        if found.get("seeds_to_decide")
    ]


class Planner:
    """Orders needs by decisions per hour; runs that one claim gets serve those after it.

    Args:
        seconds: of one run of each cell, by name.
        together: cells that get their seeds together, by the name of each.
    """

    def __init__(self, seconds: Mapping[str, float], together: Mapping[str, Sequence[Cell]]) -> None:
        self.seconds, self.together = seconds, together

    def steps(self, needs: Iterable[Need], budget: float) -> list[Step]:
        """What to do, the cheapest claim first, until the next would take more than what is left.

        Args:
            needs: the claims; those that need more than MOST_RUNS are left out.
            budget: in seconds.
        """
        left, found, have = [need for need in needs if need.runs <= MOST_RUNS], list[Step](), self._have()
        while left:
            step = min((self._step(need, have) for need in left), key=lambda each: each.seconds)
            if step.seconds > budget:
                return found
            budget -= step.seconds
            have |= {name: have[name] + number for name, number in step.added.items()}
            left.remove(step.need)
            found.append(step)
        return found

    def alone(self, need: Need) -> Step:
        """What one claim needs by itself."""
        return self._step(need, self._have())

    def _have(self) -> dict[str, int]:
        return {cell.name: len(cell.seeds) for cells in self.together.values() for cell in cells}

    def _step(self, need: Need, have: Mapping[str, int]) -> Step:
        cells = {other.name for cell in need.cells for other in self.together[cell.name]}
        added = {name: need.runs - have[name] for name in sorted(cells) if have[name] < need.runs}
        return Step(need, added, sum(number * self.seconds[name] for name, number in added.items()))
