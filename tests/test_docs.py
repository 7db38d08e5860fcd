"""Every command in the README and in docs/ is run by a test, here or where the list says; links and names are there."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from _pytest.mark.structures import ParameterSet

from docs_commands import COMMANDS, Elsewhere, Here
from docs_pages import PAGES, REPOSITORY, SHOWN, anchors, blocks, commands, prose, text_of, words_in_code
from restudy.cli import app
from restudy.layout import Results
from restudy.params.overrides import parse_overrides
from restudy.params.params import Params, read_params
from restudy.params.settings import Settings
from restudy.plan.plan import make_plan

PARTS = ("Snakefile", "Makefile", "params.yaml", "papers", "workflow", "profiles", "src", "custom", "pyproject.toml")
LOCKS = ("requirements.lock", "requirements-slurm.lock")
PROGRAMS = ("restudy", "snakemake", "dvc", "make", "git", "pip", "python")
LONGEST_README = 150
# What a page writes for any name.
PLACEHOLDER = re.compile(r"\b[A-Z]{2,}\b")
LINK = re.compile(r"\]\(([^)\s]+)\)")


def in_text(page: str) -> Iterator[str]:
    """The commands between backquotes in a page's prose."""
    return (words for words in words_in_code(page) if words.split()[0] in PROGRAMS and " " in words)


def copied(folder: Path) -> Path:
    """The project without its data and results, with the package, profiles and environment that commands find."""
    folder.mkdir()
    for part in (*PARTS, *LOCKS):
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy2(source, folder / part)
    (folder / ".venv").symlink_to(sys.prefix)
    (example,) = (block for block in blocks("docs/add-a-part.md", "yaml") if "workflow/profiles" in block.place)
    (folder / example.place).parent.mkdir()
    (folder / example.place).write_text(example.text, encoding="utf-8")
    return folder


