"""What a reader asks of the run as a whole: when, with what, under which licence, and how to cite it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from restudy.report.trial_records import TrialRecord

CITE = "The restudy developers: restudy, published studies of small image classifiers, run again; see CITATION.cff"
LICENCE = "MIT for the program and its results; the studies belong to their authors"


@dataclass(frozen=True)
class Facts:
    """Dates and software of the runs, in words; how to cite, and the licence."""

    dates: str
    software: str
    cite: str = CITE
    licence: str = LICENCE


def facts(records: Sequence[TrialRecord]) -> Facts:
    """Those of some runs."""
    days = sorted(record.started[:10] for record in records)
    dates = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    names = ("python", "torch", "onednn")
    python, torch, onednn = (_listed(getattr(record, name) for record in records) for name in names)
    built_in = f"oneDNN {onednn}" if onednn else "the oneDNN that is built into it"
    return Facts(dates, f"Python {python}; torch {torch}, with {built_in}")


def _listed(versions: Iterable[str]) -> str:
    return ", ".join(sorted({*versions} - {""}))
