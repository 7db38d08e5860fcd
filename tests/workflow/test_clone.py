"""A fresh clone with what DVC pulls plans nothing, whatever links DVC makes and whatever times files have."""

import hashlib
import os
import random
import shutil
from pathlib import Path

import pytest

from dvc_project import VersionedProject, first_version
from workflow_project import finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version"]

SHUFFLES = 5
STEPS = ("select", "measure", "judge", "report", "typeset")


@pytest.fixture(scope="module", params=["copy", "hardlink", "symlink"])
def clone(
    first_version: VersionedProject, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> VersionedProject:
    """A clone that pulled everything; its cache is on the file system of its files, so that it can be linked to."""
    made = first_version.clone(tmp_path_factory.mktemp("clone") / "clone")
    made.dvc("config", "--local", "cache.type", request.param)
    made.dvc("pull")
    return made


def shuffle_times(project: VersionedProject, seed: int) -> None:
    """Give files, and links beside what they lead to, times in no order, some of them in the future.

    No rule reads the package's source, which Python would compile again each time.
    """
    clock = random.Random(seed)
    for path in project.files("."):
        if not {".git", "src"} & set(path.parts):
            os.utime(path, (0, clock.uniform(1e9, 2e9)), follow_symlinks=not path.is_symlink())


def mismatched(cache: Path) -> list[Path]:
    """The objects of DVC's cache that don't hold what their names say."""
    objects = [path for path in (cache / "files/md5").rglob("*") if path.is_file()]
    assert len(objects) > 20
    return [
        path
        for path in objects
        if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        != path.parent.name + path.name.removesuffix(".dir")
    ]


def test_nothing_is_planned(clone: VersionedProject) -> None:
    for seed in range(SHUFFLES):
        for folder in (".snakemake", ".restudy"):
            shutil.rmtree(clone.folder / folder, ignore_errors=True)
        shuffle_times(clone, seed)
        assert clone.plan().jobs == [], f"shuffle {seed}"
    assert clone.dvc("repro").jobs == []


@pytest.mark.parametrize("clone", ["symlink"], indirect=True)
def test_what_is_made_again_is_the_same(clone: VersionedProject, first_version: VersionedProject) -> None:
    steps = [*STEPS, *(rule for rule in clone.plan("--forceall").counts if rule.startswith(("tabulate_", "draw_")))]
    again = clone.run("--forcerun", *steps)
    assert set(again.counts) == {*steps, "all"}
    results = first_version.files("results")
    assert len(results) > 50
    for path in results:
        relative = path.relative_to(first_version.folder)
        assert (clone.folder / relative).read_bytes() == path.read_bytes(), relative
    assert clone.is_clean


@pytest.mark.parametrize("clone", ["hardlink", "symlink"], indirect=True)
def test_a_change_trains_its_cells_and_leaves_the_cache_whole(clone: VersionedProject) -> None:
    """What jobs write must not reach what the files of a first version are links to."""
    with clone.params() as content:
        content["studies"]["mlp-optimizers"]["variants"]["sgd"]["settings"]["optimizer"]["lr"] = 0.02
    assert clone.dvc("repro").trained == {"mlp-optimizers": {"sgd", "sgd-held-out"}}
    assert mismatched(clone.folder / ".dvc/cache") == []
