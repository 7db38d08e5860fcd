"""Disks without room, folders that may not be written, homes and links that are not there, for programs under test."""

import os
import subprocess
from pathlib import Path

IS_ROOT = os.geteuid() == 0
# Root may write everywhere, but for its privileges.
WITHOUT_PRIVILEGES = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if IS_ROOT else ()
OWN_MOUNTS = ("unshare", "--mount") if IS_ROOT else ("unshare", "--user", "--map-root-user", "--mount")
# A disk of its own, which nobody else sees and which goes with the command.
MOUNTED = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && cd "$PWD" && shift 2 && "$@"'
LEFT = '[ -z "$(ls -A)" ] && echo "nothing left" || ls -A'
READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && cd "$PWD" && shift && "$@"'
# Python runs it at each start.
NO_LINKS = """
import os
def refuse(source, target, *more, **options): raise PermissionError(1, "Operation not permitted", source, None, target)
os.symlink = refuse
"""


def in_own_mounts(script: str, *arguments: str) -> list[str]:
    """The command line of a shell script whose mounts only it and its children see."""
    return [*OWN_MOUNTS, "bash", "-c", script, "bash", *arguments]


def without_privileges(*command: str) -> list[str]:
    """The command line of a command whose user may write only what is theirs."""
    return [*WITHOUT_PRIVILEGES, *command]


def read_only(folder: Path, *command: str) -> list[str]:
    """The command line of a command to which a folder is read-only."""
    return in_own_mounts(READ_ONLY, str(folder), *command)


def on_small_disk(folder: Path, size: str, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command with a disk of this size in place of the folder; at last the folder's content is printed."""
    script = f'{MOUNTED}\nstatus=$?\ncd "{folder}"\n{LEFT}\nexit $status'
    return subprocess.run(
        in_own_mounts(script, size, str(folder), *command), capture_output=True, text=True, check=False
    )
