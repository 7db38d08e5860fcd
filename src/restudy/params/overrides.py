"""What a command line puts over params.yaml: `--config KEY=VALUE`, as Snakemake takes it."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from restudy.core_yaml import OPTION, parse_yaml
from restudy.errors import UserError
from restudy.params.messages import hint
from restudy.params.settings import Settings
from restudy.params.study import Study
from restudy.yaml_scalars import scalars

# The parts of a study that may have seeds of their own.
SEEDED = ("variants", "cells", "alternatives")


def parse_overrides(texts: Iterable[str]) -> dict[str, Any]:
    """Overrides from texts such as `dataset=digits` or `seeds=[0, 1]`.

    Raises:
        UserError: one of them is no KEY=VALUE, or its value no YAML.
    """
    found = dict[str, Any]()
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"{OPTION}: {text!r} has no value; write KEY=VALUE, such as dataset=digits")
        block, dot, rest = key.partition(".")
        if dot:
            raise UserError(f"{OPTION}: {key!r} is no key; write '{block}={{{rest}: {value}}}'")
        found |= _parsed(f"{key}: {value}")
    return found


def _parsed(text: str) -> dict[str, Any]:
    try:
        content: dict[str, Any] = parse_yaml(text, OPTION).content
    except UserError as error:
        raise UserError(re.sub(rf"^{OPTION}:\d+", OPTION, str(error))) from None
    return content


def read_overrides(overrides: Mapping[str, Any], content: Mapping[str, Any], known: Iterable[str]) -> dict[str, Any]:
    """Overrides as they are merged over the content of params.yaml.

    Args:
        overrides: as the command line gave them, numbers perhaps as text.
        content: what the file holds.
        known: the keys at its top.

    Raises:
        UserError: a key is meant for another place, or a study has another name.
    """
    values = {key: scalars(value, f"{OPTION}: {key}") for key, value in overrides.items()}
    for key, value in values.items():
        if key not in known and key in Settings.model_fields:
            raise UserError(f"{OPTION}: {key}: this is a setting of cells; write 'defaults={{{key}: {value}}}'")
    _check_studies(values.get("studies"), content.get("studies"))
    return values


def without_nearer_seeds(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of params.yaml without seeds of studies, variants, named cells and alternatives.

    Seeds from the command line are those of every cell.
    """
    found = deepcopy(dict(content))
    for study in _blocks(found.get("studies")):
        for block in [study, *(each for part in SEEDED for each in _blocks(study.get(part)))]:
            block.pop("seeds", None)
    return found


def _blocks(content: Any) -> list[dict[str, Any]]:
    return [each for each in content.values() if isinstance(each, dict)] if isinstance(content, dict) else []


def _check_studies(changes: Any, studies: Any) -> None:
    """Raise where a study is changed that the file doesn't have; one that is given whole is a new one."""
    needed = {name for name, field in Study.model_fields.items() if field.is_required()}
    if isinstance(changes, Mapping) and isinstance(studies, Mapping):
        for name in [name for name in changes if name not in studies]:
            if not (isinstance(changes[name], Mapping) and needed <= changes[name].keys()):
                raise UserError(f"{OPTION}: studies.{name}: there is no such study{hint(name, list(studies))}")
