"""From a cell's settings to what its trial needs of them."""

from restudy.params.settings import Division, TrialSettings
from restudy.seeding import streams
from restudy.training.loop_settings import LoopSettings
from restudy.training.predict import images_in_cache
from restudy.training.trial import Recipe


def recipe(settings: TrialSettings) -> Recipe:
    """What a trial needs; the loop and the trial know nothing of other settings, so that none renames a cell."""
    size = settings.model.size(settings.image_shape, settings.classes)
    loop = LoopSettings(
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        drop_last=settings.drop_last,
        evaluation_batch_size=settings.evaluation_batch_size,
        images_in_cache=images_in_cache(size, settings.evaluation_batch_size),
        patience=settings.early_stopping.patience if settings.early_stopping else None,
        keep_epoch_weights="epoch_weights" in settings.keep,
        keep_first_epoch_steps="first_epoch_steps" in settings.keep,
    )
    return Recipe(
        image_shape=settings.image_shape,
        classes=settings.classes,
        model=settings.model,
        optimizer=settings.optimizer,
        schedule=settings.schedule,
        loss=settings.loss,
        augmentation=settings.augmentation,
        precision=settings.precision,
        loop=loop,
        threads=settings.threads,
        seeds_vary=settings.seeds_vary,
    )


def division(settings: TrialSettings, seed: int) -> Division:
    """The split that the trial with this seed learns from: as settings have it, or drawn by the trial's own seed."""
    if "split" not in settings.seeds_vary:
        return settings.split
    return settings.split.model_copy(update={"seed": streams(seed, settings.seeds_vary).split})
