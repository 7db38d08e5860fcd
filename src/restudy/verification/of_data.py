"""What is expected of a data set's archives, images and splits."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from safetensors.numpy import save

from restudy.data.origin import IMAGE_FILES
from restudy.data.split import split_indices
from restudy.datasets import dataset_named
from restudy.freshness.files import archive_files, data_files, image_files
from restudy.layout import LAST_FILE, Data, Results
from restudy.plan.cells import DIGEST_LENGTH
from restudy.plan.plan import Plan
from restudy.provenance import digest
from restudy.verification.gathered import Gathered


def gather_data(plan: Plan, others: Mapping[str, Mapping[str, int]], gathered: Gathered) -> None:
    """Gather what is expected of data.

    Args:
        plan: the plan.
        others: divisions of the training images that trials of other plans were trained on, by the name's ending.
        gathered: takes it.
    """
    trained = _trained_splits(plan)
    _gather_archives(plan.params.dataset, gathered, made=bool(trained))
    _gather_images(plan, gathered, made=bool(trained))
    data = Data.of(plan.params.dataset)
    for name, division in plan.splits.items():
        file = data.split(name)
        if file.exists() or (name in trained and not gathered.is_elsewhere(file)):
            _expect_split(plan.params.dataset, file, division, gathered)
        else:
            gathered.lack([file])
    for file in sorted(data.split("*").parent.glob(data.split("*").name)):
        other = others.get(file.stem.rpartition("-")[2])
        if file not in gathered.known and other:
            _expect_split(plan.params.dataset, file, other, gathered)


def ending_of(division: Mapping[str, int]) -> str:
    """How the name of a division's file ends."""
    return digest(dict(division))[:DIGEST_LENGTH]


def _trained_splits(plan: Plan) -> set[str]:
    """The splits that trials which are there were trained on."""
    results = Results.of(plan.params.dataset)
    return {
        cell.split
        for cell in plan.cells.values()
        if any((results.trial(cell.study, cell.name, seed) / LAST_FILE).is_file() for seed in cell.seeds)
    }


def _gather_archives(dataset: str, gathered: Gathered, made: bool) -> None:
    data = Data.of(dataset)
    made = made or any(file.exists() for file in (*image_files(dataset), data.origin))
    for file in archive_files(dataset):
        if made or file.exists():
            gathered.expect(file, dataset_named(dataset).archives[file.name], "its md5 sum", "md5")
        else:
            gathered.lack([file])


def _gather_images(plan: Plan, gathered: Gathered, made: bool) -> None:
    dataset = dataset_named(plan.params.dataset)
    data, images = Data.of(dataset.name), image_files(dataset.name)
    gathered.known.update(data_files(plan))
    made = made or any(file.exists() for file in (*images, data.origin, *map(data.split, plan.splits)))
    if not made or gathered.is_elsewhere(data.origin):
        gathered.lack([*images, data.origin])
        return
    content = gathered.read(data.origin, images)
    if content is None:
        return
    if content.get("dataset") != dataset.name:
        gathered.find(data.origin, "foreign", f"it does not speak of {dataset.name}")
        gathered.unrecorded.update(images)
        return
    gathered.expect_all(content, data.origin, data.root)
    for name, size in zip(IMAGE_FILES, (dataset.train_size, dataset.test_size), strict=True):
        gathered.shapes[data.root / name] = {"images": (size,), "labels": (size,)}


def _expect_split(dataset: str, file: Path, division: Mapping[str, int], gathered: Gathered) -> None:
    sizes = division["train"], division["val"]
    train, val = split_indices(dataset_named(dataset).train_size, sizes, division["seed"])
    made_again = hashlib.sha256(save({"train": train, "val": val})).hexdigest()
    gathered.expect(file, made_again, f"the split that seed {division['seed']} gives")
