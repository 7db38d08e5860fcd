"""Cells: their number, order, names and digests."""

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from restudy.datasets import DATASETS, Dataset, dataset_named
from restudy.params.merge import merge, nested
from restudy.params.params import Split, parse_params
from restudy.plan.cells import Cell, expand, split_name, split_on
from restudy.plan.plan import Plan

Content = dict[str, Any]
MNIST, DIGITS = dataset_named("mnist"), dataset_named("digits")
VARIANTS: dict[str, Content] = {
    "mlp": {"name": "mlp", "hidden": [8]},
    "cnn": {"name": "cnn", "channels": [4], "kernel": 3, "padding": [1], "pool": "max"},
    "lstm": {"name": "lstm", "hidden": 8, "layers": 1},
}
DEFAULTS = {
    "split": "whole",
    "pixels": {"scale": 255, "mean": 0, "std": 1},
    "optimizer": {"name": "adam", "lr": 0.001},
    "batch_size": 64,
    "evaluation_batch_size": 1000,
    "epochs": 2,
    "early_stopping": None,
    "keep": [],
    "threads": 1,
}
STATISTICS = {"confidence": 0.95, "resamples": 2000, "calibration_bins": 15}
BATCH_SIZES = st.lists(st.integers(1, 2000), min_size=1, max_size=4, unique=True)
RATES = st.lists(st.floats(1e-6, 10, exclude_min=True), min_size=1, max_size=4, unique=True)
NAMES = st.lists(st.sampled_from(sorted(VARIANTS)), min_size=1, unique=True)


def content(
    variants: list[str], batch_sizes: list[int], rates: list[float], held_out: Content | None = None
) -> Content:
    """A params.yaml with one study; with a held-out protocol whose settings are `held_out`, unless that is None."""
    protocols: Content = {"published": {"choose_by": "test_accuracy"}}
    if held_out is not None:
        protocols["held_out"] = {"choose_by": "val_accuracy", "settings": held_out}
    study = {
        "variants": {name: {"settings": {"model": VARIANTS[name]}} for name in variants},
        "grid": {"batch_size": batch_sizes, "optimizer.lr": rates},
        "protocols": protocols,
        "choose_within": "variant",
    }
    splits = {
        "whole": {"dataset": "mnist", "train": 60_000, "validation": 0, "seed": 0},
        "parted": {"dataset": "mnist", "train": 54_000, "validation": 6_000, "seed": 0},
    }
    run = {"dataset": "mnist", "seeds": [0], "statistics": STATISTICS}
    return run | {"defaults": DEFAULTS, "splits": splits, "studies": {"study": study}}


def cells_of(params: Content) -> list[Cell]:
    """The cells of the content's one study."""
    return expand(parse_params(params), "study").cells


def digests(params: Content) -> set[str]:
    """The digests of the content's cells."""
    return {cell.digest for cell in cells_of(params)}


@given(NAMES, BATCH_SIZES, RATES)
def test_cells_are_variants_times_grid(variants: list[str], sizes: list[int], rates: list[float]) -> None:
    cells = cells_of(content(variants, sizes, rates))
    assert len(cells) == len(variants) * len(sizes) * len(rates)


@given(NAMES, BATCH_SIZES, RATES)
def test_protocols_with_other_settings_have_cells_of_their_own(
    variants: list[str], sizes: list[int], rates: list[float]
) -> None:
    cells = cells_of(content(variants, sizes, rates, held_out={"split": "parted"}))
    assert len(cells) == 2 * len(variants) * len(sizes) * len(rates)
    assert all(cell.name.count("held-out") == (cell.protocols == ("held_out",)) for cell in cells)
    assert {cell.split.rpartition("-")[0] for cell in cells if cell.protocols == ("held_out",)} == {"parted"}


@given(NAMES, BATCH_SIZES, RATES)
def test_protocols_with_the_same_settings_share_their_cells(
    variants: list[str], sizes: list[int], rates: list[float]
) -> None:
    shared = cells_of(content(variants, sizes, rates, held_out={}))
    assert [cell.name for cell in shared] == [cell.name for cell in cells_of(content(variants, sizes, rates))]
    assert {cell.protocols for cell in shared} == {("published", "held_out")}


