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
from restudy.provenance import TRIAL_CODE, imported_modules
from restudy.sources import read_sources

PACKAGE_FOLDER = Path(restudy.__file__).parent
# From the ground up: a part imports from its own line and from those above it. A module that stands here by itself is
# elsewhere than its package. The command line stands on top of all of them.
LAYERS = [
    [
        "errors",
        "lazy",
        "layout",
        "records",
        "checksums",
        "obstacles",
        "cache_folder",
        "ending",
        "seeding",
        "formats",
        "printed_number",
    ],
    ["array_files", "pictures_kept"],
    ["disk_clock", "yaml_scalars", "repository"],
    ["statistics", "core_yaml", "own_code", "metric", "revisions"],
    ["sources", "blocks", "metrics"],
    ["quantity", "signatures"],
    ["datasets", "models", "optimizers", "losses", "augmentations"],
    ["schedules"],
    ["provenance"],
    ["params"],
    ["plan"],
    ["data"],
    ["cluster"],
    ["store"],
    ["training"],
    ["adoption"],
    ["selection"],
    ["evaluation"],
    ["papers"],
    ["evidence"],
    ["judging"],
    ["claims"],
    ["tables"],
    ["drawing"],
    ["figures"],
    ["report"],
    ["freshness"],
    ["versions"],
    ["checking"],
    ["verification"],
]
RANK = {"restudy": 0} | {f"restudy.{part}": rank for rank, parts in enumerate(LAYERS) for part in parts}
MODULES = sorted(
    ".".join(["restudy", *path.relative_to(PACKAGE_FOLDER).with_suffix("").parts]).removesuffix(".__init__")
    for path in PACKAGE_FOLDER.rglob("*.py")
)
# The command line, and what calls it, stand on top of all of them.
PACKAGES = sorted(
    {f"restudy.{path.parent.name}" for path in PACKAGE_FOLDER.glob("*/__init__.py")}
    - {"restudy.cli", "restudy.warm_starts"}
)
PLAN_TOO_SLOW_FOR = {
    "torch",
    "torchvision",
    "numpy",
    "pandas",
    "matplotlib",
    "sklearn",
    "scipy",
    "statsmodels",
    "snakemake",
    "dvc",
}
JOB_TOO_SLOW_FOR = PLAN_TOO_SLOW_FOR - {"torch", "numpy"}
# What was published, and all that compares results with it or shows them.
AFTER_RESULTS = {"papers", "evidence", "judging", "claims", "tables", "figures", "drawing", "report"}
WITHOUT_PAPERS = {
    "planning": ["restudy.plan.plan", "restudy.plan.configuration", "restudy.plan.chosen"],
    "data": ["restudy.data.download", "restudy.data.unpack", "restudy.data.split"],
    "training": ["restudy.training.job", "restudy.store.store", *TRIAL_CODE],
    "selecting": ["restudy.selection"],
    "evaluating": ["restudy.evaluation.evaluate"],
}


def rank_of(module: str) -> int:
    """The layer of a module; what stands outside all of them, such as the command line, is on top."""
    places = [".".join(module.split(".")[:length]) for length in (3, 2)]
    return next((RANK[place] for place in places if place in RANK), len(LAYERS))


def imports_of(module: str) -> set[str]:
    """The package's modules that a module imports as it runs, wherever: at once, in a function, or lazily."""
    return {name for name in _named(module) if name in MODULES}


