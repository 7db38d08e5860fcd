"""Every trial on the test images, against PyTorch's, scikit-learn's and scipy's own functions: evidence and numbers."""

import shutil
from itertools import product
from math import nan
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from scipy.special import logsumexp
from sklearn.metrics import accuracy_score
from torch import Tensor, nn

from blocks_fixture import build
from restudy.array_files import read_arrays, write_arrays
from restudy.data.arrays import write_images, write_tensors
from restudy.data.excerpt import excerpt
from restudy.data.origin import IMAGE_FILES, write_origin
from restudy.evaluation.evaluate import evaluate
from restudy.evidence.measure import EPOCH_COLUMNS, TRIAL_COLUMNS, measure
from restudy.evidence.of_test import OfTest
from restudy.layout import Results
from restudy.metrics import METRICS
from restudy.pictures_kept import WRONG_PICTURES
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.records import write_csv, write_json
from restudy.store.training_evidence import training_evidence, write_training_evidence
from restudy.store.trial_files import write_run
from restudy.training.loop import HISTORY_COLUMNS
from results_fixture import plan_study

# What differs between training and evaluating a network, and pixels of its own for each variant.
STUDY = """
variants:
  dropped:
    settings:
      keep: [epoch_weights, first_epoch_steps]
      model:
        name: cnn
        channels: [3]
        kernel: 3
        padding: [1]
        pool: max
        pool_size: 7
        hidden: [5]
        dropout: 0.5
        batch_norm: {position: before_relu, momentum: 0.1, eps: 1.0e-5}
  raw:
    settings: {keep: [], pixels: {scale: 1, mean: 0, std: 1}, model: {name: mlp, hidden: [4]}}
target_accuracy: 0.05
"""
IMAGES = 37  # two batches of 16 and a rest of 5
SEEDS = (0, 5)
# Of a loss, of which evidence has 16 binary digits.
ROUNDING = 1e-4
PIXELS = {"dropped": (255, 0.5, 0.25), "raw": (1, 0, 1)}


@pytest.fixture
def plan() -> StudyPlan:
    return plan_study(STUDY, SEEDS)


@pytest.fixture
def image_file(tmp_path: Path) -> Path:
    """Test images whose labels lack the last class, and training images that nobody looks at."""
    generator = torch.Generator().manual_seed(1)
    images = torch.randint(0, 256, (IMAGES, 1, 28, 28), generator=generator, dtype=torch.uint8)
    for name in IMAGE_FILES:
        write_images(tmp_path / name, images, torch.arange(IMAGES) % 9)
    write_origin(tmp_path, "mnist")
    return tmp_path / "test.safetensors"


def network(cell: Cell, seed: int) -> nn.Module:
    """A network whose weights, running statistics too, differ by seed."""
    torch.manual_seed(seed)
    model = build(cell.settings["model"], cell.settings["image_shape"], cell.settings["classes"])
    for name, buffer in model.named_buffers():
        if "running" in name:
            buffer.uniform_(0.5, 1.5)
    return model


def weights_by_epoch(cell: Cell, seed: int) -> list[dict[str, Tensor]]:
    """The weights of two epochs; a trial ends with those of the first, as after early stopping."""
    return [network(cell, 10 * (seed + 1) + epoch).state_dict() for epoch in range(2)]


def leave_trial(folder: Path, cell: Cell, seed: int, weights: list[dict[str, Tensor]], **metrics: Any) -> None:
    """The files of a trial in a data set's results, and its evidence of training."""
    trial = Results(folder).trial(cell.study, cell.name, seed)
    history = [
        {"epoch": epoch, "train_loss": 1 / epoch, "train_accuracy": 0.5, "val_loss": None, "val_accuracy": None}
        | {"val_total_loss": None}
        for epoch in (1, 2)
    ]
    write_json(trial / "config.json", dict(cell.given) | {"seed": seed})
    write_csv(trial / "history.csv", history, HISTORY_COLUMNS)
    kept = "epoch_weights" in cell.settings["keep"]
    steps = [{"step": step, "train_loss": 0.1} for step in range(1, 61)] if kept else []
    write_csv(trial / "steps.csv", steps, ("step", "train_loss"))
    numbers: dict[str, Any] = {
        "train_loss": 0.4,
        "train_accuracy": 0.5,
        "train_total_loss": 4.0,
        "best_epoch": 1,
        "epochs_run": 2,
    }
    numbers |= {"parameters": {"trainable": 7, "non_trainable": 0}, "diverged_in_epoch": None}
    write_json(trial / "metrics.json", metrics or numbers)
    write_tensors(trial / "checkpoint.safetensors", weights[0] if weights else {})
    by_epoch = enumerate(weights, start=1) if kept else []
    write_tensors(trial / "epochs.safetensors", {f"{epoch}/{name}": w[name] for epoch, w in by_epoch for name in w})
    write_run(trial, cell.digest, seed, {"seconds": 1.0})
    evidence = Results(folder).training_evidence(cell.study, cell.name, seed)
    write_training_evidence(evidence, training_evidence(trial, cell.digest, seed))


