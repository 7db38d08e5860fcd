"""Adoption: finished trials get the digest of the present training code, once a sample of them came out the same.

For a change of code that its author knows to be harmless. What exists stays as it is: adopted trials are copied into
the trial store, where the next run finds them.
"""

import tempfile
from collections.abc import Container, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console

from restudy.adoption.adopted import adopt_evidence, adopted_record, take_adopted
from restudy.adoption.matches import Match, Stock
from restudy.adoption.sample import Sampler, differing_file, epoch_bar, reason
from restudy.errors import UserError
from restudy.plan.cells import Cell

SHOWN_DIGITS = 12


def adopt(stock: Stock, cells: Sequence[Cell], data: Path, console: Console, dry_run: bool) -> list[str]:
    """Adopt what the plan lacks of some cells, and say what was done and what comes next.

    Args:
        stock: all finished trials.
        cells: the cells, study by study.
        data: folder of the data set.
        console: where to say it.
        dry_run: only say what would be done.

    Returns:
        A line for each study and code that was refused, because a sample came out different.

    Raises:
        UserError: a sample cannot be trained.
    """
    missing = sum(not stock.finished(cell, seed) for cell in cells for seed in cell.seeds)
    with tempfile.TemporaryDirectory(prefix="restudy-") as folder:
        sampler = None if dry_run else Sampler(data, stock.store, stock.plan.params.device, Path(folder))
        adoption = Adoption(stock, sampler, console)
        for _, group in groupby(cells, key=lambda cell: cell.study):
            adoption.study(list(group))
    console.print(_ending(adoption, missing), soft_wrap=True)
    return adoption.refused


class Adoption:
    """Adopts what a plan lacks, study by study and code by code.

    Args:
        stock: all finished trials.
        sampler: trains samples; None for a dry run, which only says what would be done.
        console: where to say it.

    Attributes:
        ready: number of trials that the store holds now, or would hold.
        refused: a line for each study and code whose sample came out different.
    """

    def __init__(self, stock: Stock, sampler: Sampler | None, console: Console) -> None:
        self.stock, self.sampler, self.console = stock, sampler, console
        self.ready = 0
        self.refused: list[str] = []

    def study(self, cells: Sequence[Cell]) -> None:
        """Adopt the missing trials of cells of one study."""
        own = self.stock.of_present_code(cells)
        for match in own if self.sampler else []:
            self._take(match, match.source.record)
        if own:
            self.ready += len(own)
            self._say(f"{cells[0].study}: {_trials(len(own))} of the present code, taken as they are")
        for code in self.stock.other_codes(cells):
            self._code(code, self.stock.of_code(cells, code))

    def _code(self, code: str | None, matches: list[Match]) -> None:
        """Adopt the missing trials among those of one study that one other code trained."""
        missing = [match for match in matches if not self.stock.finished(match.cell, match.seed)]
        if not missing:
            return
        self._say(f"{missing[0].cell.study}: {_trials(len(missing))} of {_code_text(code)}")
        retrained = [match for match in matches if self.stock.retrained(match.cell, match.seed)]
        samples = cheapest(missing, {match.network for match in retrained})
        if not all(self._is_same_as_retrained(match, len(missing)) for match in retrained):
            return
        if retrained:
            self._say(f"  {_trials(len(retrained))} that the present code has trained: same bytes")
        if all(self._is_same_again(match, len(missing)) for match in samples):
            self._adopt(missing, samples, {match.network: match for match in [*retrained, *samples]})

    def _is_same_as_retrained(self, match: Match, at_stake: int) -> bool:
        trial = self.stock.retrained(match.cell, match.seed)
        return trial is None or self._is_same(match, trial.record, at_stake)

    def _is_same(self, match: Match, record: Mapping[str, Any], at_stake: int) -> bool:
        """Whether the present code's trial has the same bytes; if not, say that what is at stake is refused."""
        file = differing_file(match.source.record, record)
        if file:
            left = f"none of the {_trials(at_stake)} of {match.cell.study} that this code trained is adopted"
            why = reason(match.source.record, record)
            self._say(f"  {match}: other bytes in {file}; {left}")
            self.refused.append(f"adopt: {match}: {file} is not the one in {match.source.place}; {left}; {why}")
        return file is None

    def _is_same_again(self, match: Match, at_stake: int) -> bool:
        """The same of a sample, which is trained first; a dry run takes it for the same."""
        seconds = f"{match.source.seconds:.0f} s"
        if self.sampler is None:
            self._say(f"  {match}: would be trained again, which took {seconds}")
            return True
        self._say(f"  {match}: trained again, which took {seconds} …")
        with epoch_bar(self.console, match.cell.settings["epochs"]) as listen:
            record = self.sampler.train(match.cell, match.seed, listen)
        if record["code"] != match.cell.code:
            raise UserError("adopt: the training code was edited while a sample was trained; run it again")
        same = self._is_same(match, record, at_stake)
        if same:
            self._say("  … same bytes")
        return same

    def _adopt(self, missing: Sequence[Match], samples: Sequence[Match], evidence: Mapping[str, Match]) -> None:
        """Put the missing trials into the store, where samples already are, trained by the present code."""
        rest = [match for match in missing if match not in samples]
        for match in rest if self.sampler else []:
            self._take(match, adopted_record(match, evidence[match.network]))
        self.ready += len(missing)
        if rest:
            self._say(f"  {'adopted' if self.sampler else 'would adopt'}: {_trials(len(rest))}")

    def _take(self, match: Match, record: Mapping[str, Any]) -> None:
        """Take a trial into the store, or its evidence, where there is no more of it, to where the plan wants it."""
        if match.source.has_weights:
            take_adopted(self.stock.store, match, record)
        else:
            adopt_evidence(self.stock.there, match, record)

    def _say(self, line: str) -> None:
        self.console.print(line, soft_wrap=True, markup=False)


def cheapest(missing: Sequence[Match], known: Container[str]) -> list[Match]:
    """The trial of each kind of network, but for the known ones, that took the least time."""
    networks = dict[str, Match]()
    for match in sorted(missing, key=lambda match: match.source.seconds):
        if match.network not in known:
            networks.setdefault(match.network, match)
    return list(networks.values())


def _ending(adoption: Adoption, missing: int) -> str:
    if adoption.ready:
        verb = "are ready" if adoption.sampler else "would be ready"
        return f"{_trials(adoption.ready)} {verb}; the next run places them without training: snakemake --cores 2"
    if adoption.refused:
        return "Nothing was adopted."
    if not missing:
        return "Nothing to adopt: every trial of these cells is finished."
    return (
        f"Nothing to adopt: no finished trial has the settings, the seed and the data of one of the {missing} that are "
        "missing. What differs: restudy why"
    )


def _code_text(code: str | None) -> str:
    if code is None:
        return "a code that their records do not name, taken to be one"
    return f"code {code[:SHOWN_DIGITS]}"


def _trials(number: int) -> str:
    return f"{number} trial{'' if number == 1 else 's'}"