def _named(module: str) -> Iterator[str]:
    for node in _run(_tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
    yield from lazily_named(module)


def lazily_named(module: str) -> set[str]:
    """The modules that a module has loaded when it first uses them."""
    calls = (node for node in _run(_tree(module)) if isinstance(node, ast.Call))
    return {
        ast.literal_eval(call.args[0]) for call in calls if isinstance(call.func, ast.Name) and call.func.id == "lazily"
    }


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module but those that only a type checker reads."""
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        inner: list[ast.AST] = [*node.orelse]
    else:
        yield node
        inner = [*ast.iter_child_nodes(node)]
    for each in inner:
        yield from _run(each)


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
    assert rank_of("restudy.models.cnn") < rank_of("restudy.params.params") < rank_of("restudy.plan.cells")
    assert rank_of("restudy.plan.cells") < rank_of("restudy.data.split") < rank_of("restudy.training.loop")
    assert rank_of("restudy.training.loop") < rank_of("restudy.judging.numbers") < rank_of("restudy.claims.value")
    assert rank_of("restudy.claims.value") < rank_of("restudy.report.page")
    assert rank_of("restudy.report.page") < rank_of("restudy.versions.needs") < rank_of("restudy.cli")
    assert "restudy.data.download" in imports_of("restudy.cli.data_steps"), "imports inside functions count"
    assert "restudy.drawing.style" in imports_of("restudy.figures.dots"), "what is loaded lazily counts"
    assert "restudy.papers.paper" not in imports_of("restudy.papers.items"), "what only names a type does not"


@pytest.mark.parametrize("module", MODULES)
def test_what_is_loaded_lazily_is_imported_for_types_too(module: str) -> None:
    """So that the digest of the code, which is of import statements, covers it."""
    ours = {name for name in lazily_named(module) if name.partition(".")[0] == "restudy"}
    assert ours <= set(MODULES)
    assert ours <= set(read_sources(PACKAGE_FOLDER)[module].imports)


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


@pytest.mark.parametrize("step", WITHOUT_PAPERS)
def test_what_decides_results_knows_nothing_of_papers(step: str) -> None:
    """By the same imports as the digest of code: names of types count too."""
    parts = {module.split(".")[1] for module in imported_modules(WITHOUT_PAPERS[step]) if "." in module}
    assert parts & AFTER_RESULTS == set()


def test_a_module_that_knows_papers_would_be_seen() -> None:
    assert {"restudy.papers.paper", "restudy.judging.rows"} <= imported_modules(["restudy.judging.tabulate"])


def loaded_after(code: str, folder: Path) -> set[str]:
    """The modules that a fresh interpreter has loaded, and not only promised, once it ran `code` in `folder`."""
    report = """
import json, sys
print(json.dumps([name for name, module in sys.modules.items() if type(module).__name__ != "_LazyModule"]))
"""
    command = [sys.executable, "-c", code + report]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout.splitlines()[-1]))


PLANNING = """
from pathlib import Path
from restudy.papers.reading import read_papers
from restudy.params.params import read_params
from restudy.plan.plan import make_plan
plan = make_plan(read_params(Path("params.yaml"), {}))
assert plan.cells and all(paper.claims for paper in read_papers(plan).values())
"""


def test_plan_and_papers_are_read_without_heavy_libraries(repository: Path) -> None:
    """They are read each time the Snakefile is, with all that it imports."""
    snakefile = (repository / "Snakefile").read_text(encoding="utf-8")
    imports = [line.strip() for line in snakefile.splitlines() if line.strip().startswith("from restudy")]
    assert len(imports) > 5
    loaded = loaded_after("\n".join([*imports, PLANNING]), repository)
    assert {"restudy.plan.cells", "restudy.claims.value", "restudy.figures.curves"} <= loaded
    assert {name.partition(".")[0] for name in loaded} & PLAN_TOO_SLOW_FOR == set()


def test_what_is_promised_counts_once_it_is_used(tmp_path: Path) -> None:
    promised = "from restudy.lazy import lazily\nwave = lazily('wave')\n"
    assert "wave" not in loaded_after(promised, tmp_path)
    assert "wave" in loaded_after(promised + "wave.open\n", tmp_path)


@pytest.mark.slow
def test_a_training_job_loads_no_more_than_torch_and_what_its_source_names(tmp_path: Path) -> None:
    loaded = loaded_after("import restudy.training.job", tmp_path)
    assert "torch" in loaded
    assert {name.partition(".")[0] for name in loaded} & JOB_TOO_SLOW_FOR == set()
    ours = {module for module in loaded if module.split(".")[0] == "restudy"}
    assert "restudy.training.learner" in ours
    assert ours <= imported_modules(["restudy.training.job"]), "the digest's closure misses a module"
    assert {module for module in ours if module.startswith("restudy.models.")} == set(), "families are asked for"
