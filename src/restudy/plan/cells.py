"""Cells: every combination of a study's variants, grid and protocols, resolved and named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, NamedTuple

from pydantic import ValidationError

from restudy.datasets import Dataset, dataset_named
from restudy.formats import plain
from restudy.params.merge import lookup
from restudy.params.params import Params, Split
from restudy.params.settings import Settings, TrialSettings
from restudy.params.study import ProtocolName, Study
from restudy.plan.resolved import resolve
from restudy.provenance import digest, evaluation_code, trial_code

DIGEST_LENGTH = 8
# A file's name has at most 255 bytes, and the cell's has a digest, and in logs and temporary files an ending, too.
LONGEST_SLUG = 200
MOST_CELLS = 5000
SHORT_NAMES = {"batch_size": "bs", "optimizer.lr": "lr"}


@dataclass(frozen=True)
class Cell:
    """One combination of a study's settings.

    Attributes:
        study: the study's name.
        variant: the variant's name.
        grid: the grid's keys with this cell's values.
        alternative: the alternative that it is run with; empty where it has the study's own settings.
        protocols: the protocols that this cell serves; none where it is an alternative.
        seeds: the seeds of its trials.
        split: name of the file with the cell's training and validation indices.
        settings: all its settings, in plain types.
        given: those that do not equal their defaults, as a trial's config.json holds them.
        code: digest of the code that its training can reach.
        digest: hexadecimal SHA-256 of what is given, data and code.
        evaluation: digest of the code that measures its trials on the test images.
        name: its folder: a readable slug and the digest's beginning.
    """

    study: str
    variant: str
    grid: Mapping[str, Any]
    alternative: str
    protocols: tuple[ProtocolName, ...]
    seeds: tuple[int, ...]
    split: str
    settings: Mapping[str, Any]
    given: Mapping[str, Any]
    code: str
    digest: str
    evaluation: str
    name: str


class Expanded(NamedTuple):
    """A study's cells, as they were probably meant where a setting is wrong.

    Attributes:
        cells: in the order of its protocols, variants and grid.
        mistakes: a line for each.
        whole: whether it could be told of every cell what was meant.
    """

    cells: list[Cell]
    mistakes: list[str]
    whole: bool = True


def expand(params: Params, name: str) -> Expanded:
    """The cells of the study `name` of params.yaml, and what is wrong with them."""
    study, cells, wrong = params.studies[name], dict[str, Cell](), list[str]()
    place, number = params.place("studies", name), _number(study)
    if number > MOST_CELLS:
        line = f"{place}: variants, grid and protocols make {number} cells; at most {MOST_CELLS}: give fewer values"
        return Expanded([], [line], False)
    whole = True
    for protocol, variant, point in _combinations(study):
        cell, mistakes = _cell(params, name, protocol, variant, point)
        wrong += mistakes
        if cell is None:
            whole = False
            continue
        known = cells.get(cell.digest)
        # What two cells come to that were mended is no mistake of its own.
        if known and protocol in known.protocols and not wrong:
            wrong.append(f"{place}: {_two_alike(known, cell)}; remove one of them")
        cells[cell.digest] = replace(known, protocols=(*known.protocols, protocol)) if known else cell
    return Expanded([*cells.values()], wrong, whole)


def expand_alternative(params: Params, name: str, cell: Cell, alternative: str) -> tuple[Cell | None, list[str]]:
    """A cell with what an alternative changes, and what is wrong with it.

    Args:
        params: with the study.
        name: the study's name.
        cell: the cell.
        alternative: the alternative's name.
    """
    found, wrong = _cell(params, name, cell.protocols[0], cell.variant, cell.grid, alternative)
    return found and replace(found, protocols=()), wrong


def _number(study: Study) -> int:
    return len(_rows(study)) * prod(map(len, study.grid.values()))


def _rows(study: Study) -> list[tuple[ProtocolName, str]]:
    """Variants under each protocol; those for comparison are not chosen from, so that the first is enough."""
    first, *_ = study.protocols
    rows = product(study.protocols, study.variants)
    return [(protocol, name) for protocol, name in rows if protocol == first or not study.variants[name].comparison]


def _combinations(study: Study) -> Iterator[tuple[ProtocolName, str, dict[str, Any]]]:
    points = [dict(zip(study.grid, values, strict=True)) for values in product(*study.grid.values())]
    yield from ((*row, point) for row, point in product(_rows(study), points))


def _cell(
    params: Params, study: str, protocol: ProtocolName, variant: str, point: Mapping[str, Any], alternative: str = ""
) -> tuple[Cell | None, list[str]]:
    chosen, wrong = resolve(params, study, protocol, variant, point, alternative)
    if chosen is None:
        return None, wrong
    try:
        trial = trial_settings(params, chosen)
    except ValidationError:
        # A split that leaves no image, which is told of the split.
        return None, wrong
    settings, given, code = trial.whole, trial.given, trial_code(trial.modules, trial.dataset)
    whole = cell_digest(given, dataset_named(params.dataset), code)
    slug = "-".join([variant, *(f"{_short(key)}{_text(lookup(settings, key))}" for key in point)])
    if alternative:
        slug += f"-{alternative}"
    if protocol == "held_out":
        slug += "-held-out"
    if len(slug.encode()) > LONGEST_SLUG:
        place = params.place("studies", study, "grid")
        wrong = [*wrong, f"{place}: the name {slug!r} is too long for a folder's: shorten it to {LONGEST_SLUG} bytes"]
    cell = Cell(
        study=study,
        variant=variant,
        grid={key: lookup(settings, key) for key in point},
        alternative=alternative,
        protocols=(protocol,),
        seeds=_seeds(params, study, variant, point, alternative),
        split=split_name(chosen.split, settings["split"]),
        settings=settings,
        given=given,
        code=code,
        digest=whole,
        evaluation=evaluation_code(type(trial.model).__module__),
        name=f"{slug}-{whole[:DIGEST_LENGTH]}",
    )
    return cell, wrong


def _seeds(params: Params, name: str, variant: str, point: Mapping[str, Any], alternative: str) -> tuple[int, ...]:
    """The seeds that are given nearest to a cell."""
    study = params.studies[name]
    if alternative:
        return tuple(study.alternatives[alternative].seeds or params.seeds)
    called = [each.seeds for each in study.cells.values() if (each.variant, each.grid) == (variant, point)]
    given = [*called, study.variants[variant].seeds, study.seeds, params.seeds]
    return tuple(next(filter(None, given)))


def trial_settings(params: Params, settings: Settings) -> TrialSettings:
    """What a trial's job gets of settings: the split in images of the data set, which it names and describes."""
    dataset = dataset_named(params.dataset)
    of_data = {"dataset": dataset.name, "image_shape": list(dataset.image_shape), "classes": dataset.classes}
    split = split_on(params.splits[settings.split], dataset)
    return TrialSettings.model_validate(dict(settings) | of_data | {"split": split})


