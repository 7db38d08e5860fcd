"""A cell's settings: what `defaults` and the parts of its study give, the later over the earlier."""

from collections.abc import Mapping
from typing import Any

from restudy.core_yaml import Place
from restudy.params.meant import validated
from restudy.params.merge import contains, merge, nested
from restudy.params.messages import hint
from restudy.params.params import Params
from restudy.params.settings import Settings
from restudy.params.study import ProtocolName

# For a cell whose mistakes are told, so that those of its papers are told as well.
SPARE = {"pixels": {"scale": 255, "mean": 0, "std": 1}, "optimizer": {"name": "sgd", "lr": 0.1}}


def resolve(
    params: Params, name: str, protocol: ProtocolName, variant: str, point: Mapping[str, Any], alternative: str
) -> tuple[Settings | None, list[str]]:
    """A cell's settings, merged and validated, and a line for each mistake in them."""
    sources = parts(params, name, protocol, variant) | {
        ("studies", name, "grid"): merge(*(nested(key, value) for key, value in point.items()))
    }
    if alternative:
        place = ("studies", name, "alternatives", alternative, "settings")
        sources[place] = params.studies[name].alternatives[alternative].settings
    merged = merge(*sources.values())
    settings, wrong = validated(Settings, merged, SPARE)
    lines = [
        each.line(params.document, Settings, merged, _origin(sources, _deciding_key(each.error))) for each in wrong
    ]
    if settings and settings.split not in params.splits:
        where = params.place(*_origin(sources, ["split"]), "split")
        return None, [*lines, f"{where}: {settings.split!r} is not known{hint(settings.split, list(params.splits))}"]
    return settings, lines


def parts(params: Params, name: str, protocol: ProtocolName, variant: str) -> dict[Place, Mapping[str, Any]]:
    """Where the settings of a study's cells stand, the later over the earlier; the grid goes over all."""
    study = params.studies[name]
    return {
        ("defaults",): params.defaults,
        ("studies", name, "base"): study.base,
        ("studies", name, "protocols", protocol, "settings"): study.protocols[protocol].settings,
        ("studies", name, "variants", variant, "settings"): study.variants[variant].settings,
    }


def _deciding_key(error: Mapping[str, Any]) -> list[str]:
    """The key that made an error one: a block's name where a key of the block is missing or unfit."""
    key = [str(part) for part in error["loc"]]
    if error["type"] == "missing":
        return [*key[:-1], "name"]
    return [*key, "name"] if error["type"].startswith("union_tag") else key


def _origin(sources: Mapping[Place, Mapping[str, Any]], key: list[str]) -> Place:
    """The place that the value at a key came from: the last source that has the most of the key; else the base."""
    places = list(sources)
    for length in range(len(key), 0, -1):
        for place in reversed(places):
            if contains(sources[place], ".".join(key[:length])):
                return place
    return places[1]
