"""A clone with neither data nor weights, without a remote: all is made again from evidence, and one goes on from it."""

import json
import resource
import subprocess
from pathlib import Path

import pytest

from dvc_project import VersionedProject, first_version
from workflow_project import CELLS, finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version"]

HEAVY = ("data", "results/digits/cells", "results/digits/predictions", ".restudy/store")
LONGEST_SECONDS = 10
PRESENTING = {"judge": 1, "tabulate_mlp_optimizers": 1, "draw_mlp_optimizers": 1, "report": 1, "typeset": 1, "all": 1}


@pytest.fixture
def clone(first_version: VersionedProject, tmp_path: Path) -> VersionedProject:
    """What Git alone has; the remote is none that answers."""
    made = first_version.clone(tmp_path / "clone")
    made.dvc("remote", "add", "--local", "--default", "--force", "nowhere", str(tmp_path / "nowhere"))
    assert not any((made.folder / folder).exists() for folder in HEAVY)
    return made


def test_nothing_is_trained_evaluated_or_made(clone: VersionedProject) -> None:
    planned = clone.plan()
    assert planned.jobs == []
    assert "Nothing to be done" in planned.text
    assert clone.is_clean_for_git


def test_all_is_made_again_byte_for_byte(clone: VersionedProject) -> None:
    rebuilt = clone.restudy("rebuild", "--config", "dataset=digits")
    assert rebuilt.status == 0, rebuilt.text
    files = len(clone.git("ls-files", "results").splitlines())
    kept = [*clone.git("ls-files", "results/digits/evidence", "results/digits/made_from/evaluate").splitlines()]
    # Of the rest the paper, its record and that of the data's evidence.
    assert f"{files - len(kept) - 3} files, identical to the committed ones, byte for byte." in rebuilt.text
    assert not any((clone.folder / folder).exists() for folder in HEAVY)


def test_an_unpacked_archive_is_made_again_byte_for_byte(clone: VersionedProject, tmp_path: Path) -> None:
    assert clone.restudy("bundle", str(tmp_path / "mine.tar.gz")).status == 0
    unpacked = VersionedProject(tmp_path / "mine")
    subprocess.run(["tar", "--extract", "--file", str(tmp_path / "mine.tar.gz")], cwd=tmp_path, check=True)
    for arguments in (["rebuild", "--config", "dataset=digits"], ["rebuild", "mlp-optimizers/quality"]):
        rebuilt = unpacked.restudy(*arguments)
        assert rebuilt.status == 0, rebuilt.text
        assert "dentical to the committed" in rebuilt.text


def test_a_table_that_would_come_out_otherwise_is_named(clone: VersionedProject) -> None:
    table = next((clone.folder / "results/digits/tables/cnn-lstm-grid").glob("*.csv"))
    table.write_text(table.read_text(encoding="utf-8") + "more\n", encoding="utf-8")
    clone.git("commit", "--quiet", "--all", "--message", "By hand")
    rebuilt = clone.restudy("rebuild", "--config", "dataset=digits")
    assert rebuilt.status == 1
    assert f"differs: {table.relative_to(clone.folder)}" in rebuilt.text


def test_every_table_and_figure_is_made_again_in_seconds(clone: VersionedProject) -> None:
    shown = [
        f"{path.parent.name}/{path.name}"
        for kind, ending in (("tables", "csv"), ("figures", "svg"))
        for path in sorted((clone.folder / f"results/digits/{kind}").glob(f"*/*.{ending}"))
    ]
    assert len(shown) > 10
    for name in shown:
        before = processor_seconds()
        rebuilt = clone.restudy("rebuild", name)
        assert "Identical to the committed file" in rebuilt.text, rebuilt.text
        # Of this processor: other tests run beside this one.
        assert processor_seconds() - before < LONGEST_SECONDS, name


def processor_seconds() -> float:
    """What all programs took that were called so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_changed_claim_runs_what_stands_behind_it(clone: VersionedProject) -> None:
    with clone.paper("mlp-optimizers") as paper:
        paper["claims"]["C1"]["at_least"] = 0.5
    assert clone.run().counts == PRESENTING
    assert not any((clone.folder / folder).exists() for folder in HEAVY[:3])


def test_an_added_seed_is_all_that_is_trained_and_evaluated(clone: VersionedProject) -> None:
    """The data set is at hand: it comes with a package."""
    with clone.params() as content:
        content["seeds"] = [*content["seeds"], 7]
    outcome = clone.run()
    assert outcome.trained == {study: set(cells) for study, cells in CELLS.items()}
    assert {path.parent.name for path in clone.files("results/digits/cells")} == {"seed7"}
    for study in CELLS:
        log = (clone.folder / f"logs/digits/evaluate/{study}.log").read_text(encoding="utf-8")
        assert {line.partition(":")[0].split()[-1] for line in log.splitlines()} == {"7"}
    assert clone.plan().jobs == []


def test_of_a_changed_learning_rate_only_its_cells_are_planned(clone: VersionedProject) -> None:
    """Though the data has to be made first, which stands before all cells."""
    with clone.params() as content:
        content["studies"]["mlp-optimizers"]["variants"]["sgd"]["settings"]["optimizer"]["lr"] = 0.02
    outcome = clone.plan()
    assert outcome.trained == {"mlp-optimizers": {"sgd", "sgd-held-out"}}
    counts = outcome.counts
    assert (counts["unpack"], counts["evaluate"], counts["select"]) == (1, 1, 1)
    assert "excerpt" not in counts


def test_dvc_says_what_it_would_have_to_train_and_how_to_go_on(clone: VersionedProject) -> None:
    refused = clone.call("dvc", "repro")
    assert refused.status != 0
    (line,) = refused.complaints
    trials = ", ".join(f"{2 * len(cells)} of {study}" for study, cells in CELLS.items())
    assert f"weights of finished trials are not here ({trials})" in line
    assert "`dvc pull`" in line and "`snakemake --cores all` goes on from evidence" in line
    assert "results/digits/cells" in clone.dvc("status").text


def test_weights_are_trained_again_where_they_are_asked_for(clone: VersionedProject) -> None:
    """They are the same, so evidence stays, and DVC finds nothing new but when they were trained."""
    before = {path: path.read_bytes() for path in clone.files("results/digits/evidence")}
    clone.run("weights")
    assert {path: path.read_bytes() for path in clone.files("results/digits/evidence")} == before
    assert clone.restudy("weights").text == ""
    verified = clone.restudy("verify")
    assert verified.status == 0, verified.text
    assert clone.dvc("repro").jobs == []
    assert json.loads(next(path.read_text() for path in before if path.suffix == ".json"))["run"]["seconds"] >= 0