def leave_evaluated(folder: Path, plan: StudyPlan, image_file: Path) -> Path:
    """Evaluate and measure the trials of a folder, and return that of their numbers."""
    results = Results(folder)
    evaluate(plan, results, image_file)
    kept = excerpt(image_file.with_name("train.safetensors"), image_file, 10)
    write_arrays(results.images(plan.excerpt), kept)
    measure(plan, results)
    return results.evaluation(plan.name)


@pytest.fixture
def output(tmp_path: Path, plan: StudyPlan, image_file: Path) -> Path:
    """The folder of the trials' numbers."""
    for cell in plan.cells:
        for seed in plan.seeds:
            leave_trial(tmp_path, cell, seed, weights_by_epoch(cell, seed))
    return leave_evaluated(tmp_path, plan, image_file)


def logits_of(cell: Cell, weights: dict[str, Tensor], image_file: Path) -> Tensor:
    """What the network says of all test images at once, its pixels worked out anew."""
    scale, mean, std = PIXELS[cell.variant]
    model = network(cell, 0)
    model.load_state_dict(weights)
    pixels = (load_file(image_file)["images"].double().numpy() / scale - mean) / std
    with torch.no_grad():
        return model.eval()(torch.from_numpy(pixels).float())


def trials(output: Path) -> pd.DataFrame:
    return pd.read_csv(output / "trials.csv").set_index(["variant", "seed"])


def test_tables_have_a_row_for_each_trial_and_epoch(output: Path, plan: StudyPlan) -> None:
    read = pd.read_csv(output / "trials.csv")
    assert tuple(read.columns) == TRIAL_COLUMNS
    assert [*zip(read["variant"], read["seed"], strict=True)] == [
        ("dropped", 0),
        ("dropped", 5),
        ("raw", 0),
        ("raw", 5),
    ]
    assert list(read["cell"].unique()) == [cell.name for cell in plan.cells]
    epochs = pd.read_csv(output / "epochs.csv")
    assert tuple(epochs.columns) == EPOCH_COLUMNS
    assert list(epochs["epoch"]) == [1, 2] * 4


def test_logits_are_those_of_the_final_weights_in_evaluation_mode(
    output: Path, plan: StudyPlan, image_file: Path
) -> None:
    for cell in plan.cells:
        for seed in SEEDS:
            file = Results(output.parents[1]).predictions(plan.name, cell.name, seed)
            expected = logits_of(cell, weights_by_epoch(cell, seed)[0], image_file)
            # Sums over pixels of up to 255 round by 1e-5, otherwise on each processor.
            torch.testing.assert_close(load_file(file)["logits"], expected, rtol=1e-5, atol=1e-4)


def test_numbers_are_scikit_learn_s_and_scipy_s(output: Path, plan: StudyPlan, image_file: Path) -> None:
    labels = np.arange(IMAGES) % 9
    for cell in plan.cells:
        for seed in SEEDS:
            logits = logits_of(cell, weights_by_epoch(cell, seed)[0], image_file).double().numpy()
            found, predictions = trials(output).loc[(cell.variant, seed)], logits.argmax(axis=1)
            losses = logsumexp(logits, axis=1) - logits[np.arange(IMAGES), labels]
            assert found["test_accuracy"] == pytest.approx(accuracy_score(labels, predictions), abs=1e-12)
            assert found["test_errors"] == IMAGES - accuracy_score(labels, predictions, normalize=False)
            assert found["test_loss"] == pytest.approx(losses.mean(), rel=ROUNDING)
            total = losses[:16].mean() + losses[16:32].mean() + losses[32:].mean()
            assert found["test_total_loss"] == pytest.approx(total, rel=ROUNDING)


