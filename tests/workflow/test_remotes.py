"""Push and pull through real remotes: a folder, and a server over SSH."""

from pathlib import Path

import pytest

from dvc_project import VersionedProject, first_version, tracked
from ssh_server import SshServer, ssh_server
from workflow_project import finished

pytestmark = pytest.mark.slow
__all__ = ["finished", "first_version", "ssh_server", "tracked"]


def content(project: VersionedProject) -> dict[str, bytes]:
    return {str(path.relative_to(project.folder)): path.read_bytes() for path in project.files("data", "results")}


def test_a_clone_gets_everything_from_a_folder(first_version: VersionedProject, tmp_path: Path) -> None:
    clone = first_version.clone(tmp_path / "clone")
    clone.dvc("pull")
    assert content(clone) == content(first_version)
    assert clone.is_clean


def add_server(project: VersionedProject, server: SshServer) -> None:
    """What the README says to do, with a key that is no one's default."""
    project.dvc("remote", "add", "--local", "--default", "server", server.url)
    project.dvc("remote", "modify", "--local", "server", "keyfile", str(server.identity))
    project.dvc("remote", "modify", "--local", "server", "allow_agent", "false")


def test_a_clone_gets_everything_over_ssh(tracked: VersionedProject, ssh_server: SshServer, tmp_path: Path) -> None:
    add_server(tracked, ssh_server)
    assert not list(ssh_server.store.iterdir())
    tracked.dvc("push")
    assert len(list(ssh_server.store.rglob("*"))) > 20
    clone = tracked.clone(tmp_path / "clone")
    add_server(clone, ssh_server)
    clone.dvc("pull")
    assert content(clone) == content(tracked)
    assert clone.plan().jobs == []
    assert "in sync" in clone.dvc("status", "--cloud").text


def test_a_server_that_does_not_answer_is_an_error(tracked: VersionedProject, ssh_server: SshServer) -> None:
    add_server(tracked, ssh_server)
    tracked.dvc("remote", "modify", "--local", "server", "port", "1")
    outcome = tracked.call("dvc", "push")
    assert outcome.status != 0
    assert "Traceback" not in outcome.text
