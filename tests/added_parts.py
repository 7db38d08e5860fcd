"""What docs/add-a-part.md adds, used. test_docs_examples.py runs this in a copy of the package that has the parts."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import restudy
from blocks_fixture import trained
from docs_pages import blocks
from restudy.augmentations import AUGMENTATIONS
from restudy.core_yaml import parse_yaml
from restudy.data.download import check_archives, download
from restudy.data.unpack import unpack
from restudy.datasets import dataset_named
from restudy.evidence.material import Material
from restudy.formats import Unit
from restudy.losses import LOSSES
from restudy.metric import TrialRecords
from restudy.metrics import METRICS
from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.papers.items import FIGURES, TABLES
from restudy.papers.reading import parse_paper
from restudy.params.merge import merge
from restudy.params.settings import TrialSettings
from restudy.plan.plan import Plan
from restudy.schedules import SCHEDULES
from restudy.training.loop import Images, Observer
from results_fixture import find, leave_results, small_paper, small_plan

YAML = blocks("docs/add-a-part.md", "yaml")
SETTINGS = [parse_yaml(block.text, block.place).content for block in YAML if block.place.endswith("in settings")]
PAPERS = [block for block in YAML if block.place.startswith("papers/")]
MLP = {"name": "mlp", "hidden": [16]}
ACCURACIES = [[0.9, 0.8], [0.4, 0.3], [0.5, 0.5], [0.6, 0.6]]


def test_this_is_the_copy() -> None:
    assert Path(restudy.__file__).is_relative_to(Path.cwd())


def test_no_cell_has_another_name(mnist_plan: Plan) -> None:
    assert [list(key) for key in mnist_plan.cells] == json.loads(Path("cells.json").read_text(encoding="utf-8"))


def test_the_network_has_a_weight_for_each_pixel_and_class() -> None:
    network = MODELS.parse({"name": "linear"}).build((1, 28, 28), 10)
    assert sum(parameter.numel() for parameter in network.parameters()) == 784 * 10 + 10
    assert network(torch.rand(3, 1, 28, 28)).shape == (3, 10)


def test_the_optimizer_steps_by_the_sign_of_its_mean() -> None:
    weight = nn.Parameter(torch.tensor([1.0, -1.0]))
    optimizer: Any = OPTIMIZERS.parse({"name": "lion", "lr": 0.1}).build([weight])
    steps = []
    for gradient in ([2.0, -3.0], [-30.0, -1.0]):

        def closure(gradient: list[float] = gradient) -> Tensor:
            weight.grad = torch.tensor(gradient)
            return torch.zeros(())

        optimizer.step(closure)
        steps.append(weight.tolist())
    # Means of 0.02 and -0.03 after one step; 0.9 × 0.02 - 0.1 × 30 and 0.9 × -0.03 - 0.1 × 1 are below zero.
    assert steps == [pytest.approx([0.9, -0.9]), pytest.approx([1.0, -0.8])]
    assert optimizer.state_dict()["state"][0]["mean"].tolist() == pytest.approx([-0.2802, -0.0397])


def test_the_schedule_falls_with_the_root() -> None:
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.3)
    schedule = SCHEDULES.parse({"name": "inverse_root"}).build(optimizer, 9)
    rates = []
    for _ in range(9):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    assert (rates[0], rates[3], rates[8]) == pytest.approx((0.3, 0.15, 0.1))


def test_the_loss_is_a_squared_distance() -> None:
    logits = torch.tensor([[0.0, 0.0], [0.0, 3.0]]).log_softmax(dim=1)
    second = float(torch.tensor(3.0).sigmoid())
    expected = (0.5 + 2 * (1 - second) ** 2) / 2
    assert float(LOSSES.parse({"name": "brier"}).build()(logits, torch.tensor([0, 1]))) == pytest.approx(expected)


def test_the_augmentation_turns_about_half_of_the_images() -> None:
    change, images = AUGMENTATIONS.parse({"name": "mirror"}).build(), torch.rand(200, 1, 2, 3)
    once, again = (change(images, torch.Generator().manual_seed(1)) for _ in range(2))
    assert torch.equal(once, again)
    turned = [torch.equal(new, old.flip(-1)) for new, old in zip(once, images, strict=True)]
    kept = [torch.equal(new, old) for new, old in zip(once, images, strict=True)]
    assert 70 < sum(turned) < 130
    assert sum(turned) + sum(kept) == 200


def test_the_data_set_is_read_from_a_folder(tmp_path: Path) -> None:
    letters, raw = dataset_named("letters"), tmp_path / "raw"
    download(letters, raw, Path("archives"))
    check_archives(letters, raw)
    unpack(letters, raw, tmp_path / "train.safetensors", tmp_path / "test.safetensors")
    (images, labels), (_, test_labels) = letters.read(raw)
    assert (images.shape, images.dtype) == ((600, *letters.image_shape), torch.uint8)
    assert (len(labels), len(test_labels)) == (letters.train_size, letters.test_size)


def test_the_metric_is_the_last_epoch_s_loss() -> None:
    records = TrialRecords({}, [{"val_loss": 0.5}, {"val_loss": 0.25}], [], {})
    assert METRICS["last_val_loss"].value(records) == 0.25


@pytest.mark.parametrize(
    ("times", "expected"), [(2, {0: True, 1: True}), (2.5, {0: False, 1: True}), (3, {0: False, 1: False})]
)
def test_the_claim_compares_so_many_times_a_number(tmp_path: Path, times: float, expected: dict[int, bool]) -> None:
    claim = f"{{kind: ratio, cells: [one, two], metric: test_accuracy, times: {times}}}"
    found = find(tmp_path, small_plan(seeds=(0, 1)), claim, trials={"test_accuracy": ACCURACIES})
    assert found.holds == expected
    assert [margin.first.quantity.metric for margin in found.margins] == ["test_accuracy"]


def test_the_table_has_a_row_for_each_seed(tmp_path: Path) -> None:
    plan, paper = small_plan(seeds=(0, 1)), small_paper(seeds=(0, 1))
    evidence = leave_results(tmp_path, plan, trials={"test_accuracy": ACCURACIES})
    table: Any = TABLES.parse({"kind": "seeds", "title": "One", "cell": "one", "metric": "test_accuracy"})
    text = table.rows(Material(evidence, paper)).to_csv()
    assert list(csv.reader(text.splitlines())) == [["seed", "test_accuracy"], ["0", "0.9"], ["1", "0.8"]]


def test_the_figure_has_a_bar_for_each_cell(tmp_path: Path) -> None:
    plan, paper = small_plan(seeds=(0, 1)), small_paper(seeds=(0, 1))
    material = Material(leave_results(tmp_path, plan, trials={"test_accuracy": ACCURACIES}), paper)
    figure: Any = FIGURES.parse({"kind": "bars", "title": "T", "cells": ["one", "three"], "metric": "test_accuracy"})
    rows = figure.rows(material)
    assert rows.to_dict("list") == {"cell": ["one", "three"], "mean": pytest.approx([0.85, 0.5])}
    heights = [bar.get_height() for bar in figure.draw(rows, material).axes[0].patches]
    assert heights == pytest.approx([0.85, 0.5])
    assert figure.words(rows, plan, paper) == f"{METRICS['test_accuracy'].title}: one 85.00\u00a0%, three 50.00\u00a0%."
    assert METRICS["test_accuracy"].unit == Unit.SHARE


@pytest.mark.parametrize(
    "change", [*SETTINGS, {"model": {"name": "linear"}}, {"optimizer": {"name": "lion", "lr": 0.01}}]
)
def test_what_is_shown_in_settings_trains(
    trial_settings: dict[str, Any], train_images: Images, val_images: Images, change: dict[str, Any]
) -> None:
    settings = merge(trial_settings, {"model": MLP, "schedule": {"name": "inverse_root", "by": "step"}}, change)
    assert TrialSettings.model_validate(settings)
    epochs = trained(settings, 0, train_images, val_images, Observer()).fit.history
    assert epochs[-1]["train_loss"] < epochs[0]["train_loss"]


@pytest.mark.parametrize("block", PAPERS, ids=[block.text.split()[2] for block in PAPERS])
def test_what_is_shown_of_a_paper_fits_its_study(mnist_plan: Plan, block: Any) -> None:
    study = mnist_plan.studies[Path(block.place).stem]
    content = parse_yaml(block.text, block.place).content
    paper = parse_paper(content, study)
    ((part, items),) = content.items()
    assert items.keys() <= getattr(paper, part).keys()
