"""What settings in plain types describe."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import nn

from restudy.models import MODELS
from restudy.optimizers import OPTIMIZERS
from restudy.params.settings import TrialSettings
from restudy.training.loop import Images, Observer
from restudy.training.recipe import recipe
from restudy.training.trial import Trial, run_trial


def build(settings: Mapping[str, Any], image_shape: Sequence[int], classes: int) -> nn.Module:
    """The network that these settings describe."""
    return MODELS.parse(settings).build(image_shape, classes)


def make_optimizer(settings: Mapping[str, Any], model: nn.Module) -> Any:
    """The optimizer of a model's parameters that these settings describe."""
    return OPTIMIZERS.parse(settings).build(model.parameters())


def trained(
    settings: Mapping[str, Any], seed: int, train: Images, val: Images | None, observer: Observer, *more: Any
) -> Trial:
    """A trial of a cell with these settings."""
    return run_trial(recipe(TrialSettings.model_validate(settings)), seed, train, val, observer, *more)
