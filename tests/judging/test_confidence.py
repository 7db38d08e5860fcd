"""Every interval, and every number of resamples and bins, follows the `statistics` of params.yaml."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax

from report_fixture import leave_presented, reported_plan, small_material
from restudy.evidence.scores import cell_scores
from restudy.freshness.jobs import jobs
from restudy.layout import Results
from restudy.papers.paper import Paper
from restudy.params.params import Statistics
from restudy.plan.plan import Plan, StudyPlan, read_study_plan, write_study_plan
from restudy.records import read_json
from results_fixture import small_plan

Widths = dict[str, float]


def changed(plan: StudyPlan, **statistics: Any) -> StudyPlan:
    """A plan with some of its statistics changed."""
    return replace(plan, statistics=Statistics(**plan.statistics.model_dump() | statistics))


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wide")
    leave_presented(folder, reported_plan())
    return folder


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("narrow")
    leave_presented(folder, changed(reported_plan(), confidence=0.6))
    return folder


def widths_of_intervals(results: Path) -> Widths:
    """By place the width of every interval that is written; not of those that are nothing or empty."""
    files = Results(results)
    found = dict(_in_json("claims", read_json(files.claims("reported"))))
    found |= dict(_in_json("metrics", read_json(files.metrics("reported"))))
    for path in sorted([*(results / "tables").rglob("*.csv"), *(results / "figures").rglob("further-runs.csv")]):
        found |= dict(_in_table(path.name, pd.read_csv(path)))
    return {place: width for place, width in found.items() if width > 0}


def _in_json(place: str, content: Any) -> Iterator[tuple[str, float]]:
    parts = enumerate(content) if isinstance(content, list) else content.items() if isinstance(content, dict) else ()
    for key, value in parts:
        if str(key).endswith("interval") and value and None not in value:
            yield f"{place}/{key}", value[1] - value[0]
        elif str(key).endswith("_low"):
            yield f"{place}/{key}", content[f"{str(key).removesuffix('low')}high"] - value
        else:
            yield from _in_json(f"{place}/{key}", value)


def _in_table(place: str, frame: pd.DataFrame) -> Iterator[tuple[str, float]]:
    # The p-values of single seeds are no interval.
    for name in (name for name in frame.columns if name.endswith("_low") and "p_value" not in name):
        spans = frame[f"{name.removesuffix('low')}high"] - frame[name]
        yield from ((f"{place}/{name}/{row}", span) for row, span in spans.items())


def test_every_interval_narrows_with_the_confidence(wide: Path, narrow: Path) -> None:
    before, after = widths_of_intervals(wide), widths_of_intervals(narrow)
    kinds = {place.split("/")[0] for place in before}
    assert kinds == {"claims", "metrics", "quality.csv", "comparisons.csv", "further-runs.csv"}
    assert {place for place in before if not after.get(place, 0.0) < before[place]} == set()


def test_bins_and_resamples_are_as_many_as_asked(tmp_path: Path) -> None:
    plan = changed(small_plan(), resamples=300, calibration_bins=2)
    generator = np.random.default_rng(1)
    logits, labels = generator.normal(size=(200, 10)).astype(np.float32), generator.integers(0, 10, 200)
    material = small_material(tmp_path, plan, Paper(), labels=list(labels), logits=[[logits]])
    found = cell_scores(material, plan.cells[0], ["calibration_error"])["calibration_error"]
    probabilities = softmax(logits.astype(np.float64), axis=1)
    surplus = (probabilities.argmax(axis=1) == labels) - probabilities.max(axis=1)
    low = probabilities.max(axis=1) <= 0.5
    assert found.mean == pytest.approx((abs(surplus[low].sum()) + abs(surplus[~low].sum())) / 200, abs=1e-3)
    assert len(material.resamples.weights) == 300


def test_they_reach_the_steps_after_training(tmp_path: Path) -> None:
    plan = changed(reported_plan(), confidence=0.9, resamples=500, calibration_bins=10)
    write_study_plan(tmp_path / "plan.json", plan)
    assert read_study_plan(tmp_path / "plan.json").statistics == plan.statistics


def test_what_was_evaluated_stays_and_all_that_is_said_of_it_is_made_again(
    mnist_plan: Plan, mnist_papers: dict[str, Paper]
) -> None:
    name = "mlp-optimizers"
    descriptions = [
        {job.name: job.description for job in jobs(replace(mnist_plan, studies={name: study}), mnist_papers)}
        for study in (mnist_plan.studies[name], changed(mnist_plan.studies[name], confidence=0.9))
    ]
    same = {job for job, description in descriptions[0].items() if descriptions[1][job] == description}
    assert same == {"excerpt", f"select/{name}", f"evaluate/{name}", f"measure/{name}"}
