"""An SSH server of the tests' own on loopback: its own host key, keys only, no file outside its folder."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin:/usr/bin")
PRIVILEGE_SEPARATION = Path("/run/sshd")
PATIENCE_SECONDS = 10.0
SETTINGS = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/identity.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
PermitRootLogin prohibit-password
StrictModes no
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True)
class SshServer:
    """A running server."""

    port: int
    identity: Path
    store: Path

    @property
    def url(self) -> str:
        """The folder that it serves, as DVC names it."""
        return f"ssh://127.0.0.1:{self.port}{self.store}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("sshd did not start")


@pytest.fixture
def ssh_server(tmp_path: Path) -> Iterator[SshServer]:
    """A server with an empty folder to push to; needs openssh-server."""
    if SSHD is None:
        pytest.skip("no sshd here; Debian's package openssh-server has it")
    folder = tmp_path / "ssh"
    (folder / "store").mkdir(parents=True)
    PRIVILEGE_SEPARATION.mkdir(exist_ok=True)
    for name in ("host", "identity"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    port = _free_port()
    (folder / "sshd_config").write_text(SETTINGS.format(port=port, folder=folder), encoding="utf-8")
    server = subprocess.Popen([SSHD, "-D", "-f", folder / "sshd_config", "-E", folder / "sshd.log"])
    try:
        _wait_for(port, server)
        yield SshServer(port, folder / "identity", folder / "store")
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)
