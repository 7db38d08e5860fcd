"""A small study with a table, a figure and a claim of many kinds, and all the files that its report is made of."""

from functools import cache
from pathlib import Path
from typing import Any

import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from safetensors.torch import load_file
from torch import nn

from evidence_fixture import leave_training_evidence
from restudy.checksums import FILES, checksums, write_record
from restudy.evidence.material import Material
from restudy.freshness.files import test_evidence
from restudy.judging.judge import judge
from restudy.judging.tabulate import tabulate
from restudy.layout import Evaluation, Results
from restudy.models import MODELS
from restudy.papers.items import FIGURES
from restudy.papers.paper import Paper
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import write_json, write_text
from restudy.report.studies import StudyContents
from restudy.selection import select
from results_fixture import images_with, leave_results, logits_of, paper_of, parsed, plan_study

SEEDS = (0, 3)
PER_CLASS = 6
# Wrong predictions by (label, prediction), in each seed.
ERRORS = ({(4, 9): 2, (7, 1): 1}, {(4, 9): 1, (3, 5): 1, (7, 1): 3})

REPORTED = """
title: A CNN & an MLP
titles: {cnn: CNN, mlp: MLP}
cells:
  best: {variant: cnn, grid: {batch_size: 32, optimizer.lr: 0.02}}
base: {keep: [first_epoch_steps, epoch_weights], split: parted}
target_accuracy: 0.5
source: {authors: Ada Author, year: 2020, title: On small networks, institution: Small School}
variants:
  cnn:
    settings:
      model: {name: cnn, channels: [3, 4], kernel: 3, padding: [1, 0], pool: max, pool_size: 4, hidden: [5]}
  mlp:
    settings:
      model: {name: mlp, hidden: [6]}
grid:
  batch_size: [32, 8]
  optimizer.lr: [0.02, 0.1, 0.01]
stated: {model: Section 2}
inferred: {epochs: three; the paper gives none}
contradictions: [{text: It says one thing and another.}]
headline:
  - title: CNN
    cell: best
    metric: test_accuracy
    published: 0.9
tables:
  T-grid:
    kind: grid
    title: The CNN's grid
    note: A note on the grid.
    variant: cnn
    rows: batch_size
    columns: optimizer.lr
    metric: test_accuracy
    also: [epochs_run]
    published: [[0.91, 0.92, 0.93], [0.94, 0.95, 0.96]]
  T-summary:
    kind: summary
    title: Two cells
    cells: [mlp-bs8-lr0.01, best]
    columns: [test_accuracy, test_errors, first_epoch_at_target]
    published: [[0.8, 20, null], [0.9, null, 3]]
    words: {layers: ['2', '3']}
  T-epochs:
    kind: epochs
    title: The CNN by epoch
    cell: best
    columns: [train_loss, test_accuracy]
    fitted: [train_loss]
    published: {1: [1.5, 0.5], 4: [0.5, null]}
  T-parts:
    kind: parts
    title: Three parts
    cell: best
    published: {train: {total_loss: 12.5, accuracy: 0.99}, test: {accuracy: 0.97}}
    published_average_accuracy: 0.98
    published_loss_over_images: 0.0001
  T-layers:
    kind: layers
    title: Layers
    cell: best
    published:
      - {layer: Convolution and pooling, output: 3 x 7 x 7, parameters: 30, covers: 3}
      - {layer: Input again, output: none, parameters: 0, covers: 0}
      - {layer: Convolution, output: 4 x 5 x 5, parameters: 100}
    published_totals: {total: 800, trainable: 700}
  T-counts:
    kind: class_counts
    title: Test images
    part: test
    published: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
  T-report:
    kind: class_report
    title: Classification report
    cell: best
    published: {'4': [0.98, 0.97, 0.96, 6], accuracy: [null, null, 0.95, 60]}
  T-errors:
    kind: errors
    title: Errors
    cell: best
    published: 30
    pairs: [{label: 4, prediction: 9, published: 2}, {label: 7, prediction: 1, published: 3}]
  T-wrong: {kind: misclassified, title: Wrong, cell: best, count: 2}
figures:
  F-curves: {kind: curves, title: Curves, cells: [best], panels: [[train_loss, test_loss], [test_accuracy]]}
  F-steps: {kind: steps, title: Steps, cells: [best, mlp-bs8-lr0.01]}
  F-heat: {kind: heatmap, title: Heat map, table: T-grid, note: A note on the map.}
  F-dots: {kind: dots, title: Dots, table: T-summary, column: test_accuracy}
  F-confusion: {kind: confusion, title: Confusion matrix, cell: best}
  F-classes: {kind: class_accuracy, title: Accuracy of each class, cell: best}
  F-counts: {kind: class_counts, title: Class counts, part: train}
  F-samples: {kind: samples, title: Samples, part: train}
  F-labels: {kind: samples, title: Each label, part: test, per_label: 2}
  F-predictions: {kind: predictions, title: Predictions, cell: best, count: 9}
  F-wrong: {kind: predictions, title: Wrong ones, cell: best, misclassified: true}
  F-filters: {kind: filters, title: Filters, cell: best}
  F-maps: {kind: feature_maps, title: Feature maps, cell: best, label: 7}
  F-search: {kind: search, title: A search}
  F-parallel: {kind: parallel, title: Settings of each}
claims:
  R1: {kind: value, text: The CNN reaches 90 %., cell: best, metric: test_accuracy, published: 0.9}
  R2:
    kind: order
    text: The MLP is better.
    note: As it says.
    metrics: [test_accuracy]
    ascending: [best, mlp-bs8-lr0.01]
  R3: {kind: class_threshold, text: Every class is above 60 %., cell: best, score: recall, above: 0.6}
"""


