"""The programs that are compared, a module each.

A module of TRAINING has `prepare(task)`, which makes everything ready and returns a function that trains one epoch.
A module of ORCHESTRATION is a command line: it trains the cells of grid.py on the images of a project's folder.
"""

from dataclasses import dataclass
from importlib.util import find_spec

BASELINE = "this project"


@dataclass(frozen=True)
class Program:
    """A program, by the name that tables have.

    Attributes:
        name: in tables.
        module: in this package.
        needs: packages that it imports beside those that restudy needs.
    """

    name: str
    module: str
    needs: tuple[str, ...] = ()

    @property
    def missing(self) -> list[str]:
        """What is not installed."""
        return [package for package in self.needs if find_spec(package) is None]


TRAINING = (
    Program(BASELINE, "this_project"),
    Program("paper's program", "papers_program"),
    Program("Keras on JAX", "keras_peer", ("keras", "jax")),
    Program("Lightning", "lightning_peer", ("lightning",)),
    Program("skorch", "skorch_peer", ("skorch",)),
    Program("JAX", "jax_peer", ("jax",)),
)
ORCHESTRATION = (
    Program("Optuna + joblib", "optuna_peer", ("optuna", "joblib")),
    Program("Ray Tune", "ray_peer", ("ray",)),
)


def installed(programs: tuple[Program, ...]) -> list[Program]:
    """Those that can run here."""
    return [program for program in programs if not program.missing]


def left_out(programs: tuple[Program, ...]) -> list[str]:
    """A line for each program that cannot."""
    return [
        f"{program.name} is left out: {' and '.join(program.missing)} not installed (extra `bench`)"
        for program in programs
        if program.missing
    ]
