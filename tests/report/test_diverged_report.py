"""What the page, the paper, the verdicts and the rubric say of runs that diverged and of figures that failed."""

import html
import re
from pathlib import Path

import pytest

from degenerate_runs import Kind, leave
from report_fixture import reported_paper, reported_plan
from restudy.evidence.divergence import NothingToShowError
from restudy.judging.judge import judge
from restudy.judging.tabulate import tabulate
from restudy.layout import NOT_DRAWN, Results
from restudy.records import read_json, write_json, write_text
from restudy.report.files import write_report
from restudy.selection import select

# Of the plan's first cell, which the paper calls best, one run or both.
ONE_LOST = Kind(diverged=lambda place, seed: place == 0 and seed == 3)
ALL_LOST = Kind(diverged=lambda place, seed: place == 0)
REASON = "ZeroDivisionError: division by zero & more"
BEST = "CNN, batch size 32, learning rate 0.02"


def leave_report(results: Path, kind: Kind, failed: str) -> Results:
    """The report of REPORTED with one figure that failed, the others being of one word."""
    plan, paper, files = reported_plan(), reported_paper(), Results(results)
    material = leave(results, plan, paper, kind)
    select(plan, files)
    judge(material, files.selection(plan.name), files.claims(plan.name), files.metrics(plan.name))
    tabulate(material, files)
    for name, figure in paper.figures.items():
        rows = f"{NOT_DRAWN}\n{REASON}\n"
        if name != failed:
            try:
                rows = figure.rows(material).to_csv(index=False)
            except NothingToShowError as nothing:
                rows = f"{NOT_DRAWN}\n{nothing}\n"
        write_text(files.figure(plan.name, name, "svg"), f"<svg><text>{name}</text></svg>")
        write_text(files.figure(plan.name, name, "csv"), rows)
    for step in ("measure", "tabulate", "draw"):
        write_json(files.record(f"{step}/{plan.name}"), {"code": f"{step}'s code"})
    write_report([(plan, paper)], results, None)
    return files


@pytest.fixture(scope="module", params=[ONE_LOST, ALL_LOST], ids=["one run lost", "all runs lost"])
def lost(request: pytest.FixtureRequest) -> int:
    """How many of the two runs of the best cell diverged."""
    return 1 if request.param is ONE_LOST else 2


@pytest.fixture(scope="module")
def files(lost: int, tmp_path_factory: pytest.TempPathFactory) -> Results:
    return leave_report(tmp_path_factory.mktemp("results"), ONE_LOST if lost == 1 else ALL_LOST, "F-counts")


def text_of(page: str) -> str:
    """The words of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_the_first_screen_names_what_diverged_and_what_failed(files: Results, lost: int) -> None:
    head = text_of(files.report("report.html").read_text(encoding="utf-8").partition('id="reading"')[0])
    assert f"{lost} of 2 runs of {BEST} diverged (in epoch 1). They count in no number." in head
    assert f"Not drawn, {REASON}: figure F-counts" in head


def test_every_table_and_figure_says_which_runs_are_not_in_it(files: Results, lost: int) -> None:
    page = files.report("report.html").read_text(encoding="utf-8")
    for anchor in ("table-T-grid", "table-T-summary", "figure-F-dots", "figure-F-confusion"):
        part = page.partition(f'id="reported-{anchor}"')[2].partition("</figure>")[0]
        assert f"{lost} of 2 runs of {BEST} diverged" in text_of(part), anchor
    counted = page.partition('id="reported-table-T-counts"')[2].partition("</figure>")[0]
    assert "diverged" not in text_of(counted)


def test_the_paper_says_the_same(files: Results, lost: int) -> None:
    source = files.report("report.tex").read_text(encoding="utf-8")
    assert source.count(f"{lost} of 2 runs of {BEST} diverged (in epoch 1).") > 5
    assert (
        r"Not drawn, ZeroDivisionError: division by zero \& more: \hyperref[figure:reported:F-counts]{F-counts}"
        in source
    )


def test_verdicts_and_rubric_have_it_as_data(files: Results, lost: int) -> None:
    study = read_json(files.report("verdicts.json"))["studies"]["reported"]
    (seeds,) = study["diverged"].values()
    assert len(seeds) == lost
    assert set(seeds.values()) == {1}
    assert study["figures_not_drawn"]["F-counts"] == REASON
    assert f"{lost} of 2 runs diverged" in " ".join(study["claims"]["R1"]["grounds"])
    assert f"{lost} of 2 runs of {BEST} diverged" in " ".join(study["claims"]["R2"]["grounds"])
    (step, _) = read_json(files.report("rubric.json"))["studies"]["reported"]
    remarks = {answer["identifier"]: answer["remark"] for answer in step["answers"]}
    assert f"{lost} of 2 runs of {BEST} diverged" in remarks["T-grid"]
    assert remarks["settings"] == ""


def test_what_diverged_is_not_chosen_and_nothing_is_nan(files: Results) -> None:
    page = text_of(files.report("report.html").read_text(encoding="utf-8"))
    assert not re.search(r"\bnan\b", page, re.IGNORECASE)
    assert "; runs of 1 have no number)" in page
    chosen = read_json(files.claims("reported"))["protocols"]["published"]["chosen"]["study"]["cell"]
    assert chosen != reported_plan().cells[0].name