RUBRIC = """
rubric:
  - text: Compare the networks & say what is 100 % better_or_worse.
    place: Section 1
    weight: 2
    tables: [T-grid, T-summary]
    figures: [F-dots]
    claims: [R2]
    parts: [settings, choice, contradictions]
    note: A note on the step.
  - {text: Go further., place: Section 9, unanswered: Future work.}
"""


@cache
def reported_plan(dataset: str = "mnist") -> StudyPlan:
    """The plan of REPORTED."""
    return plan_study(REPORTED + RUBRIC, SEEDS, dataset, "reported")


@cache
def reported_paper(dataset: str = "mnist") -> Paper:
    """The paper of REPORTED."""
    return paper_of(reported_plan(dataset), REPORTED + RUBRIC)


def accuracy(place: int, turn: int) -> float:
    """Test accuracy of the cell at a place of the plan, with the seed at a turn."""
    return 0.5 + place / 64 + turn / 16


def leave_study(results: Path, plan: StudyPlan, paper: Paper | None = None, seed: int = 0) -> Material:
    """Write what training and evaluation would have left of REPORTED under `results`; `seed` decides the images."""
    cells, seeds = range(len(plan.cells)), range(len(plan.seeds))
    labels, _ = images_with({}, PER_CLASS)
    logits = [logits_of(images_with(errors, PER_CLASS)[1]) for errors in ERRORS[: len(plan.seeds)]]
    curves = [[[1.0, 0.5, 0.25][: 3 - turn] for turn in seeds] for _ in cells]
    evidence = leave_results(
        results,
        plan,
        trials={
            "test_accuracy": [[accuracy(place, turn) for turn in seeds] for place in cells],
            "val_accuracy": [[accuracy(place, turn) for turn in seeds] for place in cells],
            "test_errors": [[30 - place - turn for turn in seeds] for place in cells],
            "first_epoch_at_target": [[2 + turn if place else None for turn in seeds] for place in cells],
            "epochs_run": [[3 - turn for turn in seeds] for _ in cells],
            "train_total_loss": [[10.5 + turn for turn in seeds] for _ in cells],
            "train_accuracy": [[0.75 + turn / 8 for turn in seeds] for _ in cells],
            "test_loss": [[0.5 + turn for turn in seeds] for _ in cells],
            "average_accuracy": [[0.625 for _ in seeds] for _ in cells],
        },
        epochs={
            "train_loss": curves,
            "test_loss": [[[2 * value for value in curve] for curve in by_seed] for by_seed in curves],
            "test_accuracy": [[[1 - value / 2 for value in curve] for curve in by_seed] for by_seed in curves],
        },
        labels=labels,
        logits=[logits for _ in cells],
        images=seed,
        models=models_of(plan, seed),
    )
    for place, cell in enumerate(plan.cells):
        for trial_seed in plan.seeds:
            steps = [(3.0 + trial_seed) / step for step in range(1, 41)]
            record = trial_record(cell.digest, 60.0 * (place + 1))
            metrics = {"val_accuracy": accuracy(place, plan.seeds.index(trial_seed))}
            leave_training_evidence(results, cell, trial_seed, record, metrics, steps=steps)
    return Material(evidence, paper or reported_paper(plan.dataset))


