"""The report as an article: its LaTeX source, made from the same views as the page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from restudy.data.datasets import DATASETS
from restudy.plan.plan import StudyPlan
from restudy.report.formatters import duration, how_many, percent, seeds_text
from restudy.report.latex import environment
from restudy.report.origins import SHORT, origins, report_hashes
from restudy.report.page import COUNT_STATES, COUNT_WORDS, HASH_TITLES, judged_context, study_files
from restudy.report.paper_tables import paper_tables
from restudy.report.titles import PROTOCOL_TITLES
from restudy.report.trial_view import run_view
from restudy.report.trials import TrialRecord, cost, read_records

TEMPLATE = "report.tex.j2"
# More numbers than these stand in verdicts.json alone.
SHOWN_NUMBERS = 6
# Tables of no more rows than these are not divided between pages.
WHOLE_TABLE_ROWS = 20


def paper(plans: Iterable[StudyPlan], results: Path, commit: str | None) -> str:
    """The source of the paper on all studies.

    Args:
        plans: the studies.
        results: the data set's results, beside whose `report` folder figures are looked for.
        commit: the commit whose code and settings make these results; None if they were not committed.
    """
    plans = list(plans)
    records = {plan.name: read_records(plan, results) for plan in plans}
    studies = [_study(plan, results, records[plan.name]) for plan in plans]
    everything = [record for of_study in records.values() for record in of_study]
    hashes = report_hashes(plans)
    template = environment().get_template(TEMPLATE)
    return template.render(
        dataset=DATASETS[plans[0].dataset],
        seeds=seeds_text(plans[0].seeds),
        trials=len(everything),
        run=run_view(everything),
        made_from={HASH_TITLES[name]: value for name, value in asdict(hashes).items()},
        commit=commit,
        studies=studies,
        count_states=COUNT_STATES,
        count_words=COUNT_WORDS,
        confidence=percent(plans[0].statistics.confidence),
        how_many=how_many,
        protocol_titles=PROTOCOL_TITLES,
        shown_numbers=SHOWN_NUMBERS,
        short=SHORT,
        whole=WHOLE_TABLE_ROWS,
    )


def _study(plan: StudyPlan, results: Path, records: list[TrialRecord]) -> dict[str, Any]:
    context = judged_context(plan, study_files(results, plan.name))
    found: Mapping[str, Any] = {kind: origins(plan, kind, results, records) for kind in ("tables", "figures")}
    return context | {
        "tables": {name: paper_tables(table) for name, table in context["tables"].items()},
        "figures": list(plan.study.figures),
        "origins": found,
        "training": duration(cost(records).seconds),
    }
