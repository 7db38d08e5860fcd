"""Every block that a plan names, built once: what only torch, or one's own code, knows to be wrong."""

import warnings
from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

from restudy.params.settings import TrialSettings
from restudy.plan.plan import Plan
from restudy.training.recipe import recipe

IMAGES = 2
# A schedule that fails does so at its beginning, or behind its end.
MOST_STEPS = 20_000


def build_mistakes(plan: Plan) -> Iterator[str]:
    """A line for each block that cannot be built, or does not make of images what it should."""
    known = set[tuple[str, str]]()
    for cell in plan.cells.values():
        settings = TrialSettings.model_validate(cell.settings)
        place = plan.params.place("studies", cell.study, "variants", cell.variant)
        for key, make in PARTS.items():
            # The same block is built once, with the blocks that it works on.
            block = (key, repr([getattr(settings, each) for each in (key, "optimizer", "image_shape", "classes")]))
            if block not in known and getattr(settings, key) is not None:
                known.add(block)
                words = _tried(make, settings)
                if words:
                    yield f"{place}: {key}: {words}"


def _tried(make: Callable[[TrialSettings], str | None], settings: TrialSettings) -> str | None:
    try:
        with warnings.catch_warnings(action="ignore"):
            return make(settings)
    except NotImplementedError:
        # Something that no tensor without memory can do; only a run will tell.
        return None
    except Exception as error:
        return f"{settings.model.name if make is _model else ''} {type(error).__name__}: {error}".strip().split("\n")[0]


def _model(settings: TrialSettings) -> str | None:
    """Without memory, so that the largest network is built at once."""
    with torch.device("meta"), torch.no_grad():
        network = settings.model.build(settings.image_shape, settings.classes).eval()
        logits = network(torch.zeros(IMAGES, *settings.image_shape))
    wanted = (IMAGES, settings.classes)
    if tuple(logits.shape) == wanted:
        return None
    return f"{IMAGES} images become logits of shape {tuple(logits.shape)}; expected {wanted}"


def _optimizer(settings: TrialSettings) -> None:
    settings.optimizer.build([_weights()])


def _weights() -> nn.Parameter:
    return nn.Parameter(torch.zeros(2, 2))


def _schedule(settings: TrialSettings) -> None:
    """From its beginning to the end of training."""
    assert settings.schedule is not None
    steps = recipe(settings).loop.steps(settings.split.train) if settings.schedule.by == "step" else 1
    total = settings.epochs * steps
    schedule = settings.schedule.build(settings.optimizer.build([_weights()]), total)
    for _ in range(min(total, MOST_STEPS)):
        if isinstance(schedule, ReduceLROnPlateau):
            schedule.step(1.0)
        else:
            schedule.step()


def _loss(settings: TrialSettings) -> str | None:
    value = settings.loss.build()(torch.zeros(IMAGES, settings.classes), torch.zeros(IMAGES, dtype=torch.int64))
    return None if value.shape == () else f"it is of shape {tuple(value.shape)}; expected one number"


def _augmentation(settings: TrialSettings) -> str | None:
    assert settings.augmentation is not None
    images: Tensor = torch.zeros(IMAGES, *settings.image_shape)
    changed = settings.augmentation.build()(images, torch.Generator().manual_seed(0))
    if changed.shape == images.shape:
        return None
    return f"images become {tuple(changed.shape)}; expected {tuple(images.shape)}"


PARTS: dict[str, Callable[[TrialSettings], str | None]] = {
    "model": _model,
    "optimizer": _optimizer,
    "schedule": _schedule,
    "loss": _loss,
    "augmentation": _augmentation,
}
