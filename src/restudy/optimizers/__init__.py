"""Optimizers: every one of `torch.optim` by its name in small letters, and those with a module here."""

import ast
import inspect
from collections.abc import Iterable
from functools import cache
from types import FunctionType
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from restudy.blocks import NamedBlock
from restudy.signatures import TorchClasses, TorchFamily, parsed, torch_folder

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import Optimizer as TorchOptimizer


class OptimizerBlock(NamedBlock):
    """An optimizer. `torch` is imported where it is built, so that a plan is made without it."""

    lr: float = Field(gt=0, le=1e30, description="Learning rate.")

    def build(self, parameters: "Iterable[nn.Parameter]") -> "TorchOptimizer":
        """The optimizer of a model's parameters; its `step` takes a closure, as torch's do."""
        raise NotImplementedError


class FromTorch(OptimizerBlock):
    """An optimizer of `torch.optim`; the class's name is torch's."""

    def build(self, parameters: "Iterable[nn.Parameter]") -> "TorchOptimizer":
        """torch's optimizer with these arguments.

        The fused implementations do the same arithmetic in one call per step: 1.8 times the speed for an MLP,
        1.01 to 1.1 times for the other networks (benchmarks/layout.py).
        """
        import torch

        kind = getattr(torch.optim, type(self).__name__)
        arguments = self.model_dump(exclude={"name"})
        if "fused" in inspect.signature(kind).parameters:
            arguments["fused"] = True
        return _uncompiled(kind)(parameters, **arguments)


def _uncompiled(kind: "type[TorchOptimizer]") -> "type[TorchOptimizer]":
    """The same optimizer with its methods as they are written.

    torch wraps them to keep its compiler away, and imports the compiler to do so: 1.2 of the 3 processor seconds of a
    short training job, and nothing here is compiled.
    """
    import torch

    methods = {name: each for name, each in vars(torch.optim.Optimizer).items() if isinstance(each, FunctionType)}
    wrapped = {name: method for name, method in methods.items() if hasattr(method, "__wrapped__")}
    plain = {name: inspect.unwrap(method) for name, method in (wrapped | {"step": kind.step}).items()}
    return type(kind.__name__, (kind,), plain | {"step": torch.no_grad()(plain["step"])})


@cache
def _offered() -> dict[str, tuple[str, str]]:
    """Class and file of each optimizer, by its name in small letters, from the package's own list of imports."""
    imports = [
        node for node in parsed(torch_folder() / "optim" / "__init__.py").body if isinstance(node, ast.ImportFrom)
    ]
    return {
        alias.name.lower(): (alias.name, f"{node.module.replace('.', '/')[len('torch/') :]}.py")
        for node in imports
        for alias in node.names
        if node.module and node.module != "torch.optim.optimizer" and alias.name[0].isupper()
    }


Share = Annotated[float, Field(ge=0, lt=1)]
OPTIMIZERS = TorchFamily(
    "restudy.optimizers",
    OptimizerBlock,
    FromTorch,
    TorchClasses(
        files=_offered,
        refused={
            "sparseadam": "takes sparse gradients alone, which no network here has: give adam",
            "muon": "takes matrices alone, and every network has biases: give another one, or write one in custom/",
        },
        described={
            "momentum": (Share, "Share of the last step that is kept."),
            "eps": (Annotated[float, Field(gt=0)], "Added to a denominator, or to what its root is taken of."),
            "weight_decay": (Annotated[float, Field(ge=0)], "How far each step shrinks the weights."),
        },
        # How torch computes, and no setting of a study.
        left_out=frozenset({"params", "foreach", "fused", "capturable", "differentiable"}),
    ),
)
Optimizer = Annotated[OptimizerBlock, OPTIMIZERS]
