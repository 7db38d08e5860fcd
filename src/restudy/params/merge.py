"""Merging of partial settings, the later over the earlier."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

Tree = Mapping[str, Any]


def merge(*parts: Tree) -> dict[str, Any]:
    """Merge nested mappings; a block with a `name` is replaced as a whole when the name changes."""
    return reduce(_over, parts, {})


def _over(base: Tree, change: Tree) -> dict[str, Any]:
    merged = dict(base)
    for key, value in change.items():
        merged[key] = _value(base.get(key), value)
    return merged


def _value(old: Any, new: Any) -> Any:
    if not isinstance(new, Mapping):
        return new
    if not isinstance(old, Mapping) or _renamed(old, new):
        return merge(new)
    return _over(old, new)


def _renamed(old: Tree, new: Tree) -> bool:
    return "name" in new and new["name"] != old.get("name")


def nested(dotted: str, value: Any) -> dict[str, Any]:
    """`{"optimizer": {"lr": value}}` for the dotted key `optimizer.lr`."""
    return reduce(lambda inner, key: {key: inner}, reversed(dotted.split(".")), value)


def contains(tree: Any, dotted: str) -> bool:
    """Whether a dotted key stands in nested mappings, be its value None."""
    *parents, last = dotted.split(".")
    block = lookup(tree, ".".join(parents)) if parents else tree
    return isinstance(block, Mapping) and last in block


def lookup(tree: Any, dotted: str) -> Any:
    """The value at a dotted key, or None where there is none."""
    for key in dotted.split("."):
        tree = tree.get(key) if isinstance(tree, Mapping) else None
    return tree
