"""torch's compiler is left out: optimizers import it, which takes over a second, only to keep it away from them."""

from functools import cache
from typing import Any

import torch
from torch.optim import Optimizer

from restudy.training.optimizers import OPTIMIZERS


@cache
def leave_compiler_out() -> None:
    """Let optimizers run as they stand, which is how they run wherever nothing is compiled.

    Their methods are wrapped twice. What torch._compile calls instead of a method is kept on the method itself, once
    the compiler was asked for it. `step` asks it for a break in a graph that isn't there, before and after it switches
    gradients off.
    """
    methods: list[Any] = [method for method in vars(Optimizer).values() if hasattr(method, "__wrapped__")]
    for method in methods:
        vars(method.__wrapped__)["__dynamo_disable"] = method.__wrapped__
    kinds: list[Any] = list(OPTIMIZERS.values())
    for kind in kinds:
        kind.step = torch.no_grad()(kind.step.__wrapped__)
