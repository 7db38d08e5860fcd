"""This project's loop, set up as `run_trial` sets it up."""

from dataclasses import replace
from functools import partial

import torch
from task import Epoch, Task

from restudy.params.settings import TrialSettings
from restudy.training.allocator import keep_freed_memory
from restudy.training.learner import Learner
from restudy.training.loop import Images, Observer, fit
from restudy.training.recipe import recipe


def prepare(task: Task) -> Epoch:
    """The images in memory and the cell's recipe, for one epoch without validation."""
    keep_freed_memory()
    torch.set_num_threads(1)
    torch.set_deterministic_debug_mode("error")
    torch.set_flush_denormal(True)
    given = recipe(TrialSettings.model_validate(task.settings))
    model = given.model.build(given.image_shape, given.classes)
    learner = Learner(model, given.optimizer.build(model.parameters()), given.loss.build())
    loop = replace(given.loop, epochs=1, patience=None, keep_epoch_weights=False)
    train = Images(task.pixels, task.bytes_and_labels[1])
    return partial(fit, learner, train, None, loop, torch.Generator().manual_seed(0), Observer())