@pytest.mark.parametrize("held_out", [{}, {"split": "parted"}], ids=["the same settings", "other settings"])
@pytest.mark.parametrize("first", ["published", "held_out"])
def test_a_variant_for_comparison_has_cells_under_the_first_protocol_only(first: str, held_out: Content) -> None:
    sizes = [64, 128]
    params = content(["mlp", "cnn"], sizes, [0.1], held_out)
    study = params["studies"]["study"]
    study["variants"]["cnn"]["comparison"] = True
    study["protocols"] = {name: study["protocols"][name] for name in sorted(study["protocols"], key=first.__ne__)}
    cells = cells_of(params)
    found = [(cell.variant, cell.grid["batch_size"], protocol) for cell in cells for protocol in cell.protocols]
    expected = [*product(["mlp"], sizes, ["published", "held_out"]), *product(["cnn"], sizes, [first])]
    assert sorted(found) == sorted(expected)


@given(NAMES, BATCH_SIZES, RATES, st.sampled_from([None, {}, {"split": "parted"}]))
def test_no_two_cells_are_alike(
    variants: list[str], sizes: list[int], rates: list[float], held_out: Content | None
) -> None:
    cells = cells_of(content(variants, sizes, rates, held_out))
    assert len({cell.digest for cell in cells}) == len({cell.name for cell in cells}) == len(cells)


@given(NAMES, BATCH_SIZES, RATES)
def test_cells_come_in_the_order_of_the_file(variants: list[str], sizes: list[int], rates: list[float]) -> None:
    cells = cells_of(content(variants, sizes, rates))
    found = [(cell.variant, cell.grid["batch_size"], cell.grid["optimizer.lr"]) for cell in cells]
    assert found == list(product(variants, sizes, rates))


@given(NAMES, BATCH_SIZES, RATES)
def test_cells_have_the_settings_of_their_variant_and_their_place_in_the_grid(
    variants: list[str], sizes: list[int], rates: list[float]
) -> None:
    for cell in cells_of(content(variants, sizes, rates)):
        assert VARIANTS[cell.variant].items() <= cell.settings["model"].items()
        assert cell.settings["batch_size"] == cell.grid["batch_size"]
        assert cell.settings["optimizer"]["lr"] == cell.grid["optimizer.lr"]
        assert cell.settings["epochs"] == DEFAULTS["epochs"]


@given(NAMES, BATCH_SIZES, RATES, st.data())
def test_a_changed_grid_value_changes_exactly_its_cells(
    variants: list[str], sizes: list[int], rates: list[float], data: st.DataObject
) -> None:
    changed = data.draw(st.integers(0, len(rates) - 1))
    rate = data.draw(st.floats(1e-6, 10))
    assume(rate not in rates)
    before = cells_of(content(variants, sizes, rates))
    after = cells_of(content(variants, sizes, [*rates[:changed], rate, *rates[changed + 1 :]]))
    kept = [cell for cell in before if cell.grid["optimizer.lr"] != rates[changed]]
    assert [cell for cell in after if cell.grid["optimizer.lr"] != rate] == kept
    assert {cell.digest for cell in before} & {cell.digest for cell in after} == {cell.digest for cell in kept}


@given(NAMES, st.permutations([1, 2, 3]), st.permutations([0.1, 0.2]))
def test_the_order_of_values_and_keys_changes_no_cell(
    variants: list[str], sizes: list[int], rates: list[float]
) -> None:
    params = content(variants, sizes, rates)
    expected = digests(content(variants, [1, 2, 3], [0.1, 0.2]))
    assert digests(params) == expected
    assert digests(reverse_keys(params)) == expected


def reverse_keys(tree: Any) -> Any:
    """The tree with the keys of each mapping in reverse."""
    if isinstance(tree, dict):
        return {key: reverse_keys(value) for key, value in reversed(tree.items())}
    return tree


@given(st.lists(st.integers(0, 99), min_size=1, max_size=3, unique=True))
def test_seeds_are_no_part_of_a_digest(seeds: list[int]) -> None:
    params = content(["mlp"], [64], [0.1])
    assert digests(params | {"seeds": seeds}) == digests(params)


@pytest.mark.parametrize("change", [{"device": "cuda"}, {"store": "elsewhere"}, {"mirror": "archives"}])
def test_where_trials_run_is_no_part_of_a_digest(change: Content) -> None:
    params = content(["mlp"], [64], [0.1])
    assert digests(params | change) == digests(params)


@pytest.mark.parametrize(
    "change",
    [
        nested("studies.study.cells", {"best": {"variant": "mlp", "grid": {"batch_size": 64, "optimizer.lr": 0.1}}}),
        nested("statistics.confidence", 0.9),
        nested("studies.study.target_accuracy", 0.5),
        nested("studies.study.choose_within", "study"),
    ],
    ids=["a cell's name", "how intervals are made", "a target", "how a choice is made"],
)
def test_what_no_trial_learns_from_is_no_part_of_a_digest(change: Content) -> None:
    params = content(["mlp"], [64], [0.1])
    changed = merge(params, change)
    assert changed != params
    assert cells_of(changed) == cells_of(params)


