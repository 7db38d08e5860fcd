"""One configuration from the command line: a cell of the plan with some of its settings changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from restudy.blocks import Block
from restudy.core_yaml import Document
from restudy.datasets import dataset_named
from restudy.errors import UserError
from restudy.params.merge import merge, nested
from restudy.params.messages import hint, one_line
from restudy.params.params import PARAMS_FILE, Params, read_params
from restudy.params.settings import Settings, TrialSettings
from restudy.plan.cells import Cell, split_name, split_on, trial_settings
from restudy.plan.plan import Plan, make_plan

B = TypeVar("B", bound=Block)
NOWHERE = Document("", {}, {})

# The option that sets a key of params.yaml, for messages.
OPTIONS = {
    "dataset": "--dataset",
    "device": "--device",
    "seeds.0": "--seed",
    "split": "--split",
    "optimizer": "--optimizer",
    "optimizer.lr": "--lr",
    "batch_size": "--batch-size",
    "epochs": "--epochs",
    "early_stopping.patience": "--patience",
}


@dataclass(frozen=True)
class Start:
    """Which cell of the plan to start from; None leaves it open.

    Attributes:
        study: a study's name.
        variant: a variant's name.
        model: the name of a network.
    """

    study: str | None = None
    variant: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class Configuration:
    """What one training run by hand needs.

    Attributes:
        study: the study that the starting cell is of.
        variant: the starting cell's variant.
        dataset: the data set's name.
        device: "auto", "cpu", "cuda" or "mps".
        seed: the trial's seed, an integer >= 0.
        settings: what its trial's job would get.
    """

    study: str
    variant: str
    dataset: str
    device: str
    seed: int
    settings: TrialSettings


def configure(file: Path, start: Start, run: Mapping[str, Any], changes: Mapping[str, Any]) -> Configuration:
    """Resolve one configuration.

    Args:
        file: params.yaml.
        start: which cell to start from; the first that fits is taken.
        run: `dataset`, `device` and `seeds` (of one seed) to use instead of the file's; None leaves them.
        changes: dotted settings, such as `optimizer.lr`, to use instead of the cell's; None leaves them.

    Raises:
        UserError: one line that names the option, the value and what is allowed.
    """
    params = read_changed_params(file, run)
    plan = make_plan(params)
    cell = starting_cell(plan, start)
    settings = override(_settings_of(params, cell), changes)
    return Configuration(
        study=cell.study,
        variant=cell.variant,
        dataset=params.dataset,
        device=params.device,
        seed=params.seeds[0],
        settings=_of_trial(params, settings),
    )


def read_changed_params(file: Path, changes: Mapping[str, Any]) -> Params:
    """Read params.yaml with dotted keys changed by options; None changes nothing.

    Raises:
        UserError: one line that names the file or the option, the value and what is allowed.
    """
    params = read_params(file, {})
    changed = override(params, changes)
    # So that messages still name lines.
    changed._document = params.document
    return changed


def override(block: B, changes: Mapping[str, Any]) -> B:
    """The block with the given dotted keys changed and validated again; None changes nothing.

    Raises:
        UserError: one line that names the option, the value and what is allowed.
    """
    asked = (nested(key, value) for key, value in changes.items() if value is not None)
    content = merge(block.model_dump(), *asked)
    try:
        return type(block).model_validate(content)
    except ValidationError as error:
        raise UserError(_named_by_option(error, type(block), content)) from None


def _named_by_option(error: ValidationError, model: type[Block], content: Mapping[str, Any]) -> str:
    key = ".".join(map(str, error.errors()[0]["loc"]))
    option = OPTIONS[key]
    if error.errors()[0]["type"] == "missing":
        return f"{option}: another optimizer does not keep the learning rate: give one, a number above 0"
    return f"{option}: {one_line(error, NOWHERE, model, content).removeprefix(f': {key}: ')}"


def starting_cell(plan: Plan, start: Start) -> Cell:
    """The first cell of the plan that fits; variants that are run for comparison only come last.

    Raises:
        UserError: no cell fits.
    """
    cells = sorted(plan.cells.values(), key=lambda cell: _is_comparison(plan, cell))
    place = PARAMS_FILE
    criteria: list[tuple[str, str | None, Callable[[Cell], str]]] = [
        ("study", start.study, lambda cell: cell.study),
        ("variant", start.variant, lambda cell: cell.variant),
        ("model", start.model, lambda cell: cell.settings["model"]["name"]),
    ]
    for name, wanted, of in criteria:
        if wanted is not None:
            fitting = [cell for cell in cells if of(cell) == wanted]
            if not fitting:
                raise UserError(f"--{name}: {wanted!r} is not in {place}{hint(wanted, sorted(set(map(of, cells))))}")
            cells, place = fitting, f"{place}, {name} {wanted}"
    return cells[0]


def _is_comparison(plan: Plan, cell: Cell) -> bool:
    return plan.params.studies[cell.study].variants[cell.variant].comparison


def _settings_of(params: Params, cell: Cell) -> Settings:
    """A cell's settings as params.yaml would give them; nothing is kept, since nothing is written."""
    dataset = dataset_named(params.dataset)
    names = {split_name(name, split_on(split, dataset)): name for name, split in params.splits.items()}
    own = {key: value for key, value in cell.settings.items() if key in Settings.model_fields}
    return Settings.model_validate(own | {"split": names[cell.split], "keep": []})


def _of_trial(params: Params, settings: Settings) -> TrialSettings:
    """The settings with the division that they name, in images of the data set."""
    if settings.split not in params.splits:
        raise UserError(f"--split: {settings.split!r} is not in {PARAMS_FILE}{hint(settings.split, [*params.splits])}")
    if settings.early_stopping and not params.splits[settings.split].validation:
        allowed = ", ".join(name for name, split in params.splits.items() if split.validation)
        raise UserError(
            f"--split: {settings.split!r} holds out no validation images, which --patience "
            f"{settings.early_stopping.patience} needs; allowed: {allowed}"
        )
    return trial_settings(params, settings)
