"""Merging of partial settings."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from restudy.params.merge import lookup, merge, nested

VALUES = st.none() | st.integers() | st.text(max_size=3) | st.lists(st.integers(), max_size=2)
# As in params.yaml, a key holds either a value or a block everywhere; none of them is `name`.
TREES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(st.sampled_from(["lr", "eps", "epochs"]), VALUES),
    lambda block: st.builds(
        lambda values, blocks: {**values, **blocks},
        st.dictionaries(st.sampled_from(["lr", "eps", "epochs"]), VALUES),
        st.dictionaries(st.sampled_from(["model", "optimizer"]), block),
    ),
    max_leaves=6,
)
KEYS = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=4)


def test_blocks_are_merged_key_by_key() -> None:
    base = {"epochs": 10, "pixels": {"scale": 255, "mean": 0}}
    assert merge(base, {"pixels": {"mean": 0.5}}) == {"epochs": 10, "pixels": {"scale": 255, "mean": 0.5}}


def test_a_block_of_another_name_is_replaced_whole() -> None:
    base = {"optimizer": {"name": "adam", "lr": 0.001, "eps": 1e-7}}
    assert merge(base, {"optimizer": {"name": "sgd", "lr": 0.01}}) == {"optimizer": {"name": "sgd", "lr": 0.01}}


def test_a_block_of_the_same_name_is_merged() -> None:
    base = {"optimizer": {"name": "adam", "lr": 0.001}}
    merged = {"optimizer": {"name": "adam", "lr": 0.001, "eps": 1e-7}}
    assert merge(base, {"optimizer": {"name": "adam", "eps": 1e-7}}) == merged
    assert merge(base, {"optimizer": {"eps": 1e-7}}) == merged


def test_a_first_name_replaces_what_had_none() -> None:
    assert merge({"model": {"kernel": 3}}, {"model": {"name": "mlp"}}) == {"model": {"name": "mlp"}}


def test_null_takes_a_block_away() -> None:
    base = {"early_stopping": {"patience": 3, "monitor": "loss"}}
    assert merge(base, {"early_stopping": None}) == {"early_stopping": None}
    assert merge(base, {"early_stopping": None}, {"early_stopping": {"patience": 2}}) == {
        "early_stopping": {"patience": 2}
    }


def test_lists_are_replaced() -> None:
    assert merge({"channels": [8, 16]}, {"channels": [32]}) == {"channels": [32]}


@given(TREES)
def test_one_part_is_itself(tree: dict[str, Any]) -> None:
    assert merge(tree) == tree
    assert merge(tree, tree) == tree
    assert merge(tree, {}) == tree == merge({}, tree)


@given(TREES, TREES, TREES)
def test_merging_is_associative(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]) -> None:
    assert merge(a, b, c) == merge(merge(a, b), c) == merge(a, merge(b, c))


@given(TREES, TREES)
def test_parts_are_left_as_they_were(a: dict[str, Any], b: dict[str, Any]) -> None:
    before = deepcopy((a, b))
    merge(a, b)
    assert (a, b) == before


@given(KEYS, VALUES)
def test_what_is_nested_is_found_again(keys: list[str], value: Any) -> None:
    dotted = ".".join(keys)
    assert lookup(nested(dotted, value), dotted) == value


def test_nested_opens_a_block_at_each_dot() -> None:
    assert nested("optimizer.lr", 0.1) == {"optimizer": {"lr": 0.1}}
    assert nested("epochs", 3) == {"epochs": 3}


def test_nothing_is_found_where_there_is_nothing() -> None:
    tree = {"optimizer": {"lr": 0.1}}
    assert lookup(tree, "optimizer.eps") is None
    assert lookup(tree, "optimizer.lr.deeper") is None
    assert lookup(None, "optimizer") is None
