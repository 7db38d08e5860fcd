"""What each part of the package may import, and what a step must not."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import restudy
from restudy.provenance import imported_modules

PACKAGE_FOLDER = Path(restudy.__file__).parent
# A part imports from its own line and from those above it. Constants of data sets are known before any data.
LAYERS = [
    ["errors", "records", "sources", "provenance", "seeding", "revisions", "statistics", "data.datasets"],
    ["params"],
    ["plan"],
    ["data"],
    ["models"],
    ["training"],
    ["selection"],
    ["evaluation"],
    ["claims"],
    ["comparison"],
    ["report"],
    ["layout"],
    ["steps"],
]
RANK = {"restudy": 0} | {f"restudy.{part}": rank for rank, parts in enumerate(LAYERS) for part in parts}
MODULES = sorted(
    ".".join(["restudy", *path.relative_to(PACKAGE_FOLDER).with_suffix("").parts]).removesuffix(".__init__")
    for path in PACKAGE_FOLDER.rglob("*.py")
)
# The command line stands on top of all of them.
PACKAGES = sorted({f"restudy.{path.parent.name}" for path in PACKAGE_FOLDER.glob("*/__init__.py")} - {"restudy.cli"})
PLAN_TOO_SLOW_FOR = {
    "torch",
    "torchvision",
    "pandas",
    "matplotlib",
    "sklearn",
    "scipy",
    "statsmodels",
    "snakemake",
    "dvc",
}
JOB_TOO_SLOW_FOR = PLAN_TOO_SLOW_FOR - {"torch"}


def rank_of(module: str) -> int:
    """The layer of a module; what stands outside all of them, such as the command line, is on top."""
    places = [".".join(module.split(".")[:length]) for length in (3, 2)]
    return next((RANK[place] for place in places if place in RANK), len(LAYERS))


def imports_of(module: str) -> set[str]:
    """The package's modules that a module names in its import statements, wherever they stand."""
    return {name for name in _named(module) if name.split(".")[0] == "restudy" and name in MODULES}


def _named(module: str) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def _tree(module: str) -> ast.Module:
    place = PACKAGE_FOLDER.joinpath(*module.split(".")[1:])
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_one_way(module: str) -> None:
    backward = {name for name in imports_of(module) if rank_of(name) > rank_of(module)}
    assert backward == set(), f"{module} is below what it imports"


def test_a_backward_import_would_be_seen() -> None:
    assert rank_of("restudy.data.datasets") < rank_of("restudy.params.params") < rank_of("restudy.plan.cells")
    assert rank_of("restudy.plan.cells") < rank_of("restudy.data.split") < rank_of("restudy.training.loop")
    assert rank_of("restudy.training.loop") < rank_of("restudy.report.page") < rank_of("restudy.cli")
    assert "restudy.data.download" in imports_of("restudy.cli.steps"), "imports inside functions count"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_its_place(package: str) -> None:
    assert package in RANK


def test_no_two_modules_import_each_other() -> None:
    graph = {module: imports_of(module) - {module, module.rpartition(".")[0]} for module in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_imports_are_absolute(module: str) -> None:
    """The digest of the code follows absolute imports only."""
    relative = [node for node in ast.walk(_tree(module)) if isinstance(node, ast.ImportFrom) and node.level]
    assert relative == []


def test_no_module_of_the_package_knows_the_workflow_engine() -> None:
    named = {name.split(".")[0] for module in MODULES for name in _named(module)}
    assert named.isdisjoint({"snakemake", "dvc"})


def loaded_after(code: str, folder: Path) -> set[str]:
    """The modules that a fresh interpreter has loaded once it ran `code` in `folder`."""
    report = "; import json, sys; print(json.dumps(sorted(sys.modules)))"
    command = [sys.executable, "-c", code + report]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


def test_a_plan_is_made_without_heavy_libraries(repository: Path) -> None:
    """It is made each time the Snakefile is read."""
    loaded = loaded_after(
        "from pathlib import Path; from restudy.plan.plan import make_plan; "
        "from restudy.params.params import read_params; assert make_plan(read_params(Path('params.yaml'), {})).cells",
        repository,
    )
    assert "restudy.plan.cells" in loaded
    assert loaded.isdisjoint(PLAN_TOO_SLOW_FOR)


@pytest.mark.slow
def test_a_training_job_loads_no_more_than_torch_and_what_its_source_names(tmp_path: Path) -> None:
    loaded = loaded_after("import restudy.training.job", tmp_path)
    assert "torch" in loaded
    assert loaded.isdisjoint(JOB_TOO_SLOW_FOR)
    ours = {module for module in loaded if module.split(".")[0] == "restudy"}
    assert "restudy.training.loop" in ours
    assert ours <= imported_modules(["restudy.training.job"]), "the digest's closure misses a module"
