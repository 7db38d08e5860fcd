"""What training left of a trial but for its weights: one small JSON file, from which all that follows is made.

A clone has it without having the weights. It has the trial's settings, its metrics, its history by epoch, the losses of
its first steps where they were kept, and the record of its run. Numbers are rounded here, once.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from restudy.checksums import FILES, DamageError, read_record, sealed
from restudy.layout import CONFIG_FILE, METRICS_FILE
from restudy.records import read_json, read_numbers, write_text
from restudy.store.trial_files import check_trial

# A loss's ninth digit is a millionth of a millionth of what seeds make of it.
DIGITS = 8
CONTENT = {"settings", "metrics", "history", "steps", "run"}
ROW_OF_NUMBERS = re.compile(r"\[\s+([^\[\]{}]*?)\s+\]")


def training_evidence(folder: Path, digest: str, seed: int) -> dict[str, Any]:
    """The evidence of a finished trial.

    Args:
        folder: where its files lie.
        digest: of its cell.
        seed: its seed.

    Returns:
        `digest`, `seed`, `settings`, `metrics`, `history` (a list for each column), `steps` (losses) and `run`.

    Raises:
        DamageError: one of the files is not there or damaged.
    """
    record = check_trial(folder, digest, seed)
    history = read_numbers(folder / "history.csv")
    return {
        "digest": digest,
        "seed": seed,
        "settings": {key: value for key, value in read_json(folder / CONFIG_FILE).items() if key != "seed"},
        "metrics": _rounded(read_json(folder / METRICS_FILE)),
        "history": {name: [_rounded(row[name]) for row in history] for name in (history[0] if history else ())},
        "steps": [_rounded(row["train_loss"]) for row in read_numbers(folder / "steps.csv")],
        "run": {key: value for key, value in record.items() if key not in ("digest", "seed")},
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if isfinite(value) else None
    return value


def write_training_evidence(path: Path, content: Mapping[str, Any]) -> None:
    """Write it with its own SHA-256, lists of numbers in one line each."""
    text = json.dumps(sealed(content), sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, ROW_OF_NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n")


def read_training_evidence(path: Path, digest: str, seed: int) -> dict[str, Any]:
    """The evidence of a trial.

    Args:
        path: its file.
        digest: of its cell.
        seed: its seed.

    Raises:
        DamageError: it is not there or damaged, or another trial's.
    """
    content = read_record(path)
    if (content.get("digest"), content.get("seed")) != (digest, seed) or not content.keys() >= CONTENT:
        raise DamageError(path, "of another trial")
    return content


def epochs_of(evidence: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of its history."""
    history: Mapping[str, Sequence[Any]] = evidence["history"]
    yield from (dict(zip(history, values, strict=True)) for values in zip(*history.values(), strict=True))


def differs(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two trainings of the same trial learned something else: their weights, or what they say of them."""
    return any(one.get(key) != other.get(key) for key in CONTENT - {"run"}) or one["run"][FILES] != other["run"][FILES]
