"""The tiny project under Git and DVC, with a remote, as a user of both has it."""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from filelock import FileLock

from workflow_project import REPOSITORY, Outcome, Project, new_project

VERSIONING = (
    ".gitignore",
    ".dvcignore",
    "dvc.yaml",
    "requirements.lock",
    ".dvc/config",
    ".dvc/.gitignore",
    ".dvc/plots",
)
SETTINGS = ("params.yaml", "papers")
WHO = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b"}


ADAM_CELLS = {"mlp-optimizers": {"adam", "adam-held-out"}}
CELLS_FOLDER = "results/digits/cells"


@dataclass(frozen=True)
class VersionedProject(Project):
    """A project in a Git repository of its own, whose results DVC versions."""

    @property
    def environment(self) -> dict[str, str]:
        """The project's, with a name for commits, no statistics sent and no settings of this machine's user."""
        own = super().environment | WHO | {"DVC_NO_ANALYTICS": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        return own | {"DVC_GLOBAL_CONFIG_DIR": str(self.folder / ".none"), "GIT_CONFIG_NOSYSTEM": "1"}

    def git(self, *arguments: str) -> str:
        """Run Git, which must succeed, and return what it said."""
        return self._must("git", *arguments)

    def dvc(self, *arguments: str) -> Outcome:
        """Run DVC, which must succeed."""
        outcome = self.call("dvc", *arguments)
        assert outcome.status == 0, outcome.text
        return outcome

    def restudy(self, *arguments: str) -> Outcome:
        """Run the project's own command line."""
        return self.call("python", "-m", "restudy", *arguments)

    def _must(self, *command: str) -> str:
        outcome = self.call(*command)
        assert outcome.status == 0, outcome.text
        return outcome.text

    def commit(self, message: str) -> None:
        """Commit all that Git does not ignore."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    @property
    def is_clean(self) -> bool:
        """Whether DVC and Git find nothing changed."""
        return self.dvc("status", "--quiet").text == "" and self.git("status", "--porcelain") == ""

    @property
    def is_clean_for_git(self) -> bool:
        """Whether Git finds nothing changed."""
        return self.git("status", "--porcelain") == ""

    @property
    def lock(self) -> dict[str, str]:
        """Output to its hash, as dvc.lock has them."""
        content = yaml.safe_load((self.folder / "dvc.lock").read_text(encoding="utf-8"))
        return {out["path"]: out["md5"] for out in content["stages"]["studies"]["outs"]}

    def set_rate(self, rate: float) -> None:
        """Change the learning rate of ADAM_CELLS."""
        with self.params() as content:
            content["studies"]["mlp-optimizers"]["variants"]["adam"]["settings"]["optimizer"]["lr"] = rate

    def copy(self, folder: Path) -> "VersionedProject":
        """A copy that the clock cannot tell from this one."""
        return VersionedProject(super().copy(folder).folder)

    def clone(self, folder: Path, *options: str) -> "VersionedProject":
        """A fresh clone, which knows the remote and nothing else."""
        self.git("clone", "--quiet", *options, self.folder.as_uri(), str(folder))
        return VersionedProject(folder)


def versioned(project: Project, folder: Path, remote: Path) -> VersionedProject:
    """A copy of a finished project, committed and pushed to a folder as its remote."""
    made = VersionedProject(project.copy(folder).folder)
    _copy_parts(VERSIONING, folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.dvc("remote", "add", "--quiet", "--default", "box", str(remote))
    made.dvc("repro")
    made.commit("First results")
    made.git("tag", "v1")
    made.dvc("push")
    # Fewer files to copy for each test.
    made.git("gc", "--quiet")
    return made


def shipped(folder: Path) -> VersionedProject:
    """The repository as it is, its settings byte for byte, committed anew without results."""
    made = VersionedProject(new_project(folder, {}).folder)
    _copy_parts((*VERSIONING, *SETTINGS), folder)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.commit("As shipped")
    return made


def _copy_parts(parts: Iterable[str], folder: Path) -> None:
    for part in parts:
        source, target = REPOSITORY / part, folder / part
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy2(source, target)


@pytest.fixture(scope="session")
def first_version(finished: Project, tmp_path_factory: pytest.TempPathFactory) -> VersionedProject:
    """The finished project, committed as v1 and pushed; one for all workers, so it is copied before it is changed."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder, mark = shared / "versioned", shared / "versioned.txt"
    with FileLock(shared / "versioned.lock"):
        if not mark.exists():
            shutil.rmtree(folder, ignore_errors=True)
            versioned(finished, folder, shared / "remote")
            mark.touch()
    return VersionedProject(folder)


@pytest.fixture
def tracked(first_version: VersionedProject, tmp_path: Path) -> VersionedProject:
    """A copy of the first version, for a test to change."""
    return first_version.copy(tmp_path / "project")