def test_each_epoch_is_measured_with_its_own_weights(output: Path, plan: StudyPlan, image_file: Path) -> None:
    epochs = pd.read_csv(output / "epochs.csv").set_index(["cell", "seed", "epoch"])
    labels, cell = torch.arange(IMAGES) % 9, plan.cells[0]
    for seed in SEEDS:
        for epoch, weights in enumerate(weights_by_epoch(cell, seed), start=1):
            logits, row = logits_of(cell, weights, image_file), epochs.loc[(cell.name, seed, epoch)]
            assert row["test_loss"] == pytest.approx(float(F.cross_entropy(logits, labels)), rel=1e-4)
            assert row["test_accuracy"] == pytest.approx(accuracy_score(labels, logits.argmax(1)), abs=1e-12)
    assert epochs.loc[(cell.name, 0, 1), "test_loss"] != epochs.loc[(cell.name, 0, 2), "test_loss"]


def test_history_stands_beside_the_test_numbers(output: Path, plan: StudyPlan) -> None:
    epochs = pd.read_csv(output / "epochs.csv").set_index(["cell", "seed", "epoch"])
    assert list(epochs["train_loss"]) == [1.0, 0.5] * 4
    assert epochs["val_loss"].isna().all()
    assert epochs.loc[plan.cells[1].name, "test_loss"].isna().all()


def test_what_follows_from_epochs_and_steps_is_in_the_row(output: Path) -> None:
    """The variant that keeps its epochs' weights and first steps has these numbers, the other has none."""
    kept, other = trials(output).loc[("dropped", 0)], trials(output).loc[("raw", 0)]
    assert (kept["settling_step"], kept["first_epoch_roughness"]) == (50, 0)
    assert kept["best_test_accuracy"] >= kept["test_accuracy"]
    for name in ("settling_step", "first_epoch_roughness", "best_test_accuracy", "first_epoch_at_target"):
        assert np.isnan(other[name])


