"""Evidence made by hand, in the files that training, the data and the test images leave."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from restudy.array_files import write_arrays
from restudy.data.arrays import write_images
from restudy.data.excerpt import excerpt
from restudy.evaluation.trial import TestImages, evidence_of
from restudy.layout import WEIGHTS_SUM, Results
from restudy.plan.cells import Cell
from restudy.plan.plan import StudyPlan
from restudy.store.training_evidence import write_training_evidence

Pictures = NDArray[np.uint8]
NO_WEIGHTS = "0" * 64


def leave_images(results: Path, plan: StudyPlan, labels: Sequence[int], seed: int | None = None) -> Pictures:
    """Leave labels, and images whose pixels a seed decides, or black ones; training's are the other way round.

    Returns:
        The test images.
    """
    classes, shape = plan.cells[0].settings["classes"], plan.cells[0].settings["image_shape"]
    for part, turned in (("train", [*labels][::-1]), ("test", [*labels])):
        pictures = torch.zeros(len(labels), *shape, dtype=torch.uint8)
        if seed is not None:
            pictures.random_(0, 256, generator=torch.Generator().manual_seed(seed + len(part)))
        write_images(results / f"{part}.safetensors", pictures, torch.tensor(turned, dtype=torch.int64))
    kept = excerpt(results / "train.safetensors", results / "test.safetensors", classes)
    write_arrays(Results(results).images(plan.excerpt), kept)
    return pictures.numpy()


def leave_test_evidence(
    results: Path,
    cell: Cell,
    seed: int,
    logits: NDArray[np.float32],
    labels: Sequence[int],
    pictures: Pictures | None = None,
    model: nn.Module | None = None,
    diverged: int = 0,
) -> None:
    """Leave what the test images would give of a trial with such logits, [N, classes]; NaN is a divergence."""
    shape = cell.settings["image_shape"]
    shown = np.zeros((len(labels), *shape), dtype=np.uint8) if pictures is None else pictures
    test = TestImages(torch.from_numpy(shown), torch.empty(0), torch.tensor([*labels], dtype=torch.int64))
    if diverged or not np.isfinite(logits).all():
        evidence: dict[str, Any] = {"diverged_in_epoch": np.array(diverged or 1)}
    else:
        evidence = evidence_of(torch.from_numpy(logits), [], model or nn.Identity(), test)
    path = Results(results).test_evidence(cell.study, cell.name, seed, cell.evaluation)
    write_arrays(path, {**evidence, WEIGHTS_SUM: np.array(NO_WEIGHTS)})


def leave_training_evidence(
    results: Path,
    cell: Cell,
    seed: int,
    run: Mapping[str, Any] | None = None,
    metrics: Mapping[str, Any] | None = None,
    history: Mapping[str, Sequence[Any]] | None = None,
    steps: Sequence[float] = (),
) -> None:
    """Leave what training a trial would leave without its weights."""
    content = {"digest": cell.digest, "seed": seed, "settings": dict(cell.given)}
    content |= {"metrics": {"diverged_in_epoch": None} | dict(metrics or {}), "history": dict(history or {})}
    content |= {"steps": [*steps], "run": {"files": {"checkpoint.safetensors": NO_WEIGHTS}} | dict(run or {})}
    write_training_evidence(Results(results).training_evidence(cell.study, cell.name, seed), content)