def environment(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("SNAKEMAKE")}
    path = os.pathsep.join([str(Path(sys.executable).parent), own["PATH"]])
    own |= {"PATH": path, "PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "DVC_NO_ANALYTICS": "1"}
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return own | who | {"GIT_CONFIG_GLOBAL": os.devnull, "DVC_GLOBAL_CONFIG_DIR": str(folder / ".none")}


def call(folder: Path, command: str) -> tuple[int, str]:
    """Exit status and everything that a command line said."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project in which nothing has run."""
    return copied(tmp_path_factory.mktemp("docs") / "project")


def test_every_command_has_its_test_and_the_list_has_no_other() -> None:
    shown = {command for page in SHOWN for command in commands(page)}
    said = {command for page in SHOWN for command in in_text(page)}
    assert shown - COMMANDS.keys() == set()
    assert {command for command in said if not any(command in known for known in COMMANDS)} == set()
    assert COMMANDS.keys() - shown - said == set()


def test_every_block_says_what_it_is() -> None:
    assert {block.language for page in SHOWN for block in blocks(page)} == {"sh", "text", "yaml", "python"}


@pytest.mark.parametrize("test", sorted({how.test for how in COMMANDS.values() if isinstance(how, Elsewhere)}))
def test_a_test_that_is_named_is_there(test: str) -> None:
    file, name = test.split("::")
    tree = ast.parse((REPOSITORY / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def run_here(program: str) -> list[ParameterSet]:
    """The commands of some programs that are run here; all but restudy's are slow."""
    marks = [] if program == "restudy" else [pytest.mark.slow]
    return [
        pytest.param(command, how, marks=marks, id=command)
        for command, how in COMMANDS.items()
        if isinstance(how, Here) and command.split()[0] == program
    ]


@pytest.mark.parametrize(("command", "how"), [*run_here("restudy"), *run_here("source"), *run_here("snakemake")])
def test_a_command_does_what_is_shown(project: Path, command: str, how: Here) -> None:
    status, said = call(project, command)
    assert status == how.status, said
    assert how.says in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("command", "how"), run_here("dvc"))
def test_a_remote_is_written_down(tmp_path: Path, command: str, how: Here) -> None:
    call(tmp_path, "git init --quiet")
    (tmp_path / ".dvc").mkdir()
    box = '["remote \\"box\\"]'.replace("\\", "") if "add" in command else "['remote \"box\"']\n    url = ssh://a/b\n"
    (tmp_path / ".dvc/config").write_text("" if "add" in command else box, encoding="utf-8")
    status, said = call(tmp_path, command)
    assert (status, said.strip()) == (0, how.says)
    written = (tmp_path / ".dvc/config.local").read_text(encoding="utf-8")
    assert shlex.split(command)[-1].removeprefix("~/") in written


def test_the_makefile_does_what_is_said(project: Path) -> None:
    """What it would run is asked for, and the one long command of it is planned."""
    lines = {
        target: call(project, f"make --no-print-directory --dry-run {target}")[1].splitlines()
        for target in ("report", "rebuild", "test", "slurm", "bench")
    }
    assert lines["rebuild"][-1].endswith("restudy rebuild")
    assert any("pytest" in line for line in lines["test"])
    assert any("requirements-slurm.lock" in line for line in lines["slurm"])
    assert any("benchmarks/bench.py" in line for line in lines["bench"])
    (whole,) = (line for line in lines["report"] if "snakemake" in line)
    assert lines["report"][-1].endswith('results/digits/report/report.html"')
    assert "seeds=[0]" in whole


@pytest.mark.slow
def test_the_makefile_s_report_can_be_planned(project: Path) -> None:
    said = call(project, "make --dry-run report")[1]
    (whole,) = (line for line in said.splitlines() if "snakemake" in line)
    options = whole.partition("snakemake ")[2].replace("--quiet rules", "")
    status, said = call(project, f"snakemake -n {options}")
    assert status == 0, said
    changes = parse_overrides(shlex.split(options.partition("--config ")[2]))
    assert said.count("rule train:") == len(make_plan(read_params(REPOSITORY / "params.yaml", changes)).cells)


@pytest.mark.slow
def test_the_experiment_changes_one_line_and_its_cells(tmp_path: Path) -> None:
    """By DVC itself, on the file as it is; the stage trains nothing."""
    folder = copied(tmp_path / "project")
    stage = (
        "stages:\n  studies:\n    cmd: restudy status > said.txt\n    params: [{params.yaml: }]\n    outs: [said.txt]\n"
    )
    (folder / "dvc.yaml").write_text(stage, encoding="utf-8")
    before, cells = (folder / "params.yaml").read_text(encoding="utf-8"), planned_cells(folder)
    setup = "git init --quiet && dvc init --quiet && git add dvc.yaml params.yaml .dvc && git commit --quiet -m One"
    (command,) = (command for command in COMMANDS if command.startswith("dvc exp run -S"))
    status, said = call(folder, f"{setup} && {command}")
    assert status == 0, said
    after = (folder / "params.yaml").read_text(encoding="utf-8")
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    assert [pair for pair in pairs if pair[0] != pair[1]] == [("      epochs: 25", "      epochs: 10")]
    assert {study for study, _ in planned_cells(folder) - cells} == {"mlp-optimizers"}
    assert len(planned_cells(folder) - cells) == 13


def planned_cells(folder: Path) -> set[tuple[str, str]]:
    return set(make_plan(read_params(folder / "params.yaml", {})).cells)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    for link in LINK.findall(prose(page)):
        file, _, anchor = link.partition("#")
        target = ((REPOSITORY / page).parent / file).resolve() if file else REPOSITORY / page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors(str(target.relative_to(REPOSITORY))), link


def results_paths() -> set[str]:
    """Paths of results as pages write them."""
    files, study, name = Results.of("DATASET"), "STUDY", "ID"
    found = [files.table(study, name), files.table_rows(study), *(files.figure(study, name, "svg"),)]
    found += [files.claims(study), files.selection(study), files.metrics(study), files.record("STEP/STUDY")]
    found += [files.evaluation(study) / f"{name}.csv" for name in ("trials", "epochs")]
    found += [files.trial(study, "CELL", 0), files.report(""), files.figure(study, name, "csv"), files.images("CODE")]
    found += [files.training_evidence(study, "CELL", 0), files.test_evidence(study, "CELL", 0, "CODE")]
    found += [files.images("CODE").parent]
    return {str(path).replace("seed0", "seedN") for path in found}


@pytest.mark.parametrize("page", SHOWN)
def test_every_path_is_there(page: str) -> None:
    """As it stands, or below the package, a placeholder for any name; what a run leaves as the layout spells it."""
    tops = {path.name for path in REPOSITORY.iterdir()} | {path.name for path in (REPOSITORY / "src/restudy").iterdir()}
    left_by_runs = ("data", ".restudy", "results")
    for words in words_in_code(page):
        top = words.split("/")[0]
        if "/" not in words or " " in words or top not in tops or (top == "custom" and "README" not in words):
            continue
        if words.startswith("results/DATASET/"):
            assert words.rstrip("/") in results_paths(), words
        elif top not in left_by_runs:
            pattern = PLACEHOLDER.sub("*", words.rstrip("/")) if "README" not in words else words
            assert [*REPOSITORY.glob(pattern), *(REPOSITORY / "src/restudy").glob(pattern)], words


def test_every_command_and_option_of_restudy_exists() -> None:
    group: Any = typer.main.get_command(app)
    calls = [words for page in PAGES for words in (*commands(page), *words_in_code(page))]
    for words in (words.partition("$(")[2] or words for words in calls if re.match(r"restudy [a-z]", words)):
        _, name, *rest = shlex.split(words)
        known = {option for parameter in group.commands[name].params for option in parameter.opts} | {"--help"}
        assert {word for word in rest if word.startswith("--")} <= known, words


def test_every_key_is_explained() -> None:
    page = text_of("docs/settings.md")
    assert set(re.findall(r"^\| `(\w+)` \| (?!\w+:)", page, re.MULTILINE)) == Settings.model_fields.keys()
    assert [key for key in Params.model_fields if f"`{key}`" not in page] == []


def test_what_the_readme_shows_besides() -> None:
    """A message is one that a command says here, and what stands in the tree is there."""
    message, tree = (block.text for block in blocks("README.md", "text"))
    assert any(message == how.says.lstrip() for how in COMMANDS.values() if isinstance(how, Here))
    names = [name for line in tree.splitlines() for name in line.partition("  ")[0].split()]
    kept = [name for name in names if name.split("/")[0] not in ("data", "results")]
    assert [name for name in kept if not list(REPOSITORY.glob(PLACEHOLDER.sub("*", name.rstrip("/"))))] == []
    assert len(kept) == len(names) - 2


def test_the_readme_is_short() -> None:
    assert len(text_of("README.md").splitlines()) < LONGEST_README


def test_every_source_of_the_statistics_is_one_of_the_code_s() -> None:
    files = (REPOSITORY / "src/restudy").rglob("*.py")
    code = " ".join(word for path in files for word in path.read_text(encoding="utf-8").split())
    page = text_of("docs/statistics.md")
    sources = re.findall(r"^- (\w+)\b[^\d\n]* (\d{4})", page.partition("## Sources")[2], re.MULTILINE)
    assert {f"{name} {year}" for name, year in sources} == set(re.findall(r"\[(\w+ \d{4})\]", page))
    assert [name for name, year in sources if not re.search(rf"{name}\b[^\n]{{0,60}}{year}", code)] == []
