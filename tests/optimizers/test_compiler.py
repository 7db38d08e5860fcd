"""Optimizers take their steps without torch's compiler, and take the same ones."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, torch
from restudy import optimizers

if sys.argv[1] == "as usual":
    optimizers._uncompiled = lambda kind: kind
for name in optimizers.OPTIMIZERS.built_in():
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 2)
    optimizer = optimizers.OPTIMIZERS.parse({"name": name, "lr": 0.1}).build(model.parameters())

    def closure():
        optimizer.zero_grad()
        loss = model(torch.ones(4, 3)).square().sum()
        loss.backward()
        return loss

    for _ in range(3):
        optimizer.step(closure)
    optimizer.load_state_dict(optimizer.state_dict())
    print(name, model.weight.tolist(), all(weight.requires_grad for weight in model.parameters()))
print("torch._dynamo" in sys.modules)
"""


def steps(mode: str) -> tuple[list[str], str]:
    """The weights after three steps of each optimizer, and whether a fresh process imported the compiler."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, mode], capture_output=True, text=True, check=True)
    *weights, imported = run.stdout.splitlines()
    return weights, imported


@pytest.mark.slow
def test_the_same_steps_without_the_compiler() -> None:
    with_it, without = steps("as usual"), steps("left out")
    assert with_it == (without[0], "True")
    assert (len(without[0]), without[1]) == (13, "False")