def files_of(folder: Path) -> dict[str, bytes]:
    """What evaluation and measuring left, by its place."""
    kinds = [Path(folder) / kind for kind in ("evidence/test", "predictions", "evaluation")]
    found = (path for kind in kinds for path in kind.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_equal_trials_leave_equal_bytes(output: Path, plan: StudyPlan, image_file: Path, tmp_path: Path) -> None:
    before = files_of(tmp_path)
    assert len(before) == 4 + 5 + 2
    for kind in ("evidence/test", "predictions", "evaluation"):
        shutil.rmtree(tmp_path / kind)
    leave_evaluated(tmp_path, plan, image_file)
    assert files_of(tmp_path) == before


def test_what_is_evaluated_is_not_evaluated_again(output: Path, plan: StudyPlan, tmp_path: Path) -> None:
    """Neither weights nor images are needed."""
    before = files_of(tmp_path)
    shutil.rmtree(tmp_path / "cells")
    evaluate(plan, Results(tmp_path), tmp_path / "nowhere")
    assert files_of(tmp_path) == before


def test_an_added_seed_is_all_that_is_evaluated(
    output: Path, image_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = plan_study(STUDY, (*SEEDS, 6))
    before = files_of(tmp_path)
    shutil.rmtree(tmp_path / "cells")
    for cell in plan.cells:
        leave_trial(tmp_path, cell, 6, weights_by_epoch(cell, 6))
    capsys.readouterr()
    evaluate(plan, Results(tmp_path), image_file)
    said = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in said] == [f"{cell.name} seed 6" for cell in plan.cells]
    after = files_of(tmp_path)
    assert {name for name in before if after[name] != before[name]} == {f"predictions/{plan.name}.json"}


def test_evidence_of_other_weights_is_replaced(output: Path, plan: StudyPlan, image_file: Path, tmp_path: Path) -> None:
    """As where trials were trained again on another processor."""
    cell, results = plan.cells[0], Results(tmp_path)
    leave_trial(tmp_path, cell, 0, weights_by_epoch(cell, 5))
    file = results.test_evidence(cell.study, cell.name, 0, cell.evaluation)
    assert evaluate(plan, results, image_file) == [file]
    other = read_arrays(results.test_evidence(cell.study, cell.name, 5, cell.evaluation))
    assert {name: array.tobytes() for name, array in read_arrays(file).items() if "weights" not in name} == {
        name: array.tobytes() for name, array in other.items() if "weights" not in name
    }
    assert evaluate(plan, results, tmp_path / "nowhere") == []


def test_predictions_that_are_not_here_are_made_again_where_asked(
    output: Path, plan: StudyPlan, image_file: Path, tmp_path: Path
) -> None:
    before = files_of(tmp_path)
    shutil.rmtree(tmp_path / "predictions")
    evaluate(plan, Results(tmp_path), image_file)
    assert not (tmp_path / "predictions").exists()
    evaluate(plan, Results(tmp_path), image_file, predictions=True)
    assert files_of(tmp_path) == before


def test_evidence_has_what_is_shown_of_images_and_filters(
    output: Path, plan: StudyPlan, image_file: Path, tmp_path: Path
) -> None:
    images, labels = load_file(image_file)["images"].numpy(), np.arange(IMAGES) % 9
    for cell, seed in product(plan.cells, SEEDS):
        weights = weights_by_epoch(cell, seed)[0]
        test = OfTest.read(Results(tmp_path).test_evidence(cell.study, cell.name, seed, cell.evaluation), labels, 10)
        logits = logits_of(cell, weights, image_file).double()
        wrong = np.flatnonzero(logits.argmax(1).numpy() != labels)
        np.testing.assert_array_equal(test.wrong_pictures, images[wrong[:WRONG_PICTURES]])
        np.testing.assert_allclose(test.wrong_probabilities, logits.softmax(1).numpy()[wrong], rtol=3e-4, atol=1e-30)
        np.testing.assert_array_equal(test.wrong_second, logits.numpy().argsort(axis=1)[wrong, -2])
        if "blocks.0.0.weight" in weights:
            assert test.filters is not None
            for found, name in zip(test.filters, ("weight", "bias"), strict=True):
                np.testing.assert_allclose(found, weights[f"blocks.0.0.{name}"].numpy(), rtol=1e-3, atol=1e-6)
        else:
            assert test.filters is None


def broken(weights: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights of which none is a number."""
    return {
        name: torch.full_like(value, nan) if value.is_floating_point() else value for name, value in weights.items()
    }


def assert_without_numbers(folder: Path, plan: StudyPlan, epoch: int) -> None:
    """No trial has a metric but what is the same in every run, nor a logit."""
    found = pd.read_csv(folder / "trials.csv")
    assert list(found["diverged_in_epoch"]) == [epoch] * len(plan.cells)
    exact = [name for name, metric in METRICS.items() if metric.exact]
    assert found[exact].notna().all(axis=None)
    assert found[[name for name in METRICS if name not in exact]].isna().all(axis=None)
    for cell in plan.cells:
        file = Results(folder.parents[1]).predictions(plan.name, cell.name, 0)
        assert load_file(file)["logits"].shape == (0, 10)
    assert pd.read_csv(folder / "epochs.csv")[["test_loss", "test_accuracy"]].isna().all(axis=None)


def test_a_trial_that_diverged_in_training_has_no_numbers(tmp_path: Path, image_file: Path) -> None:
    """Its epochs before are kept as they were."""
    plan = plan_study(STUDY, (0,))
    for cell in plan.cells:
        leave_trial(tmp_path, cell, 0, [], diverged_in_epoch=3, parameters={"trainable": 7})
    folder = leave_evaluated(tmp_path, plan, image_file)
    assert_without_numbers(folder, plan, 3)
    assert list(pd.read_csv(folder / "epochs.csv")["train_loss"]) == [1.0, 0.5] * len(plan.cells)


def test_a_trial_whose_test_logits_are_no_numbers_diverged_in_the_epoch_of_its_weights(
    tmp_path: Path, image_file: Path
) -> None:
    plan = plan_study(STUDY, (0,))
    for cell in plan.cells:
        leave_trial(tmp_path, cell, 0, [broken(state) for state in weights_by_epoch(cell, 0)])
    assert_without_numbers(leave_evaluated(tmp_path, plan, image_file), plan, 1)


def test_an_epoch_whose_weights_are_no_numbers_has_no_test_numbers(tmp_path: Path, image_file: Path) -> None:
    plan = plan_study(STUDY, (0,))
    for cell in plan.cells:
        first, second = weights_by_epoch(cell, 0)
        leave_trial(tmp_path, cell, 0, [first, broken(second)])
    folder = leave_evaluated(tmp_path, plan, image_file)
    epochs = pd.read_csv(folder / "epochs.csv").set_index(["cell", "epoch"])
    assert epochs["test_accuracy"].notna().to_dict() == {
        (cell.name, epoch): "epoch_weights" in cell.settings["keep"] and epoch == 1
        for cell in plan.cells
        for epoch in (1, 2)
    }
    assert trials(folder)["diverged_in_epoch"].isna().all()
