"""Small studies whose results are made by hand, in the files that the workflow's steps leave."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import nn

from evidence_fixture import leave_images, leave_test_evidence
from restudy.core_yaml import parse_yaml
from restudy.evidence.evidence import Evidence
from restudy.evidence.measure import EPOCH_COLUMNS, TRIAL_COLUMNS
from restudy.judging.findings import Finding, Margin
from restudy.layout import Evaluation, Results
from restudy.metrics import METRICS
from restudy.papers.items import CLAIMS
from restudy.papers.paper import Paper
from restudy.papers.reading import parse_paper
from restudy.params.params import parse_params
from restudy.params.study import Study
from restudy.plan.plan import StudyPlan, make_plan
from restudy.records import write_csv

Content = dict[str, Any]
CLASSES = 10
ROUND_OFF = 1e-12
# For each cell of the plan, in its order, what each seed has.
Numbers = Sequence[Sequence[float | None]]
Curves = Sequence[Sequence[Sequence[float | None]]]
Logits = Sequence[Sequence[NDArray[np.float32]]]

PARAMS = """
dataset: mnist
seeds: [0]
defaults:
  split: all
  pixels: {scale: 255, mean: 0.5, std: 0.25}
  optimizer: {name: adam, lr: 0.001}
  batch_size: 8
  evaluation_batch_size: 16
  epochs: 3
  keep: [epoch_weights, first_epoch_steps]
  threads: 1
statistics: {confidence: 0.95, resamples: 2000, calibration_bins: 15}
splits:
  all: {dataset: mnist, train: 60000, validation: 0, seed: 0}
  parted: {dataset: mnist, train: 54000, validation: 6000, seed: 0}
"""

# Three cells to compare, and one that is never chosen; first what is run, then what its paper says.
STUDY = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
  two: {settings: {model: {name: mlp, hidden: [2]}}}
  three: {settings: {model: {name: mlp, hidden: [3]}}}
  extra: {comparison: true, settings: {model: {name: mlp, hidden: [4]}}}
protocols:
  published: {choose_by: test_accuracy}
choose_within: study

title: Three small networks
dataset: mnist
source: {authors: Ada Author, year: 2020, title: Small networks}
summary: Three networks are compared.
titles: {one: One, two: Two, three: Three, extra: Extra}
"""

# Two rows of three cells each, under two variants.
GRID = """
variants:
  one: {settings: {model: {name: mlp, hidden: [1]}}}
  two: {settings: {model: {name: mlp, hidden: [2]}}}
titles: {one: One, two: Two}
grid:
  batch_size: [32, 8]
  optimizer.lr: [0.1, 0.01, 0.02]
"""


def parsed(text: str) -> Any:
    """The content of some YAML."""
    return parse_yaml(text, "test.yaml").content


def study_content(changes: str = "") -> Content:
    """The content of STUDY with top-level keys changed by some YAML; titles only of variants that there are."""
    content: Content = parsed(STUDY) | (parsed(changes) or {})
    return content | {"titles": {key: title for key, title in content["titles"].items() if key in content["variants"]}}


def of_run(content: Content) -> Content:
    """The keys of a study's content that stand in params.yaml."""
    return {key: value for key, value in content.items() if key in Study.model_fields}


def of_paper(content: Content) -> Content:
    """The keys of a study's content that stand in its paper, only with protocols that are notes."""
    return {key: value for key, value in content.items() if key not in Study.model_fields}


def plan_study(
    changes: str = "", seeds: Sequence[int] = (0,), dataset: str = "mnist", name: str = "small"
) -> StudyPlan:
    """The plan of STUDY with top-level keys changed by some YAML.

    Raises:
        UserError: something is wrong with it.
    """
    content = parsed(PARAMS) | {"seeds": list(seeds), "dataset": dataset}
    content["studies"] = {name: _with_what_choices_need(of_run(study_content(changes)))}
    return make_plan(parse_params(content)).studies[name]


def paper_of(plan: StudyPlan, changes: str = "") -> Paper:
    """The paper of STUDY with top-level keys changed by some YAML, held against its plan.

    Raises:
        UserError: something is wrong with it.
    """
    return parse_paper(of_paper(study_content(changes)), plan)


def _with_what_choices_need(study: Content) -> Content:
    """The study with validation images or the weights of each epoch, where its protocols choose by them."""
    base = dict(study.get("base", {}))
    for protocol in study["protocols"].values():
        settings, metric = protocol.get("settings", {}), METRICS.get(protocol["choose_by"])
        if metric and "val" in metric.parts and "split" not in settings:
            base.setdefault("split", "parted")
        if metric and metric.keep and "keep" not in settings:
            base.setdefault("keep", [metric.keep])
    return study | {"base": base}


@cache
def small_plan(changes: str = "", seeds: tuple[int, ...] = (0,)) -> StudyPlan:
    """The same as `plan_study`, made once."""
    return plan_study(changes, seeds)


