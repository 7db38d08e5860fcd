"""What pruning takes away, what it keeps, and that dvc.yaml lists the same folders."""

from pathlib import Path

import pytest
import yaml

from restudy.errors import UserError
from restudy.freshness.jobs import jobs, versioned_files
from restudy.layout import TRIAL_FILES, versioned_folders
from restudy.papers.paper import Paper
from restudy.plan.plan import Plan
from restudy.store.prune import prune
from restudy.store.store import Store, is_finished
from restudy.store.trial_files import write_run

CELLS = Path("results/mnist/cells")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def wanted(mnist_plan: Plan, mnist_papers: dict[str, Paper]) -> list[Path]:
    return versioned_files(mnist_plan, mnist_papers, jobs(mnist_plan, mnist_papers))


def leave(file: str | Path) -> Path:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def leave_trial(folder: Path, digest: str) -> None:
    for name in TRIAL_FILES:
        leave(folder / name)
    write_run(folder, digest, int(folder.name.removeprefix("seed")), {})


def test_dvc_yaml_lists_the_same_folders(repository: Path) -> None:
    stage = yaml.safe_load((repository / "dvc.yaml").read_text(encoding="utf-8"))["stages"]["studies"]
    outs = [*stage["outs"], *stage["metrics"]]
    listed = {path: options for out in outs for path, options in out.items()}
    assert sorted(listed) == sorted(map(str, versioned_folders("${dataset}")))
    assert all(options["persist"] for options in listed.values())
    cached = {path for path, options in listed.items() if options.get("cache", True)}
    assert cached == {"data/${dataset}", "results/${dataset}/cells", "results/${dataset}/predictions"}


def test_every_versioned_file_is_in_one_of_them(wanted: list[Path]) -> None:
    folders = versioned_folders("mnist")
    assert len(wanted) == len(set(wanted)) > 300
    assert [file for file in wanted if not any(file.is_relative_to(folder) for folder in folders)] == []


def test_what_the_plan_wants_stays(here: Path, wanted: list[Path]) -> None:
    for file in wanted:
        leave(file)
    assert prune("mnist", wanted, Store(here / "store")) == {}
    assert all(file.is_file() for file in wanted)


def test_the_rest_goes_and_its_folders_with_it(here: Path, wanted: list[Path]) -> None:
    leave("results/mnist/tables/no-study/T1.csv")
    leave("results/mnist/notes.txt")
    leave("results/digits/tables/no-study/T1.csv")
    link = Path("results/mnist/figures/link.svg")
    link.parent.mkdir()
    link.symlink_to("nowhere")
    assert prune("mnist", wanted, Store(here / "store")) == {"results/mnist/tables": 1, "results/mnist/figures": 1}
    assert not Path("results/mnist/tables/no-study").exists()
    assert Path("results/mnist/tables").is_dir()
    assert Path("results/mnist/notes.txt").is_file()
    assert Path("results/digits/tables/no-study/T1.csv").is_file()


def test_finished_trials_are_taken_into_the_store(here: Path, wanted: list[Path]) -> None:
    leave_trial(CELLS / "mlp-optimizers/old-12345678/seed4", "d" * 64)
    leave(CELLS / "mlp-optimizers/old-12345678/seed5/config.json")
    store = Store(here / "store")
    assert prune("mnist", wanted, store) == {str(CELLS): len(TRIAL_FILES) + 1}
    assert is_finished(store.folder("d" * 64, 4))
    assert not store.folder("d" * 64, 5).exists()


def test_nothing_is_touched_while_snakemake_is_at_work(here: Path, wanted: list[Path]) -> None:
    leave(".snakemake/locks/0.output.lock")
    stray = leave("results/mnist/tables/no-study/T1.csv")
    with pytest.raises(UserError, match="snakemake --unlock"):
        prune("mnist", wanted, Store(here / "store"))
    assert stray.is_file()
