"""What decides whether results are current: plan, papers and code, and nothing else."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from freshness_fixture import PAPER, STUDY, here, leave_all, planned
from restudy import provenance
from restudy.checksums import write_record
from restudy.freshness.jobs import STUDY_STEPS, Job, jobs, versioned_files
from restudy.layout import Results
from restudy.papers.reading import parse_paper
from restudy.params.params import parse_params
from restudy.plan.plan import make_plan
from restudy.sources import Source, read_sources

__all__ = ["here"]

Content = dict[str, Any]
STEPS = ["select", "evaluate", "measure", "judge", "tabulate", "draw"]
OF_PAPERS = {f"{step}/{STUDY}" for step in ("judge", "tabulate", "draw")} | {"report", "typeset"}
EVERY = {f"{step}/{STUDY}" for step in STEPS} | {"report", "typeset"}


@pytest.fixture
def study_params(params_content: Content) -> Content:
    """The repository's params with one study."""
    return params_content | {"studies": {STUDY: params_content["studies"][STUDY]}}


def descriptions(params: Content, paper: Content | None = None) -> dict[str, Mapping[str, Any]]:
    """Job to its description, by a study's params and its paper."""
    plan = make_plan(parse_params(params))
    return {job.name: job.description for job in jobs(plan, {STUDY: parse_paper(paper or {}, plan.studies[STUDY])})}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


def test_the_jobs_in_order(study_params: Content) -> None:
    steps = [f"{step}/{STUDY}" for step in STEPS]
    assert list(descriptions(study_params)) == ["excerpt", *steps, "report", "typeset"]


@pytest.mark.parametrize(
    ("keys", "value", "jobs_behind"),
    [
        (("studies", STUDY, "base", "epochs"), 3, EVERY),
        (("studies", STUDY, "target_accuracy"), 0.5, EVERY),
        (("seeds",), [0], EVERY),
        (("statistics", "confidence"), 0.9, OF_PAPERS),
        (("studies", STUDY, "cells"), {"plain": {"variant": "sgd", "grid": {}}}, OF_PAPERS),
        (("store",), "elsewhere", set()),
        (("device",), "auto", set()),
        (("mirror",), "elsewhere", set()),
    ],
)
def test_a_changed_param_reaches_what_it_decides(
    study_params: Content, keys: tuple[str, ...], value: Any, jobs_behind: set[str]
) -> None:
    other = deepcopy(study_params)
    block = other
    for key in keys[:-1]:
        block = block[key]
    block[keys[-1]] = value
    assert changed(descriptions(study_params), descriptions(other)) == jobs_behind


@pytest.mark.parametrize(
    "paper",
    [
        {"title": "Another"},
        {"titles": {"sgd": "Plain"}},
        {"headline": [{"title": "SGD", "cell": "sgd", "metric": "test_accuracy", "published": 0.9}]},
        {"claims": {"A": {"kind": "threshold", "text": "T", "metric": "test_accuracy", "at_least": 0.5}}},
    ],
    ids=["title", "name", "published", "claim"],
)
def test_what_a_paper_says_reaches_neither_choice_nor_evaluation(study_params: Content, paper: Content) -> None:
    assert changed(descriptions(study_params), descriptions(study_params, paper)) == OF_PAPERS


def test_a_paper_reaches_no_other_study(study_params: Content, params_content: Content) -> None:
    other = "dropout-cnn"
    params = study_params | {"studies": study_params["studies"] | {other: params_content["studies"][other]}}
    plan = make_plan(parse_params(params))

    def described(title: str) -> dict[str, Any]:
        papers = {
            STUDY: parse_paper({"title": title}, plan.studies[STUDY]),
            other: parse_paper({}, plan.studies[other]),
        }
        return {job.name: job.description for job in jobs(plan, papers)}

    assert changed(described("One"), described("Two")) == OF_PAPERS


@pytest.mark.parametrize(
    ("module", "behind"),
    [
        ("restudy.evaluation.evaluate", set()),
        ("restudy.evaluation.trial", EVERY - {f"select/{STUDY}"}),
        ("restudy.evaluation.rounding", EVERY - {f"select/{STUDY}"}),
        ("restudy.data.excerpt", {"excerpt"} | EVERY - {f"select/{STUDY}", f"evaluate/{STUDY}"}),
        ("restudy.evidence.measure", EVERY - {f"select/{STUDY}", f"evaluate/{STUDY}"}),
        ("restudy.selection", EVERY - {f"evaluate/{STUDY}", f"measure/{STUDY}"}),
        ("restudy.judging.judge", {f"judge/{STUDY}", "report", "typeset"}),
        ("restudy.claims.threshold", {f"judge/{STUDY}", "report", "typeset"}),
        ("restudy.claims.order", set()),
        ("restudy.models.lstm", set()),
        ("restudy.report.typesetting", {"report", "typeset"}),
        ("restudy.training.loop", EVERY),
    ],
)
def test_changed_code_reaches_what_runs_it(
    study_params: Content, monkeypatch: pytest.MonkeyPatch, module: str, behind: set[str]
) -> None:
    """A kind of claim counts where a paper makes one; a network where a study has it."""
    before = descriptions(study_params, PAPER)
    edit(monkeypatch, module)
    assert changed(before, descriptions(study_params, PAPER)) == behind


def edit(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    """Let a module have other code."""
    read = read_sources

    def edited(folder: Path) -> dict[str, Source]:
        sources = read(folder)
        return sources | {module: replace(sources[module], digest="edited")}

    monkeypatch.setattr(provenance, "read_sources", edited)


@pytest.mark.parametrize("lost", ["record", "first", "last"])
def test_a_job_of_which_a_file_is_missing_is_not_current(here: Path, lost: str) -> None:
    job = leave_all()[f"judge/{STUDY}"]
    assert job.is_current
    {"record": job.record, "first": job.leaves[0], "last": job.leaves[-1]}[lost].unlink()
    assert not job.is_current


def test_a_job_whose_record_differs_is_not_current(here: Path) -> None:
    job = leave_all()[f"judge/{STUDY}"]
    write_record(job.record, job.description | {"code": "other"})
    assert not job.is_current


def test_the_records_are_versioned(here: Path) -> None:
    plan, papers = planned()
    records = {Results.of("mnist").record(job.name) for job in jobs(plan, papers)}
    assert records <= set(versioned_files(plan, papers, jobs(plan, papers)))
    assert len(records) == len(STUDY_STEPS) + 3
    assert all(isinstance(job, Job) for job in jobs(plan, papers))