def cell_digest(given: Mapping[str, Any], dataset: Dataset, code: str) -> str:
    """Hexadecimal SHA-256 of all that decides what a cell's trials learn, the seed apart.

    Args:
        given: the settings that do not equal their defaults.
        dataset: the data set.
        code: digest of the code that training can reach.
    """
    return digest({"settings": given, "data": data_identity(dataset), "code": code})


def data_identity(dataset: Dataset) -> dict[str, Any]:
    """What tells a data set's content: its name and its archives' checksums."""
    return {"dataset": dataset.name, "archives": dict(dataset.archives)}


def split_on(split: Split, dataset: Dataset) -> dict[str, int]:
    """A split's `train` and `val` sizes on a data set, with its `seed`.

    On another data set than the one it is written for, the shares are kept and rounded.
    """
    whole = dataset_named(split.dataset).train_size
    train, val = (round(size / whole * dataset.train_size) for size in (split.train, split.validation))
    return {"train": min(train, dataset.train_size - val), "val": val, "seed": split.seed}


def split_name(name: str, split: Mapping[str, int]) -> str:
    """A split's file name: its name and the digest of what decides its content."""
    return f"{name}-{digest(dict(split))[:DIGEST_LENGTH]}"


def _short(key: str) -> str:
    return SHORT_NAMES.get(key, key.rpartition(".")[2].replace("_", "-"))


def _text(value: Any) -> str:
    """A grid value as it may stand in a folder's name."""
    # A + is no letter, and would become the - of another number.
    text = plain(value).replace("e+", "e")
    return "".join(character if character.isalnum() or character in ".-" else "-" for character in text)


def _two_alike(first: Cell, second: Cell) -> str:
    names = [f"{cell.variant} {dict(cell.grid) or ''}".strip() for cell in (first, second)]
    return f"two cells have the same settings: {names[0]} and {names[1]}"
