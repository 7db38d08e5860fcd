"""The page of what changed between two sets of results."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from restudy.datasets import DATASETS
from restudy.formats import IN_HUNDREDTHS, MISSING, interval_text, number, points
from restudy.records import write_text
from restudy.report.claim_view import verdict_state
from restudy.report.page import environment, policy, template_text
from restudy.report.run_context import SIGNS
from restudy.versions.changed_numbers import NumberChange, Status
from restudy.versions.changed_settings import ParamChange
from restudy.versions.changed_verdicts import VerdictChange
from restudy.versions.compare import Comparison

# So many verdicts are named in a sentence.
MOST_NAMED = 8


def write_comparison(comparison: Comparison, output: Path) -> None:
    """Write the page; equal comparisons give equal bytes."""
    write_text(output, comparison_page(comparison))


def comparison_page(comparison: Comparison) -> str:
    """The page as text."""
    style = template_text("report.css") + template_text("compare.css")
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            comparison=comparison,
            dataset=getattr(DATASETS.find(comparison.dataset), "title", comparison.dataset),
            flips=[verdict_view(change) for change in comparison.flips if not change.of_table],
            table_flips=[verdict_view(change) for change in comparison.flips if change.of_table],
            one_sided=[verdict_view(change) for change in comparison.one_sided],
            beyond=[number_view(change) for change in comparison.numbers_with(Status.BEYOND)],
            unbounded=[number_view(change) for change in comparison.numbers_with(Status.NO_INTERVAL)],
            sentences=sentences(comparison),
            summary=summary_rows(comparison),
            signs=SIGNS,
            style=Markup(style),
            policy=policy(style=style),
            params=None if comparison.params is None else [param_view(change) for change in comparison.params],
        )
    )


def sentences(comparison: Comparison) -> list[str]:
    """What a reader asks first: which verdicts are others, how many numbers, and what was run that was not before."""
    changed = Counter(change.change for change in comparison.cells)
    cells = ", ".join(f"{number} {word}" for word, number in changed.items())
    return [_verdicts_said(comparison), _numbers_said(comparison), *([f"Settings: {cells}."] if cells else [])]


def _verdicts_said(comparison: Comparison) -> str:
    flips = [change for change in comparison.flips if not change.of_table]
    if not flips:
        return "No claim and no headline number has another verdict."
    named = [f"{change.place} ({change.old} → {change.new})" for change in flips[:MOST_NAMED]]
    more = [f"and {len(flips) - MOST_NAMED} more"] if len(flips) > MOST_NAMED else []
    of = "One claim or headline number has" if len(flips) == 1 else f"{len(flips)} claims and headline numbers have"
    return f"{of} another verdict: {', '.join([*named, *more])}."


def _numbers_said(comparison: Comparison) -> str:
    counts, numbers = comparison.counts, len(comparison.numbers)
    differ, beyond = numbers - counts[Status.SAME], counts[Status.BEYOND]
    if not differ:
        return f"All {numbers:,} numbers that both have are the same."
    lie = {0: "none lies beyond its interval", 1: "one lies beyond its interval"}
    return f"Of {numbers:,} numbers {differ:,} changed; {lie.get(beyond, f'{beyond:,} lie beyond their intervals')}."


def summary_rows(comparison: Comparison) -> list[tuple[str, str]]:
    """What there is to count, with its number."""
    counts, numbers = comparison.counts, len(comparison.numbers)
    params = "not compared" if comparison.params is None else str(len(comparison.params))
    return [
        ("Verdicts flipped", str(len(comparison.flips))),
        ("Verdicts on one side alone", str(len(comparison.one_sided))),
        ("Numbers beyond their intervals", f"{counts[Status.BEYOND]} of {numbers}"),
        ("Numbers changed within them", f"{counts[Status.WITHIN]} of {numbers}"),
        ("Numbers changed without an interval", f"{counts[Status.NO_INTERVAL]} of {numbers}"),
        ("Keys of params.yaml and papers that differ", params),
        ("Settings added, removed or made anew", str(len(comparison.cells))),
        ("Tables on one side alone, or with other content", str(len(comparison.tables))),
    ]


@dataclass(frozen=True)
class NumberView:
    """A number's change as text."""

    study: str
    place: str
    what: str
    old: str
    old_interval: str
    new: str
    new_interval: str
    difference: str


def number_view(change: NumberChange) -> NumberView:
    """A number's change, with the intervals that are known."""
    old, new, unit = change.old, change.new, change.new.unit
    return NumberView(
        study=change.study,
        place=change.place,
        what=", ".join(filter(None, (change.row, change.quantity))),
        old=number(old.value, unit),
        old_interval=interval_text(old.interval, unit),
        new=number(new.value, unit),
        new_interval=interval_text(new.interval, unit),
        difference=f"{points(new.value - old.value)} points" if unit in IN_HUNDREDTHS else "",
    )


@dataclass(frozen=True)
class VerdictView:
    """A verdict's change as text, with the style sheet's classes of both verdicts."""

    study: str
    place: str
    what: str
    old: str
    old_state: str
    new: str
    new_state: str
    reason: str


def verdict_view(change: VerdictChange) -> VerdictView:
    """A verdict's change; a dash where one side has none."""
    old, new = change.old or MISSING, change.new or MISSING
    return VerdictView(
        *(change.study, change.place, change.what),
        *(old, verdict_state(old), new, verdict_state(new)),
        reason=change.reason,
    )


@dataclass(frozen=True)
class ParamView:
    """A key's change: values as JSON, a dash where it does not stand, and whether they are long."""

    key: str
    old: str
    new: str


def param_view(change: ParamChange) -> ParamView:
    """A key's change as text."""
    return ParamView(change.key, *(MISSING if value is None else value for value in (change.old, change.new)))