def test_numbers_written_in_another_way_are_the_same_cells() -> None:
    assert cells_of(content(["cnn"], [64], [1, 2])) == cells_of(content(["cnn"], [64], [1.0, 2.0]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("split", "parted"),
        ("pixels.scale", 1),
        ("pixels.mean", 0.5),
        ("pixels.std", 0.5),
        ("model.padding", [2]),
        ("model.hidden", [16]),
        ("model.dropout", 0.5),
        ("model.initialisation", "keras"),
        ("optimizer", {"name": "sgd", "lr": 0.1}),
        ("optimizer.eps", 1e-7),
        ("evaluation_batch_size", 500),
        ("epochs", 3),
        ("early_stopping", {"patience": 3}),
        ("keep", ["epoch_weights"]),
        ("threads", 2),
    ],
)
def test_every_setting_is_part_of_the_digest(key: str, value: Any) -> None:
    params = content(["cnn"], [64], [0.1])
    changed = merge(params, nested("studies.study.variants.cnn.settings", nested(key, value)))
    assert digests(changed).isdisjoint(digests(params))


def test_data_are_part_of_the_digest() -> None:
    params = content(["cnn", "mlp"], [64], [0.1])
    assert digests(params | {"dataset": "digits"}).isdisjoint(digests(params))


def test_a_split_is_known_by_its_content() -> None:
    params = content(["mlp"], [64], [0.1])
    renamed = merge(params, {"splits": {"all": params["splits"]["whole"]}, "defaults": {"split": "all"}})
    reseeded = merge(params, nested("splits.whole.seed", 1))
    assert digests(renamed) == digests(params)
    assert digests(reseeded).isdisjoint(digests(params))


def test_names_are_read_easily() -> None:
    (cell,) = cells_of(content(["cnn"], [128], [0.001]))
    assert cell.name == f"cnn-bs128-lr0.001-{cell.digest[:8]}"


@pytest.mark.parametrize("key", ["model.channels", "early_stopping.patience", "optimizer.name"])
def test_names_can_be_folders_whatever_the_grid_holds(mnist_plan: Plan, key: str) -> None:
    values = {"model.channels": [[4], [8]], "early_stopping.patience": [1, 2], "optimizer.name": ["sgd", "adam"]}
    params = content(["cnn"], [64], [0.1])
    params["studies"]["study"]["grid"] = {key: values[key], "optimizer.lr": [0.001]}
    cells = [*cells_of(params), *mnist_plan.cells.values()]
    assert [cell.name for cell in cells if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", cell.name)] == []


@given(train=st.integers(1, 60_000), validation=st.integers(0, 59_999))
def test_a_split_on_its_own_data_set_is_as_written(train: int, validation: int) -> None:
    assume(train + validation <= 60_000)
    split = Split(dataset="mnist", train=train, validation=validation, seed=7)
    assert split_on(split, MNIST) == {"train": train, "val": validation, "seed": 7}


@given(train=st.integers(1, 60_000), validation=st.integers(0, 59_999))
def test_a_split_on_another_data_set_keeps_its_shares(train: int, validation: int) -> None:
    assume(train + validation <= 60_000)
    found = split_on(Split(dataset="mnist", train=train, validation=validation, seed=7), DIGITS)
    assert found["train"] + found["val"] <= DIGITS.train_size
    assert abs(found["train"] - train / 60_000 * DIGITS.train_size) <= 1
    assert abs(found["val"] - validation / 60_000 * DIGITS.train_size) <= 0.5


def test_shares_that_are_both_rounded_up_do_not_overlap() -> None:
    class Three(Dataset):
        """Three images."""

        train_size = 3

    split = Split(dataset="mnist", train=30_000, validation=30_000, seed=0)
    assert split_on(split, Three(name="three")) == {"train": 1, "val": 2, "seed": 0}


def test_a_whole_split_is_whole_on_every_data_set() -> None:
    split = Split(dataset="mnist", train=60_000, validation=0, seed=0)
    for dataset in map(dataset_named, DATASETS.names()):
        assert split_on(split, dataset)["train"] == dataset.train_size


def test_split_names_tell_their_content() -> None:
    sizes = {"train": 54_000, "val": 6_000, "seed": 42}
    names = {split_name("all", sizes | {key: 1}) for key in sizes} | {split_name("all", sizes)}
    assert len(names) == 4
    assert all(re.fullmatch(r"all-[0-9a-f]{8}", name) for name in names)
