"""Content of params.yaml and of papers with a few things changed by chance."""

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

Place = tuple[Any, ...]
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 3, 10, 77, 1000, 10**6, 10**9, 2**31, 2**63, 2**64, 10**30, 10**200),
    *(0.0, 0.5, 1.0, 1.5, 95.5, -0.5, 1e-300, 1e-8, 1e300, 0.9999999999999999, float("nan"), float("inf")),
    *(
        "",
        " ",
        "x",
        "0.1",
        "no",
        "a/b",
        "../x",
        "-x",
        ".x",
        "x\ny",
        "\x00",
        "\x1b[31m",
        "«ß» 中 🎉",
        "x" * 300,
        "/dev/null",
    ),
    *("mnist", "digits", "adam", "sgd", "cnn", "custom.nothing", "val_accuracy", "best_test_accuracy", "test_loss"),
    *([], [[]], [None], [0], [1, 1], ["x"], {}, {"x": 1}, {"name": "mlp"}, {"name": "cnn", "channels": [1]}),
    *({"name": "lstm", "hidden": 10**9, "layers": 1}, {"name": "rprop", "lr": 0.1, "etas": [2, 0.1]}),
)


def mutants(content: Any, number: int, seed: int) -> Iterator[tuple[str, Any]]:
    """What was done, and the content with one to three changes."""
    chance = Random(seed)
    for _ in range(number):
        changed, done = deepcopy(content), []
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            done.append(_changed(changed, chance))
        yield "; ".join(done), changed


def _changed(content: Any, chance: Random) -> str:
    places = [*_places(content, ())]
    if not places:
        return "nothing"
    place = chance.choice(places)
    block, last = content, place[-1]
    for key in place[:-1]:
        block = block[key]
    match chance.randrange(6):
        case 0:
            del block[last]
            return f"without {place}"
        case 1 if isinstance(block, dict):
            name = chance.choice(
                [f"{last}s", f"{last}"[:-1], f"{last}".upper(), 3, *[key for key in block if key != last]]
            )
            block[name] = block.pop(last)
            return f"{place} called {name!r}"
        case 2 if isinstance(block, list):
            block.append(deepcopy(block[last]))
            return f"{place} twice"
        case 3:
            other = chance.choice(places)
            found = content
            for key in other:
                found = found[key]
            block[last] = deepcopy(found)
            return f"{place} as {other}"
        case 4 if isinstance(block[last], (int, float)) and not isinstance(block[last], bool):
            block[last] *= chance.choice((-1, 2, 10, 100, 1e-3, 10**6))
            return f"{place} is {block[last]!r}"
    block[last] = deepcopy(chance.choice(ODD))
    return f"{place} is {block[last]!r}"


def _places(node: Any, place: Place) -> Iterator[Place]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*place, key)
        yield from _places(value, (*place, key))