def leave_records(results: Path, plan: StudyPlan) -> None:
    """Write what steps compare the files of `leave_study` with."""
    files = Results(results)
    left = {
        f"measure/{plan.name}": Evaluation(files.evaluation(plan.name)).files,
        f"evaluate/{plan.name}": test_evidence(plan, files),
        "excerpt": [files.images(plan.excerpt)],
    }
    for job, made in left.items():
        write_record(files.record(job), {FILES: checksums(made, results)})


def models_of(plan: StudyPlan, seed: int) -> dict[str, nn.Module]:
    """A network for each cell, whose weights a seed decides."""
    torch.manual_seed(seed)
    return {cell.name: network_of(cell) for cell in plan.cells}


def networks_of(plan: StudyPlan, seed: int) -> dict[str, dict[str, torch.Tensor]]:
    """The weights of the same networks, by the names that a paper gives to cells too."""
    models = models_of(plan, seed)
    return {name: models[named.cell].state_dict() for name, named in plan.names.items()}


def images_of(material: Material, part: str) -> dict[str, torch.Tensor]:
    """The images and labels that `leave_study` wrote."""
    return load_file(material.evidence.results.root / f"{part}.safetensors")


def network_of(cell: Cell) -> nn.Module:
    """A cell's network with fresh weights."""
    return MODELS.parse(cell.settings["model"]).build(cell.settings["image_shape"], cell.settings["classes"])


def trial_record(digest: str, seconds: float) -> dict[str, Any]:
    """What a trial's job records of it; every trial of the first minute's length ran on a GPU."""
    on_gpu = seconds == 60
    return {
        "digest": digest,
        "device": "cuda" if on_gpu else "cpu",
        "gpu": {"name": "NVIDIA H200"} if on_gpu else None,
        "processor": "AMD EPYC",
        "torch_threads": 1 if on_gpu else 2,
        "seconds": seconds,
        "images_per_second": 1000.0,
        "peak_memory_mib": 500 + round(seconds),
        "started": "2026-01-02T03:04:05+00:00",
        "interruptions": 1 if on_gpu else 0,
        "python": "3.11.7",
        "versions": {"torch": "2.13.0"},
    }


def leave_presented(results: Path, plan: StudyPlan, paper: Paper | None = None) -> StudyContents:
    """Write all that a study's part of the page is made of under `results`, with figures of one word."""
    material, files = leave_study(results, plan, paper), Results(results)
    select(plan, files)
    judge(material, files.selection(plan.name), files.claims(plan.name), files.metrics(plan.name))
    tabulate(material, files)
    for identifier, figure in material.paper.figures.items():
        write_text(files.figure(plan.name, identifier, "svg"), f"<svg><text>{identifier}</text></svg>")
        rows = figure.rows(material).to_csv(index=False, lineterminator="\n")
        write_text(files.figure(plan.name, identifier, "csv"), rows)
    for step in ("measure", "tabulate", "draw"):
        write_json(files.record(f"{step}/{plan.name}"), {"code": f"{step}'s code"})
    return StudyContents(plan, material.paper, results)


def draw(spec: Any, material: Material) -> Figure:
    """The figure of a specification, given as in a paper."""
    figure = FIGURES.parse(parsed(spec) if isinstance(spec, str) else spec)
    return figure.draw(figure.rows(material), material)


def draw_of(material: Material, identifier: str) -> Figure:
    """A figure of the material's study."""
    figure = material.paper.figures[identifier]
    return figure.draw(figure.rows(material), material)


def small_material(folder: Path, plan: StudyPlan, paper: Paper, **results: Any) -> Material:
    """Results of a small study (the keywords of `leave_results`)."""
    return Material(leave_results(folder, plan, **results), paper)


def texts_of(axes: Axes) -> list[str]:
    """The words that are written into a chart."""
    return [text.get_text() for text in axes.texts]