@cache
def small_paper(changes: str = "", seeds: tuple[int, ...] = (0,)) -> Paper:
    """The paper of `small_plan`, made once."""
    return paper_of(small_plan(changes, seeds), changes)


def leave_results(
    folder: Path,
    plan: StudyPlan,
    *,
    trials: Mapping[str, Numbers] | None = None,
    epochs: Mapping[str, Curves] | None = None,
    labels: Sequence[int] = (),
    logits: Logits = (),
    images: int | None = None,
    models: Mapping[str, nn.Module] | None = None,
) -> Evidence:
    """Write evidence on the test images and the numbers of trials, and open them.

    Args:
        folder: the data set's results.
        plan: the study's plan.
        trials: metric to its numbers by cell and seed.
        epochs: metric to its numbers by cell, seed and epoch.
        labels: labels of the test images; one of each class where none are given.
        logits: logits, [N, CLASSES], by cell and seed; cells without them recognise every image.
        images: decides the images' pixels; None for black ones.
        models: a network for each cell whose filters are shown.
    """
    labels = labels or range(CLASSES)
    files = Evaluation(Results(folder).evaluation(plan.name))
    write_csv(files.trials, _trial_rows(plan, trials or {}), TRIAL_COLUMNS)
    write_csv(files.epochs, _epoch_rows(plan, epochs or {}), EPOCH_COLUMNS)
    pictures = leave_images(folder, plan, labels, images)
    right = [logits_of(list(labels))] * len(plan.seeds)
    given = [*logits, *[right] * (len(plan.cells) - len(logits))]
    for cell, by_seed in zip(plan.cells, given, strict=True):
        for seed, each in zip(plan.seeds, by_seed, strict=True):
            leave_test_evidence(folder, cell, seed, each, labels, pictures, (models or {}).get(cell.name))
    return Evidence(plan, Results(folder))


def _trial_rows(plan: StudyPlan, trials: Mapping[str, Numbers]) -> list[Content]:
    return [
        dict.fromkeys(TRIAL_COLUMNS)
        | {"cell": cell.name, "variant": cell.variant, "seed": seed}
        | {metric: numbers[place][turn] for metric, numbers in trials.items()}
        for place, cell in enumerate(plan.cells)
        for turn, seed in enumerate(plan.seeds)
    ]


def _epoch_rows(plan: StudyPlan, epochs: Mapping[str, Curves]) -> list[Content]:
    rows = []
    for place, cell in enumerate(plan.cells):
        for turn, seed in enumerate(plan.seeds):
            curves = {metric: by_cell[place][turn] for metric, by_cell in epochs.items() if place < len(by_cell)}
            for epoch in range(max(map(len, curves.values()), default=0)):
                row = dict.fromkeys(EPOCH_COLUMNS) | {"cell": cell.name, "seed": seed, "epoch": epoch + 1}
                rows.append(row | {metric: curve[epoch] for metric, curve in curves.items()})
    return rows


def logits_of(first: Sequence[int], second: Sequence[int] | None = None) -> NDArray[np.float32]:
    """Logits, [N, CLASSES], whose most probable classes are `first`, the next most probable ones `second`."""
    second = second or [(label + 1) % CLASSES for label in first]
    logits = np.zeros((len(first), CLASSES), dtype=np.float32)
    for row, best, next_best in zip(logits, first, second, strict=True):
        row[best], row[next_best] = 4, 2
    return logits


def images_with(errors: Mapping[tuple[int, int], int], per_class: int = 10) -> tuple[list[int], list[int]]:
    """Labels of `per_class` images of each class, and predictions with so many errors by (label, prediction)."""
    labels = [label for label in range(CLASSES) for _ in range(per_class)]
    predictions = list(labels)
    taken = dict.fromkeys(range(CLASSES), 0)
    for (label, prediction), number in errors.items():
        first = label * per_class + taken[label]
        predictions[first : first + number] = [prediction] * number
        taken[label] += number
    return labels, predictions


def find(folder: Path, plan: StudyPlan, claim: str, **results: Any) -> Finding:
    """What results (the keywords of `leave_results`) say of a claim, given as YAML without its text.

    Whatever the claim's kind: in a seed it holds where all of its margins are above zero in that seed.
    """
    content = {"text": "It is so."} | parsed(claim)
    finding: Finding = CLAIMS.parse(content).finding(leave_results(folder, plan, **results))
    if finding.margins and finding.holds:
        margins = {
            seed: [_margin_in(margin, turn) for margin in finding.margins] for turn, seed in enumerate(plan.seeds)
        }
        assert {seed: all(above) for seed, above in margins.items()} == finding.holds
    return finding


def _margin_in(margin: Margin, turn: int) -> bool:
    """Whether a margin is above zero, or is zero where it may be, in one seed."""
    value = margin.offset + sum(coefficient * float(runs.values[turn]) for coefficient, runs in margin.terms)
    return value > ROUND_OFF or (abs(value) <= ROUND_OFF and not margin.strict)
